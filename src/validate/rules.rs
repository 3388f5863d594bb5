//! [`RULES`]: every id that a report can name, with what it says.

/// A kind of violation, or a reason why something could not be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The stable id.
    pub id: &'static str,
    /// Whether it is a violation; else a reason why there is no answer.
    pub violation: bool,
    /// What it says, in one sentence.
    pub summary: &'static str,
}

const fn violation(id: &'static str, summary: &'static str) -> Rule {
    Rule { id, violation: true, summary }
}

const fn undecided(id: &'static str, summary: &'static str) -> Rule {
    Rule { id, violation: false, summary }
}

/// Every rule, violations first, by id.
pub static RULES: [Rule; 54] = [
    violation("additional-items", "An array has more items than are declared, and the others are not allowed."),
    violation("additional-properties", "An object has a property that is not declared, and others are not allowed."),
    violation("any-of", "A value fits none of the alternatives of `anyOf`."),
    violation("const", "A value is another than the only one that is allowed."),
    violation("contains", "An array has too few or too many items that fit `contains`."),
    violation("content", "A string is not encoded as its schema says."),
    violation("empty-parameter", "A query parameter that needs a value has none."),
    violation("enum", "A value is none of those that are listed."),
    violation("exclusive-maximum", "A number is not below its bound."),
    violation("exclusive-minimum", "A number is not above its bound."),
    violation("format", "A string is not of its format."),
    violation("json-syntax", "A text that should be JSON is not, or says one thing twice."),
    violation("malformed-target", "The target of a request is neither a path nor a URL."),
    violation("max-items", "An array has too many items."),
    violation("max-length", "A string has too many characters."),
    violation("max-properties", "An object has too many properties."),
    violation("maximum", "A number is above its bound."),
    violation("media-type", "A body has no media type, or one that is not declared."),
    violation("min-items", "An array has too few items."),
    violation("min-length", "A string has too few characters."),
    violation("min-properties", "An object has too few properties."),
    violation("minimum", "A number is below its bound."),
    violation("missing-body", "A body that must be there is not."),
    violation("missing-credentials", "None of the declared ways to sign a request is there."),
    violation("missing-parameter", "A parameter or header that must be there is not."),
    violation("multiple-of", "A number is no multiple of what it should be."),
    violation("not", "A value fits what it must not fit."),
    violation("nothing-allowed", "A value stands where none may stand."),
    violation("one-of", "A value fits none or several of the alternatives of `oneOf`."),
    violation("parameter-style", "The text of a parameter is not of the form that its style asks for."),
    violation("pattern", "A string does not match its regular expression."),
    violation("percent-encoding", "A `%` stands without two hexadecimal digits, or what is encoded is no UTF-8."),
    violation("property-names", "A property has a name that is not allowed."),
    violation("read-only", "A request sends a property that only responses have."),
    violation("repeated-parameter", "A parameter that has one value stands several times."),
    violation("required", "A property that must be there is not."),
    violation("type", "A value is of another type."),
    violation("undeclared-body", "A body is sent where none is declared (strict mode)."),
    violation("undeclared-parameter", "A parameter or header is sent that is not declared (strict mode)."),
    violation("undeclared-property", "A property is sent that no schema declares (strict mode)."),
    violation("undeclared-status", "A response has a status that is not declared."),
    violation("unique-items", "Two items of an array are equal."),
    violation("unknown-method", "The path is declared and the method is not."),
    violation("unknown-path", "The path is not declared."),
    violation("write-only", "A response sends a property that only requests have."),
    undecided("body-not-declared", "A body is sent where none is declared."),
    undecided("charset-not-read", "The body is in a character set that is not read."),
    undecided("client-certificate", "A client certificate is part of the connection, not of a message."),
    undecided("content-encoding-not-read", "The body is packed in a way that is not unpacked."),
    undecided("costly-pattern", "A regular expression needed more steps than it is given."),
    undecided("media-type-not-read", "Bodies of this media type are not read."),
    undecided("operation-not-declared", "The operation is not declared, so its response cannot be judged."),
    undecided("style-not-defined", "The standard does not say how such a value is written in this style."),
    undecided("unusable-contract", "The contract says something that cannot be used."),
];

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
