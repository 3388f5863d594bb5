//! The texts of `explain` that no registry has: what to do about an answer that is missing, with an example.

/// What `validate` reports of an input or a record as a whole: the id, one sentence, an example.
pub(super) const RUN: &[(&str, &str, &str)] = &[
    (
        "unreadable",
        "A record is not an exchange, or an input could not be read, so that nothing of it was checked.",
        "Reported: {\"request\": {\"verb\": \"GET\", \"target\": \"/orders\"}}
Accepted: {\"request\": {\"method\": \"GET\", \"target\": \"/orders\"}}

Payloads without an exchange around them are checked when their schema is named:
  order-contracts validate kohortpay createOrder order.json",
    ),
    (
        "nothing-checked",
        "An input has no record that could be checked.",
        "Reported: an empty file of lines, a capture of which every entry belongs to another host, and exchanges of which both
halves are marked as assumed. Accepted: a capture with one entry of a declared host.

When nothing at all was checked, the exit code is 2. `--any-host` checks exchanges with any host, `--allow-empty` makes
the exit code 0.",
    ),
    (
        "interrupted",
        "The run was interrupted before the end of the input.",
        "The counts cover the records before the interruption; the input is never called valid. The exit code is 130; 143 by SIGTERM, 129 by SIGHUP.",
    ),
    (
        "baseline-accepted",
        "How many violations a baseline accepts, and how many are new.",
        "Accepted violations are violations: they are counted, and do not make the exit code 1. `--write-baseline FILE` accepts those of
a run, `--baseline FILE` reports the others.",
    ),
    (
        "baseline-stale",
        "An entry of the baseline whose violations no longer occur.",
        "Messages of its operation or schema were checked, and none violates the contract in this way. `--prune-baseline` removes it,
so that the violation is new when it comes back.",
    ),
    (
        "baseline-expired",
        "An entry of the baseline whose `until` is over.",
        "Violations of its kind are new again. Choose a later day, or see to it that they no longer occur.",
    ),
    (
        "not-checked",
        "Something was left out on purpose.",
        "Exchanges with other hosts, entries of a capture without HTTP, exchanges of which both halves are marked as assumed, and
files of folders whose names are not those of JSON. `--any-host` checks exchanges with any host; a file that is named
itself is read whatever its name is.",
    ),
    (
        "coverage-below-minimum",
        "Less of the contract was exercised than was asked for.",
        "`--min-coverage` of `validate`, or `min-coverage` in the configuration, sets the percentage. `--coverage=full` lists what was
never exercised.",
    ),
    (
        "not-shown",
        "More was found than is shown.",
        "The totals and the exit code count everything. `--max-violations` sets how many violations are shown, and how many
unreadable records and undecided checks.",
    ),
];

/// What keeps `diff` and `covers` from an answer, by example, and what to do: the id and the text.
pub(super) const UNDECIDED: &[(&str, &str)] = &[
    (
        "array",
        "Example: {type: array, contains: {enum: [1, 2, 3]}, minContains: 9, uniqueItems: true}, where the items of many
kinds would have to be combined. Decided: the same without `minContains`.",
    ),
    (
        "budget",
        "Example: hundreds of nested `oneOf` on both sides. Decided: the same schemas in smaller steps, one change at a time.",
    ),
    (
        "callback",
        "Example: a callback whose expression or Path Item cannot be read. Decided: a callback with an operation of its own.",
    ),
    (
        "count",
        "Example: {type: array, uniqueItems: true, minItems: 4, items: {pattern: '^[a-c]$'}}, where the number of values that
fit `items` matters. Decided: {enum: [a, b, c]} instead of the pattern.",
    ),
    (
        "alternative",
        "Example: `maximum` of `lives` lowered in `Cat`, where `Dog` of the same `oneOf` does not declare `lives` and accepts any.
Decided: alternatives that exclude each other, by a required property with other values in each.",
    ),
    (
        "credentials",
        "Example: an operation that now requires the scope `orders:write`. Messages do not show which scopes a token has.
Decided: an operation that now requires a header instead of a token.",
    ),
    ("depth", "Example: schemas nested hundreds of levels deep. Decided: the same, flattened by references."),
    (
        "dialect",
        "Example: {\"$schema\": \"http://json-schema.org/draft-07/schema#\"}. Decided: the same schema as JSON Schema 2020-12.",
    ),
    (
        "external",
        "Example: {\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}. Decided: a copy of that schema in `$defs`.",
    ),
    (
        "form",
        "Example: a query parameter changed from `style: form` to `style: pipeDelimited`. Decided: the parameter keeps its
style, or gets another name.",
    ),
    (
        "format",
        "Example: `format: uri` replaced by `pattern: '^https:'`. Which strings a URI has is not modelled. Decided:
`format: date` replaced by nothing.",
    ),
    ("keyword", "Example: {dependencies: {a: [b]}}. Decided: {dependentRequired: {a: [b]}}, its name in 2020-12."),
    (
        "letter",
        "Example: `Dog` removed from a response that is `oneOf` `Cat` and `Dog`, where both accept `{kind: cat}`. By the letter base
refuses that; `--overlapping not-sent` counts it as breaking. Decided: `anyOf` in place of `oneOf`.",
    ),
    (
        "loop",
        "Example: {\"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}}. Decided: a reference that passes a property or an item.",
    ),
    ("malformed", "Example: {minLength: \"five\"}. Decided: {minLength: 5}."),
    (
        "meaning",
        "Example: `contentEncoding: base64` added to a string: the same strings are accepted, and clients decode them now.
Decided: `maxLength` added to a string.",
    ),
    ("number", "Example: {multipleOf: 1e-400}. Decided: {multipleOf: 0.01}."),
    (
        "object",
        "Example: dozens of overlapping `patternProperties` on both sides. Decided: the properties by name.",
    ),
    (
        "pattern",
        "Example: {pattern: '^(?!test_)'}, which looks ahead. Decided: {pattern: '^ord_'}; or exclude values with `not`.",
    ),
    ("pattern-size", "Example: {pattern: '^(a{1000}){1000}$'}. Decided: {maxLength: 1000000, pattern: '^a*$'}."),
    ("reference", "Example: {\"$ref\": \"#/$defs/missing\"}. Decided: a reference to a definition that exists."),
    (
        "server",
        "Example: a server URL removed from `servers`. Whether the address still answers is not in the document. Decided:
a server URL added.",
    ),
    (
        "text",
        "Example: an object with nested arrays as a query parameter: OpenAPI does not define its text. Decided: an array of
strings as a query parameter.",
    ),
    (
        "uncompiled",
        "Example: a schema that exceeds the limits of the validator. Decided: the same schema without huge patterns.",
    ),
    (
        "unconfirmed",
        "Example: a witness that depends on a rounded number. An example was found, and the validator did not confirm it, so
it is not shown. Decided: nothing to do in the document; please report it with both documents.",
    ),
    (
        "undeclared",
        "Example: `additionalProperties: false` added to a request body. It breaks only clients that send what the document does
not declare; `--undeclared sent` counts that as breaking. Decided: a declared property removed.",
    ),
    (
        "unevaluated",
        "Example: `unevaluatedProperties: false` below many `anyOf`. Decided: `additionalProperties: false` in each branch.",
    ),
    (
        "unread",
        "Example: `$ref: common.yaml#/Cart` changed to `$ref: common.yaml#/Basket`, where the file was not found. Decided: the same
documents with all their files beside them.",
    ),
    ("unusable", "Example: a parameter without `name`. Decided: the parameter as the standard has it; see the notes."),
    ("uses", "Example: one schema used by hundreds of operations. Decided: the same change in fewer operations."),
    (
        "vacuous",
        "Example: `oneOf` with two alternatives that both accept every object, so that no object is valid. Decided: `anyOf`, or
alternatives that exclude each other by a required property.",
    ),
];

/// Words that reports of `validate` print as verdicts, and the two directions.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("allow", "A level: changes of the rule are listed and counted, and do not fail; their verdicts stay as they are."),
    (
        "warn",
        "A level: changes of the rule are reported as warnings, and do not fail; their verdicts stay as they are.",
    ),
    ("deny", "A level: changes of the rule fail, whatever their verdict is."),
    ("valid", "Every check of every record holds."),
    ("invalid", "A record has at least one violation."),
    ("unchecked", "No record of the input was checked, so that there is no verdict; see `nothing-checked`."),
    ("request", "From client to server: what clients may send must be accepted by the new contract."),
    ("response", "From server to client: what servers may send must be accepted by clients of the old contract."),
];

/// Rules that no recorded exchange shows: what a service meets before a body is complete.
pub(super) const SERVICES: &[(&str, &str)] = &[(
    "body-not-read",
    "Reported by services that check requests while they arrive. Example: a body that is longer than the limit of the
service, in the mode that observes. Decided: a longer limit, or a shorter body.",
)];

/// What `check` says of waivers: ids, summaries, and the rest.
pub(super) const CHECK: &[(&str, &str, &str)] = &[
    (
        "stale-waiver",
        "A waiver accepts no change.",
        "It matches no change of any contract, it expired, or its `rule` is not that of the change with its fingerprint.
`order-contracts waive --prune` takes such entries out. `stale` in the table `[waivers]` of `order-contracts.toml` is its level.",
    ),
    (
        "new-waivers",
        "Changes are accepted by waivers that the base revision does not have: by the pull request that makes the changes.",
        "A reviewer of the pull request accepts them too. `new = \"deny\"` in the table `[waivers]` of `order-contracts.toml` makes
`check` fail until the waivers are on the base branch.",
    ),
];
