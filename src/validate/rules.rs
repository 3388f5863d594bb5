//! [`RULES`]: every id that a report can name, with its summary.

/// A kind of violation, or a reason why something could not be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The stable id.
    pub id: &'static str,
    /// Whether it is a violation; otherwise a reason why a check is undecided.
    pub violation: bool,
    /// What it means, in one sentence.
    pub summary: &'static str,
}

const fn violation(id: &'static str, summary: &'static str) -> Rule {
    Rule { id, violation: true, summary }
}

const fn undecided(id: &'static str, summary: &'static str) -> Rule {
    Rule { id, violation: false, summary }
}

/// Every rule, violations first, by id.
pub static RULES: &[Rule] = &[
    violation("additional-items", "An array has more items than are declared, and additional items are not allowed."),
    violation(
        "additional-properties",
        "An object has an undeclared property, and additional properties are not allowed.",
    ),
    violation("any-of", "A value matches none of the alternatives of `anyOf`."),
    violation("const", "A value does not equal the constant."),
    violation("contains", "An array has too few or too many items that match `contains`."),
    violation("content", "A string is not encoded as its schema declares."),
    violation("content-encoding", "A body is not of the content encoding that its header names."),
    violation("empty-parameter", "A query parameter has no value, and an empty value is not allowed."),
    violation("enum", "A value is not one of the listed values."),
    violation("exclusive-maximum", "A number is not less than its exclusive maximum."),
    violation("exclusive-minimum", "A number is not greater than its exclusive minimum."),
    violation("format", "A string does not have the declared format."),
    violation("json-syntax", "A body or parameter is not valid JSON, or an object in it contains a duplicate key."),
    violation("malformed-target", "The target of a request is neither a path nor a URL."),
    violation("max-items", "An array has too many items."),
    violation("max-length", "A string is too long."),
    violation("max-properties", "An object has too many properties."),
    violation("maximum", "A number is greater than its maximum."),
    violation("media-type", "A body has no media type, or an undeclared one."),
    violation("min-items", "An array has too few items."),
    violation("min-length", "A string is too short."),
    violation("min-properties", "An object has too few properties."),
    violation("minimum", "A number is less than its minimum."),
    violation("missing-body", "A required body is missing."),
    violation("missing-credentials", "A request carries none of the declared credentials."),
    violation("missing-parameter", "A required parameter or header is missing."),
    violation(
        "multipart-syntax",
        "A body is not valid `multipart/form-data`: a boundary, a header or a name is missing.",
    ),
    violation("multiple-of", "A number is not a multiple of the declared number."),
    violation("not", "A value matches the schema of `not`."),
    violation("nothing-allowed", "A value is present where none is allowed."),
    violation("one-of", "A value matches none, or more than one, of the alternatives of `oneOf`."),
    violation("parameter-style", "A parameter is not written in its declared style."),
    violation("pattern", "A string does not match its regular expression."),
    violation(
        "percent-encoding",
        "A `%` is not followed by two hexadecimal digits, or the decoded bytes are not UTF-8.",
    ),
    violation("property-names", "A property has a name that is not allowed."),
    violation("read-only", "A request contains a `readOnly` property."),
    violation("repeated-parameter", "A parameter with a single value is sent more than once."),
    violation("required", "A required property is missing."),
    violation("type", "A value has the wrong type."),
    violation("undeclared-body", "A body is sent but none is declared (strict mode)."),
    violation("undeclared-parameter", "An undeclared parameter or header is sent (strict mode)."),
    violation("undeclared-property", "An undeclared property is sent (strict mode)."),
    violation("undeclared-status", "A response has an undeclared status."),
    violation("unique-items", "An array contains duplicate items."),
    violation("unknown-method", "The path is declared, but not with this method."),
    violation("unknown-path", "The path is not declared."),
    violation("write-only", "A response contains a `writeOnly` property."),
    undecided("body-not-declared", "A body is sent but none is declared."),
    undecided("body-not-kept", "The capture does not have the body."),
    undecided("body-not-read", "The body was not read: it is too long, is passed on while it arrives, or ended early."),
    undecided("charset-not-read", "The character set of the body is not supported."),
    undecided("client-certificate", "A client certificate belongs to the connection and cannot be seen in a message."),
    undecided("content-encoding-not-read", "The content encoding of the body is not supported."),
    undecided("cors-preflight", "A browser asks by CORS, and the contract declares no `OPTIONS` for the path."),
    undecided("costly-pattern", "A regular expression exceeded its step limit."),
    undecided(
        "credentials-not-kept",
        "Credentials are missing, and the capture may have been stripped of them (`--credentials-stripped`).",
    ),
    undecided("limit-exceeded", "A budget for reading or judging was used up; see `--limit`."),
    undecided("media-type-not-read", "The media type of the body is not supported."),
    undecided("operation-not-declared", "The operation is not declared, so its response cannot be checked."),
    undecided("style-not-defined", "The standard does not define how such a value is written in this style."),
    undecided("unusable-contract", "Part of the contract is invalid or unsupported."),
];

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
