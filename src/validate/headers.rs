//! [`Headers`]: names and values, held here or in a map of the crate `http`.

use std::borrow::Cow;
use std::fmt;

use ::http::{HeaderMap, HeaderName, header};

/// Headers, in the order in which they were sent; a name may occur several times.
///
/// Those of the crate `http` are borrowed as they are ([`From`]): looking up a name is then quicker than going through a list.
#[derive(Clone)]
pub struct Headers<'a>(Held<'a>);

#[derive(Clone)]
enum Held<'a> {
    List(Vec<(Cow<'a, str>, Cow<'a, [u8]>)>),
    Map(&'a HeaderMap, Usual<'a>),
}

/// The values that every message is asked for. One pass over a map is quicker than looking up three names.
#[derive(Clone, Copy, Default)]
struct Usual<'a> {
    /// The first of each name.
    first: [Option<&'a [u8]>; 3],
    /// Whether a name has more than one.
    has_more: bool,
}

impl<'a> Usual<'a> {
    /// The number of a name, if it is one of these.
    #[inline]
    fn number(name: &HeaderName) -> Option<usize> {
        match name {
            name if *name == header::CONTENT_TYPE => Some(0),
            name if *name == header::AUTHORIZATION => Some(1),
            name if *name == header::CONTENT_ENCODING => Some(2),
            _ => None,
        }
    }

    fn of(map: &'a HeaderMap) -> Self {
        let mut usual = Self::default();
        for (name, value) in map {
            if let Some(first) = Self::number(name).and_then(|number| usual.first.get_mut(number)) {
                usual.has_more |= first.is_some();
                first.get_or_insert(value.as_bytes());
            }
        }
        usual
    }

    /// The values of a name, if it is one of these and all its values are known.
    #[inline]
    fn values(&self, name: &HeaderName) -> Option<Option<&'a [u8]>> {
        let number = Self::number(name).filter(|_| !self.has_more)?;
        self.first.get(number).copied()
    }
}

impl<'a> Headers<'a> {
    /// Appends a header.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, [u8]>>) {
        self.change(|list| list.push((name.into(), value.into())));
    }

    /// Replaces the headers `name`, in any case, by one.
    pub(super) fn set(&mut self, name: &'static str, value: String) {
        self.change(|list| list.retain(|(known, _)| !known.eq_ignore_ascii_case(name)));
        self.push(name, value.into_bytes());
    }

    /// The values of the header `name`, in any case.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s [u8]> {
        match &self.0 {
            Held::List(list) => All::List(list.iter(), name),
            Held::Map(map, _) => All::Map(map.get_all(name).into_iter()),
        }
    }

    /// The same for a name that need not be read, which is quicker.
    #[inline]
    pub(super) fn of(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        match &self.0 {
            Held::List(list) => All::Named(list.iter(), name),
            Held::Map(map, usual) => match usual.values(&name) {
                Some(value) => All::Usual(value),
                None => All::Map(map.get_all(name).into_iter()),
            },
        }
    }

    /// The first value of the header `name`, in any case.
    #[must_use]
    pub fn first<'s>(&'s self, name: &'s str) -> Option<&'s [u8]> {
        self.all(name).next()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let (list, map) = match &self.0 {
            Held::List(list) => (Some(list), None),
            Held::Map(map, _) => (None, Some(map)),
        };
        let list = list.into_iter().flatten().map(|(name, value)| (&**name, &**value));
        let map = map.into_iter().flat_map(|map| map.iter());
        list.chain(map.map(|(name, value)| (name.as_str(), value.as_bytes())))
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Held::List(list) => list.len(),
            Held::Map(map, _) => map.len(),
        }
    }

    /// Changes the lines as a list, into which those of a map are copied.
    fn change(&mut self, change: impl FnOnce(&mut Vec<(Cow<'a, str>, Cow<'a, [u8]>)>)) {
        let mut list = match std::mem::take(self).0 {
            Held::List(list) => list,
            Held::Map(map, _) => {
                map.iter().map(|(name, value)| (name.as_str().into(), value.as_bytes().into())).collect()
            }
        };
        change(&mut list);
        self.0 = Held::List(list);
    }
}

/// The values of one name.
enum All<'s> {
    List(std::slice::Iter<'s, (Cow<'s, str>, Cow<'s, [u8]>)>, &'s str),
    Named(std::slice::Iter<'s, (Cow<'s, str>, Cow<'s, [u8]>)>, HeaderName),
    Map(header::ValueIter<'s, header::HeaderValue>),
    Usual(Option<&'s [u8]>),
}

impl<'s> Iterator for All<'s> {
    type Item = &'s [u8];

    #[inline]
    fn next(&mut self) -> Option<&'s [u8]> {
        let (list, name) = match self {
            Self::List(list, name) => (list, *name),
            Self::Named(list, name) => (list, name.as_str()),
            Self::Usual(value) => return value.take(),
            Self::Map(values) => return values.next().map(header::HeaderValue::as_bytes),
        };
        list.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self(Held::List(Vec::new()))
    }
}

/// The same names and values in the same order.
impl PartialEq for Headers<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Headers<'_> {}

impl<'a, N: Into<Cow<'a, str>>, V: Into<Cow<'a, [u8]>>> FromIterator<(N, V)> for Headers<'a> {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        Self(Held::List(headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

impl<'a> From<&'a HeaderMap> for Headers<'a> {
    fn from(map: &'a HeaderMap) -> Self {
        Self(Held::Map(map, Usual::of(map)))
    }
}

/// Without values.
impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
