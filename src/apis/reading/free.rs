//! Values that no schema describes.

use serde_json::{Map, Value};

use super::Reader;

impl Reader<'_> {
    /// Any value.
    pub(crate) fn any(&mut self) -> Option<Value> {
        match self.byte()? {
            b'"' => self.owned().map(Value::String),
            b'{' => self.object().map(Value::Object),
            b'[' => self.array(Self::any).map(Value::Array),
            b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            b'n' => self.null().then_some(Value::Null),
            _ => self.boolean().map(Value::Bool),
        }
    }

    /// An object of any members.
    pub(crate) fn object(&mut self) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        let mut more = self.begin_object()?;
        while more {
            let name = self.name()?;
            self.undeclared(name, &mut members)?;
            more = self.next_member()?;
        }
        Some(members)
    }
}
