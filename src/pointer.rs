//! [`Pointer`]: the location of a value in a JSON document (RFC 6901).

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::percent;
use crate::tree::Tree;

/// A JSON Pointer in its string form: empty for the whole document, else `/` before every token, with `~` written `~0`
/// and `/` written `~1` inside a token (RFC 6901, 3).
///
/// # Examples
///
/// ```
/// use order_contracts::pointer::Pointer;
///
/// let pointer = Pointer::root().key("paths").key("/orders/{id}").index(0);
/// assert_eq!(pointer.to_string(), "/paths/~1orders~1{id}/0");
/// assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/orders/{id}", "0"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer that `text` spells, or `None` when `text` is neither empty nor begins with `/`, or holds a `~` that
    /// is not part of `~0` or `~1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_pointer(text).then(|| Self(text.to_owned()))
    }

    /// The pointer that `fragment`, the part of a URI behind `#`, spells with percent-encoding (RFC 6901, 6).
    #[must_use]
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let text = percent::decode_lossy(fragment);
        is_pointer(&text).then(|| Self(text.into_owned()))
    }

    /// The place that a reference into its own document names: `#` and a fragment.
    pub(crate) fn from_reference(reference: &str) -> Option<Self> {
        Self::from_fragment(reference.strip_prefix('#')?)
    }

    /// The pointer as a URI fragment: characters that are not allowed there are percent-encoded (RFC 3986, 3.5).
    #[must_use]
    pub fn to_fragment(&self) -> String {
        percent::encode(&self.0, b"/!$()*")
    }

    /// Whether this is `above` or a place below it.
    #[must_use]
    pub fn is_within(&self, above: &Self) -> bool {
        self.0.strip_prefix(&above.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The same place's member `name`.
    #[must_use]
    pub fn key(mut self, name: &str) -> Self {
        self.push(name);
        self
    }

    /// The same place's element at `position`, counted from 0.
    #[must_use]
    pub fn index(self, position: usize) -> Self {
        self.key(&position.to_string())
    }

    /// The member `name` of this place, in one allocation.
    #[cfg(feature = "validate")]
    pub(crate) fn below(&self, name: &str) -> Self {
        self.down(&[name])
    }

    /// The place that these tokens lead to from here, in one allocation.
    pub(crate) fn down(&self, tokens: &[&str]) -> Self {
        let length = tokens.iter().map(|token| 1 + token.len()).sum::<usize>();
        let mut below = Self(String::with_capacity(self.0.len() + length));
        below.0.push_str(&self.0);
        tokens.iter().for_each(|token| below.push(token));
        below
    }

    /// Goes one token down, to the member or element `token`.
    pub fn push(&mut self, token: &str) {
        self.0.reserve(1 + token.len());
        self.0.push('/');
        if !token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
            self.0.push_str(token);
            return;
        }
        for character in token.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// Goes one token up and returns the token that was left, unescaped; `None` at the root.
    pub fn pop(&mut self) -> Option<String> {
        let at = self.0.rfind('/')?;
        let token = unescape(&self.0[at + 1..]).into_owned();
        self.0.truncate(at);
        Some(token)
    }

    /// The place of which this much of the text is: this place or one above it.
    pub(crate) fn above(&self, length: usize) -> Self {
        Self(self.0.get(..length).unwrap_or_default().to_owned())
    }

    /// Goes one token up, and leaves the token unread; nothing happens at the root.
    pub(crate) fn up(&mut self) {
        self.0.truncate(self.0.rfind('/').unwrap_or_default());
    }

    /// Goes back up to a place whose text has this length.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The place that this one is a member or element of; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// This place, reached through `below`.
    #[must_use]
    pub fn join(&self, below: &Pointer) -> Self {
        Self(format!("{}{}", self.0, below.0))
    }

    /// The unescaped tokens from the root downwards.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.parts().map(Cow::into_owned)
    }

    /// The same, copied only where they are escaped.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The last token, unescaped; `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.0.rfind('/').map(|at| unescape(&self.0[at + 1..]).into_owned())
    }

    /// Whether this is the pointer to the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The string form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value at this location of `document`.
    #[must_use]
    pub fn resolve<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.0.split('/').skip(1).try_fold(document, |value, token| match value {
            Value::Object(members) => members.get(unescape(token).as_ref()),
            Value::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }

    /// The same of a [`Tree`].
    pub(crate) fn find<'a>(&self, document: &'a Tree) -> Option<&'a Tree> {
        self.0.split('/').skip(1).try_fold(document, |value, token| match value {
            Tree::Object(members) => members.get(&unescape(token)),
            Tree::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }

    /// The same, to be changed.
    pub(crate) fn find_mut<'a>(&self, document: &'a mut Tree) -> Option<&'a mut Tree> {
        self.0.split('/').skip(1).try_fold(document, |value, token| match value {
            Tree::Object(members) => members.get_mut(&unescape(token)),
            Tree::Array(items) => items.get_mut(index(token)?),
            _ => None,
        })
    }
}

fn is_pointer(text: &str) -> bool {
    let escapes_are_whole = || text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes_are_whole()
}

fn unescape(token: &str) -> Cow<'_, str> {
    if !token.contains('~') {
        return Cow::Borrowed(token);
    }
    // RFC 6901, 4: `~1` first, so that `~01` becomes `~1` and not `/`.
    Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
}

/// The position that a token names (RFC 6901, 4): digits, without leading zeros.
fn index(token: &str) -> Option<usize> {
    let is_plain = token == "0" || token.starts_with(|first: char| matches!(first, '1'..='9'));
    token.parse().ok().filter(|_| is_plain)
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Pointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
