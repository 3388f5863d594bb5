//! [`Rule`]: the name and description of a kind of finding. Reports, `explain` and the tests read one slice.

use serde::Serialize;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rule {
    /// The id, such as `duplicate-operation-id`.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// A one-line description.
    pub summary: &'static str,
    /// The page of `explain`: what it finds, why it matters, an example, and what to do instead.
    pub page: &'static str,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: reports of other programs know these three.
pub enum Level {
    /// Something that readers may want to know.
    Note,
    /// It probably does not say what was meant.
    Warning,
    /// It violates the standard, or contradicts itself.
    Error,
}

impl Level {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Rule {
    /// The rule of this id.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::lint::{Level, Rule};
    ///
    /// let rule = Rule::named("duplicate-operation-id").ok_or("no such rule")?;
    /// assert_eq!(rule.level, Level::Error);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

/// Every rule.
pub static RULES: &[Rule] = ALL;

macro_rules! rules {
    ($($id:literal $level:ident: $sum:literal, $why:literal, $ex:literal, $instead:literal;)*) => {
        const ALL: &[Rule] = &[
            $(Rule {
                id: $id,
                level: Level::$level,
                summary: $sum,
                page: concat!("Finds: ", $sum, ".\n\nWhy: ", $why, "\n\nExample: ", $ex, ".\n\nInstead: ", $instead, "\n"),
            },)*
        ];
    };
}

rules! {
    "invalid-document" Error:
        "part of the document is not what the standard has there",
        "What depends on it cannot be checked: validators, generators and this program read the rest.",
        "`parameters: 5`, where a list belongs",
        "Write what the message wants.";
    "unresolved-reference" Error:
        "a `$ref` leads nowhere",
        "What it should say is unknown, so that whatever depends on it cannot be checked.",
        "`$ref: '#/components/schemas/Ordr'`, where `Order` is declared",
        "Refer to something that exists; files are found from the folder of the document.";
    "circular-reference" Error:
        "a reference leads back to itself without a step into the value",
        "It says nothing of any value.",
        "`A: {$ref: '#/components/schemas/A'}`",
        "Refer to the schema from a property or an item, or say what it is.";
    "equivalent-paths" Error:
        "two paths differ in the names of their parameters only",
        "The standard calls them identical and invalid: which one a request is for cannot be known.",
        "`/orders/{id}` and `/orders/{orderId}`",
        "Declare all methods below one of them.";
    "ambiguous-paths" Warning:
        "a request may match two paths, and neither is more specific",
        "Routers choose differently, and the standard leaves it to them.",
        "`/{shop}/orders` and `/shops/{id}`, which both match `/shops/orders`",
        "Give one of them a literal segment that the other does not match.";
    "path-parameters" Error:
        "the parameters of a path template are not those that are declared",
        "Clients cannot build the path, and what is sent there cannot be checked.",
        "`/orders/{id}` with a path parameter `orderId`",
        "Use the same names in both.";
    "duplicate-parameter" Error:
        "a parameter is declared twice in one list",
        "Only one of the two declarations is used.",
        "two query parameters `limit`",
        "Remove one; to send several values, declare an array.";
    "duplicate-operation-id" Error:
        "two operations have one `operationId`",
        "The standard wants them to be unique: generated clients name their methods after them, and links refer to them.",
        "`operationId: getOrder` below `/orders/{id}` and `/carts/{id}`",
        "Rename one of them.";
    "security-scheme" Error:
        "a security requirement names a scheme that is not declared, or one of an unknown kind",
        "Whether credentials are missing cannot be checked, and clients do not know what to send.",
        "`security: [{apiKey: []}]` without `apiKey` in `securitySchemes`",
        "Declare it in `components/securitySchemes`.";
    "unused-component" Note:
        "nothing refers to a component",
        "It is no part of any message: it may be left over, or somebody forgot to refer to it.",
        "a schema `OldOrder` without a reference to it",
        "Remove it, or refer to it.";
    "unsatisfiable-schema" Error:
        "no value is valid under a schema",
        "What has it can never be sent. Usually two constraints contradict each other.",
        "`minimum: 10` beside `maximum: 1`",
        "Remove one of the constraints that contradict each other.";
    "overlapping-alternatives" Warning:
        "a value is valid under two alternatives of `oneOf`, so that `oneOf` rejects it",
        "`oneOf` wants exactly one alternative to be valid. The value in the message shows which values are rejected.",
        "`oneOf` of two objects without a required property that tells them apart",
        "Write `anyOf`, or require a property in each that the others do not allow.";
    "lint-incomplete" Note:
        "not everything was checked, or not everything is listed",
        "A large document takes bounded work.",
        "hundreds of `oneOf` with dozens of alternatives",
        "Nothing is wrong with the document; findings that are listed are right.";
    "constraint-without-effect" Warning:
        "a keyword is about values of a type that the schema does not allow",
        "It says nothing. Usually the type or the keyword is another one than was meant.",
        "`maxLength` beside `type: integer`",
        "Use the keyword of that type, such as `maximum`, or change the type.";
    "required-not-declared" Warning:
        "a required property is not among the declared ones",
        "Any value will do for it, so it is usually misspelt.",
        "`required: [adress]` beside the property `address`",
        "Declare the property, or correct its name.";
    "duplicate-values" Warning:
        "a value is listed twice in `enum` or `required`",
        "The second says nothing; one of them may have been meant to be another value.",
        "`enum: [new, paid, new]`",
        "Remove one of them.";
    "enum-breaks-schema" Warning:
        "a listed value is not valid under the other keywords of its schema",
        "It can never be sent.",
        "`type: string` with `enum: [1, 2]`; `enum: [a, null]` without `null` in the type",
        "Correct the value, or the keyword that rejects it.";
    "example-breaks-schema" Warning:
        "an example is not valid under its schema",
        "Readers copy examples, and mock servers send them: the example or the schema is wrong.",
        "`type: integer` with `example: '12'`",
        "Correct whichever is wrong.";
    "default-breaks-schema" Warning:
        "a default is not valid under its schema",
        "What a server assumes, no client could send: the default or the schema is wrong.",
        "`type: integer` with `default: none`",
        "Correct whichever is wrong.";
    "invalid-pattern" Error:
        "a `pattern` is not a regular expression of ECMA-262, or too large for any engine",
        "Strings cannot be checked against it.",
        "`pattern: '[a-'`, or `(?i)abc`, which other languages know",
        "Write it as JavaScript has it; for all cases of a letter, list both.";
    "misspelt-keyword" Warning:
        "an unknown keyword of a schema is nearly a known one",
        "Unknown keywords say nothing, so the constraint is missing.",
        "`maxLenght: 10`",
        "Correct the name; names of your own begin with `x-`.";
    "misspelt-format" Warning:
        "an unknown `format` is nearly a known one",
        "Unknown formats are not checked.",
        "`format: datetime`",
        "Write `date-time`; a format of your own has a name that is not near to one of the standard.";
    "ignored-keyword" Warning:
        "a keyword means nothing in this version of the standard, or where it is",
        "Readers believe that it holds, and no validator checks it.",
        "`nullable: true` without `type` in OpenAPI 3.0, or in a document of OpenAPI 3.1; `const` in OpenAPI 3.0",
        "Say it as this version does: `type: [string, 'null']` in 3.1, `enum` with one value in 3.0.";
    "ignored-beside-reference" Warning:
        "a keyword is beside a `$ref` of OpenAPI 3.0, where it is ignored",
        "Readers believe that it holds. OpenAPI 3.0.3, 4.7.23.1: siblings of `$ref` shall be ignored.",
        "`$ref` beside `nullable: true`",
        "Write `allOf: [{$ref: ..}]` with the keyword beside it.";
    "read-and-write-only" Error:
        "a property is both `readOnly` and `writeOnly`",
        "Neither side may send it.",
        "`{readOnly: true, writeOnly: true}`",
        "Remove one of them.";
    "never-sent" Warning:
        "a `readOnly` property is in requests only, or a `writeOnly` one in responses only",
        "The only side that has it may not send it.",
        "a schema of a request body with a required `id` that is `readOnly`, and no response with it",
        "Remove the property or the keyword.";
}
