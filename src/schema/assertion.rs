//! [`Assertion`]: keywords about strings that the validator crate implements: `format`, and content in the drafts where it is
//! asserted. They are asked one at a time, about one string.

use jsonschema::{Draft, EmailOptions};
use serde_json::Value;

use super::vocabulary;

/// A keyword about strings, compiled.
#[derive(Debug)]
pub(super) struct Assertion(jsonschema::Validator);

impl Assertion {
    /// The keywords of `schema` as `draft` defines them; `None` when they cannot be used.
    pub(super) fn new(schema: &Value, draft: vocabulary::Draft) -> Option<Self> {
        let options = jsonschema::options().with_draft(crate_draft(draft)).should_validate_formats(true).offline();
        // RFC 5321, 4.1.2: an address is a `Mailbox`; the name of a person beside it belongs to the header of a mail.
        let email = EmailOptions::default().without_display_text();
        options.with_email_options(email).build(schema).ok().map(Self)
    }

    /// Whether `format` with this name is asserted in `draft`; unknown ones only annotate.
    pub(super) fn is_known_format(name: &str, draft: vocabulary::Draft) -> bool {
        jsonschema::options().is_known_format(crate_draft(draft), name)
    }

    /// Whether `text` holds.
    pub(super) fn accepts(&self, text: &str) -> bool {
        self.0.is_valid(&Value::String(text.to_owned()))
    }
}

/// A draft as the validator crate calls it.
pub(super) fn crate_draft(draft: vocabulary::Draft) -> Draft {
    match draft {
        vocabulary::Draft::Four => Draft::Draft4,
        vocabulary::Draft::Six => Draft::Draft6,
        vocabulary::Draft::Seven => Draft::Draft7,
        vocabulary::Draft::Y2019 => Draft::Draft201909,
        vocabulary::Draft::Y2020 => Draft::Draft202012,
    }
}
