//! Objects: the names of members, those that are declared, and those that are not.

use serde_json::{Map, Value};

use super::Reader;
use crate::json::string::plain_end;

impl<'a> Reader<'a> {
    /// Opens the object here: whether it has a member.
    #[inline]
    pub(crate) fn begin_object(&mut self) -> Option<bool> {
        self.begin(b'{', b'}')
    }

    /// Behind a member: whether there is another.
    #[inline(always)]
    pub(crate) fn next_member(&mut self) -> Option<bool> {
        self.more(b'}')
    }

    /// The name of the member here; its value is next. A name with escapes is left to others.
    #[inline(always)]
    pub(crate) fn name(&mut self) -> Option<&'a str> {
        if self.byte() != Some(b'"') {
            return None;
        }
        let from = self.at + 1;
        let to = plain_end(self.text.as_bytes(), from);
        self.at = to;
        if self.byte() != Some(b'"') {
            return None;
        }
        self.at += 1;
        self.space();
        if self.byte() != Some(b':') {
            return None;
        }
        self.at += 1;
        self.space();
        self.text.get(from..to)
    }

    /// Keeps a member that the schema does not declare.
    pub(crate) fn undeclared(&mut self, name: &str, extra: &mut Map<String, Value>) -> Option<()> {
        let value = self.any()?;
        // The same name twice is refused.
        extra.insert(name.to_owned(), value).is_none().then_some(())
    }
}
