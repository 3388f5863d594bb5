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
    Map(&'a HeaderMap),
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
            Held::Map(map) => All::Map(map.get_all(name).into_iter()),
        }
    }

    /// The same for a name that need not be read, which is quicker.
    pub(super) fn of(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        match &self.0 {
            Held::List(list) => All::Named(list.iter(), name),
            Held::Map(map) => All::Map(map.get_all(name).into_iter()),
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
            Held::Map(map) => (None, Some(map)),
        };
        let list = list.into_iter().flatten().map(|(name, value)| (&**name, &**value));
        let map = map.into_iter().flat_map(|map| map.iter());
        list.chain(map.map(|(name, value)| (name.as_str(), value.as_bytes())))
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Held::List(list) => list.len(),
            Held::Map(map) => map.len(),
        }
    }

    /// Changes the lines as a list, into which those of a map are copied.
    fn change(&mut self, change: impl FnOnce(&mut Vec<(Cow<'a, str>, Cow<'a, [u8]>)>)) {
        let mut list = match std::mem::take(self).0 {
            Held::List(list) => list,
            Held::Map(map) => map.iter().map(|(name, value)| (name.as_str().into(), value.as_bytes().into())).collect(),
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
}

impl<'s> Iterator for All<'s> {
    type Item = &'s [u8];

    fn next(&mut self) -> Option<&'s [u8]> {
        let (list, name) = match self {
            Self::List(list, name) => (list, *name),
            Self::Named(list, name) => (list, name.as_str()),
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
        Self(Held::Map(map))
    }
}

/// Without values.
impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
