//! The rules themselves, in the order of `explain`.
//!
//! A line of `schemas` is two rules, one for each direction: what narrows a schema breaks requests, what widens it breaks
//! responses. `narrows` and `widens` are what the edit does to the schema; the verdict is decided from payloads all the
//! same.

use super::super::verdict::{Facet, Verdict};
use super::{Rule, Way};

macro_rules! level {
    (request narrows) => {
        Verdict::Breaking
    };
    (request widens) => {
        Verdict::Compatible
    };
    (response narrows) => {
        Verdict::Compatible
    };
    (response widens) => {
        Verdict::Breaking
    };
    ($way:ident changes) => {
        Verdict::Breaking
    };
    ($way:ident means) => {
        Verdict::Undecided
    };
}

macro_rules! why {
    (request narrows) => {
        "What clients could send may now be refused."
    };
    (request widens) => {
        "Whatever clients could send is still accepted."
    };
    (response narrows) => {
        "Whatever is sent now could be sent before."
    };
    (response widens) => {
        "Clients may get what they could not get before."
    };
    (request changes) => {
        "What clients could send may now be refused: which of it, the payloads decide."
    };
    (response changes) => {
        "Clients may get what they could not get before: what of it, the payloads decide."
    };
    ($way:ident means) => {
        "The same payloads are accepted, but they may mean something else, and no validator can tell."
    };
}

macro_rules! instead {
    (request narrows) => {
        "Keep accepting the old form, or put the new one into a new major version."
    };
    (request widens) => {
        "Nothing to do."
    };
    (response narrows) => {
        "Nothing to do."
    };
    (response widens) => {
        "Keep to the old form, or send the new one to those only who ask for it."
    };
    ($way:ident changes) => {
        "Keep the old form beside the new one, or wait for a new major version."
    };
    ($way:ident means) => {
        "Tell the users of the contract what it means now."
    };
}

macro_rules! way {
    (request) => {
        Some(Way::Request)
    };
    (response) => {
        Some(Way::Response)
    };
    (none) => {
        None
    };
}

macro_rules! page {
    ($summary:expr, $why:expr, $example:expr, $instead:expr) => {
        concat!("Finds: ", $summary, ".\n\nWhy: ", $why, "\n\nExample: ", $example, ".\n\nInstead: ", $instead, "\n")
    };
}

macro_rules! rules {
    (
        schemas { $($effect:ident $what:literal: $summary:literal, $example:literal;)* }
        others { $($id:literal $facet:ident $way:ident $level:ident: $sum:literal, $why:literal, $ex:literal, $instead:literal;)* }
    ) => {
        /// Every rule.
        pub static RULES: &[Rule] = &[
            $(Rule {
                id: $id,
                facet: Facet::$facet,
                direction: way!($way),
                level: Verdict::$level,
                summary: $sum,
                page: page!($sum, $why, $ex, $instead),
            },)*
            $(Rule {
                id: concat!("request-", $what),
                facet: Facet::Wire,
                direction: Some(Way::Request),
                level: level!(request $effect),
                summary: concat!($summary, ", in what clients send"),
                page: page!(
                    concat!($summary, ", in what clients send"), why!(request $effect), $example, instead!(request $effect)
                ),
            },
            Rule {
                id: concat!("response-", $what),
                facet: Facet::Wire,
                direction: Some(Way::Response),
                level: level!(response $effect),
                summary: concat!($summary, ", in what servers send"),
                page: page!(
                    concat!($summary, ", in what servers send"), why!(response $effect), $example, instead!(response $effect)
                ),
            },)*
        ];
    };
}

rules! {
    schemas {
        narrows "max-length-added": "`maxLength` was added", "`maxLength: 100` where there was none";
        narrows "max-length-decreased": "`maxLength` became smaller", "`maxLength` from 100 to 50";
        widens "max-length-increased": "`maxLength` became larger", "`maxLength` from 50 to 100";
        widens "max-length-removed": "`maxLength` was removed", "`maxLength: 100` is gone";
        narrows "max-items-added": "`maxItems` was added", "`maxItems: 20` where there was none";
        narrows "max-items-decreased": "`maxItems` became smaller", "`maxItems` from 20 to 10";
        widens "max-items-increased": "`maxItems` became larger", "`maxItems` from 10 to 20";
        widens "max-items-removed": "`maxItems` was removed", "`maxItems: 20` is gone";
        narrows "max-properties-added": "`maxProperties` was added", "`maxProperties: 20` where there was none";
        narrows "max-properties-decreased": "`maxProperties` became smaller", "`maxProperties` from 20 to 10";
        widens "max-properties-increased": "`maxProperties` became larger", "`maxProperties` from 10 to 20";
        widens "max-properties-removed": "`maxProperties` was removed", "`maxProperties: 20` is gone";
        narrows "max-contains-added": "`maxContains` was added", "`maxContains: 3` where there was none";
        narrows "max-contains-decreased": "`maxContains` became smaller", "`maxContains` from 3 to 2";
        widens "max-contains-increased": "`maxContains` became larger", "`maxContains` from 2 to 3";
        widens "max-contains-removed": "`maxContains` was removed", "`maxContains: 3` is gone";
        narrows "maximum-added": "`maximum` was added", "`maximum: 100` where there was none";
        narrows "maximum-decreased": "`maximum` became smaller", "`maximum` from 100 to 50";
        widens "maximum-increased": "`maximum` became larger", "`maximum` from 50 to 100";
        widens "maximum-removed": "`maximum` was removed", "`maximum: 100` is gone";
        narrows "exclusive-maximum-added": "`exclusiveMaximum` was added", "`exclusiveMaximum: 100` where there was none";
        narrows "exclusive-maximum-decreased": "`exclusiveMaximum` became smaller", "`exclusiveMaximum` from 100 to 50";
        widens "exclusive-maximum-increased": "`exclusiveMaximum` became larger", "`exclusiveMaximum` from 50 to 100";
        widens "exclusive-maximum-removed": "`exclusiveMaximum` was removed", "`exclusiveMaximum: 100` is gone";
        narrows "min-length-added": "`minLength` was added", "`minLength: 3` where there was none";
        narrows "min-length-increased": "`minLength` became larger", "`minLength` from 1 to 3";
        widens "min-length-decreased": "`minLength` became smaller", "`minLength` from 3 to 1";
        widens "min-length-removed": "`minLength` was removed", "`minLength: 3` is gone";
        narrows "min-items-added": "`minItems` was added", "`minItems: 2` where there was none";
        narrows "min-items-increased": "`minItems` became larger", "`minItems` from 1 to 2";
        widens "min-items-decreased": "`minItems` became smaller", "`minItems` from 2 to 1";
        widens "min-items-removed": "`minItems` was removed", "`minItems: 2` is gone";
        narrows "min-properties-added": "`minProperties` was added", "`minProperties: 2` where there was none";
        narrows "min-properties-increased": "`minProperties` became larger", "`minProperties` from 1 to 2";
        widens "min-properties-decreased": "`minProperties` became smaller", "`minProperties` from 2 to 1";
        widens "min-properties-removed": "`minProperties` was removed", "`minProperties: 2` is gone";
        narrows "min-contains-added": "`minContains` was added", "`minContains: 2` where there was none";
        narrows "min-contains-increased": "`minContains` became larger", "`minContains` from 1 to 2";
        widens "min-contains-decreased": "`minContains` became smaller", "`minContains` from 2 to 1";
        widens "min-contains-removed": "`minContains` was removed", "`minContains: 2` is gone";
        narrows "minimum-added": "`minimum` was added", "`minimum: 1` where there was none";
        narrows "minimum-increased": "`minimum` became larger", "`minimum` from 0 to 1";
        widens "minimum-decreased": "`minimum` became smaller", "`minimum` from 1 to 0";
        widens "minimum-removed": "`minimum` was removed", "`minimum: 1` is gone";
        narrows "exclusive-minimum-added": "`exclusiveMinimum` was added", "`exclusiveMinimum: 1` where there was none";
        narrows "exclusive-minimum-increased": "`exclusiveMinimum` became larger", "`exclusiveMinimum` from 0 to 1";
        widens "exclusive-minimum-decreased": "`exclusiveMinimum` became smaller", "`exclusiveMinimum` from 1 to 0";
        widens "exclusive-minimum-removed": "`exclusiveMinimum` was removed", "`exclusiveMinimum: 1` is gone";
        narrows "pattern-added": "`pattern` was added", "`pattern: ^[A-Z]+$` where there was none";
        widens "pattern-removed": "`pattern` was removed", "`pattern: ^[A-Z]+$` is gone";
        changes "pattern-changed": "`pattern` became another one", "`pattern: ^[A-Z]+$` replaced by another value";
        narrows "format-added": "`format` was added", "`format: email` where there was none";
        widens "format-removed": "`format` was removed", "`format: email` is gone";
        changes "format-changed": "`format` became another one", "`format: email` replaced by another value";
        narrows "multiple-of-added": "`multipleOf` was added", "`multipleOf: 5` where there was none";
        widens "multiple-of-removed": "`multipleOf` was removed", "`multipleOf: 5` is gone";
        changes "multiple-of-changed": "`multipleOf` became another one", "`multipleOf: 5` replaced by another value";
        narrows "const-added": "`const` was added", "`const: EUR` where there was none";
        widens "const-removed": "`const` was removed", "`const: EUR` is gone";
        changes "const-changed": "`const` became another one", "`const: EUR` replaced by another value";
        narrows "enum-added": "`enum` was added", "`enum: [EUR, USD]` where there was none";
        widens "enum-removed": "`enum` was removed", "`enum: [EUR, USD]` is gone";
        narrows "enum-value-removed": "a value left `enum`", "`enum: [a, b]` became `enum: [a]`";
        widens "enum-value-added": "a value joined `enum`", "`enum: [a]` became `enum: [a, b]`";
        narrows "type-added": "`type` was added", "`type: string` where any value was good";
        widens "type-removed": "`type` was removed", "`type: string` is gone, any value is good";
        widens "type-widened": "`type` allows more", "`integer` became `number`";
        narrows "type-narrowed": "`type` allows less", "`number` became `integer`";
        changes "type-changed": "`type` became another one", "`string` became `integer`";
        widens "nullable-added": "`null` became a value", "`type: string` became `type: [string, 'null']`";
        narrows "nullable-removed": "`null` is no value any more", "`type: [string, 'null']` became `type: string`";
        narrows "unique-items-added": "`uniqueItems` was added", "`uniqueItems: true` where there was none";
        widens "unique-items-removed": "`uniqueItems` was removed", "`uniqueItems: true` is gone";
        narrows "property-required-added": "a property became required", "`required: [a]` became `required: [a, b]`";
        widens "property-required-removed": "a property is not required any more", "`required: [a, b]` became `required: [a]`";
        narrows "property-added": "a property was declared", "`properties` has a new member";
        widens "property-removed": "a property is not declared any more", "`properties` lost a member";
        narrows "property-forbidden": "a property may not be sent any more", "a property became `readOnly` (request), `writeOnly` (response) or `false`";
        widens "property-allowed": "a property that could not be sent may be sent", "a property is `readOnly` (request), `writeOnly` (response) or `false` no more";
        changes "additional-properties-changed": "`additionalProperties` says something else", "`additionalProperties` became `false`";
        changes "unevaluated-properties-changed": "`unevaluatedProperties` says something else", "`unevaluatedProperties` became `false`";
        changes "unevaluated-items-changed": "`unevaluatedItems` says something else", "`unevaluatedItems` became `false`";
        narrows "pattern-property-added": "a member joined `patternProperties`", "`patternProperties` has a new member";
        widens "pattern-property-removed": "a member left `patternProperties`", "`patternProperties` lost a member";
        narrows "property-names-added": "`propertyNames` was added", "`propertyNames: {maxLength: 3}` where there was none";
        widens "property-names-removed": "`propertyNames` was removed", "`propertyNames` is gone";
        narrows "items-added": "`items` was added", "`items: {type: string}` where there was none";
        widens "items-removed": "`items` was removed", "`items` is gone";
        changes "prefix-items-changed": "`prefixItems` has another length", "`prefixItems` has one schema more";
        narrows "contains-added": "`contains` was added", "`contains: {const: 1}` where there was none";
        widens "contains-removed": "`contains` was removed", "`contains` is gone";
        narrows "not-added": "`not` was added", "`not: {const: 0}` where there was none";
        widens "not-removed": "`not` was removed", "`not` is gone";
        changes "condition-changed": "`if`, `then` or `else` was added or removed", "`if` with `then` where there was none";
        changes "dependent-required-changed": "`dependentRequired` says something else", "`dependentRequired: {a: [b]}` where there was none";
        narrows "dependent-schema-added": "a member joined `dependentSchemas`", "`dependentSchemas` has a new member";
        widens "dependent-schema-removed": "a member left `dependentSchemas`", "`dependentSchemas` lost a member";
        narrows "all-of-added": "a schema joined `allOf`", "`allOf` has one schema more";
        widens "all-of-removed": "a schema left `allOf`", "`allOf` has one schema less";
        narrows "any-of-added": "`anyOf` was added", "`anyOf` where there was none";
        widens "any-of-removed": "`anyOf` was removed", "`anyOf` is gone";
        widens "any-of-branch-added": "an alternative joined `anyOf`", "`anyOf` has one schema more";
        narrows "any-of-branch-removed": "an alternative left `anyOf`", "`anyOf` has one schema less";
        narrows "one-of-added": "`oneOf` was added", "`oneOf` where there was none";
        widens "one-of-removed": "`oneOf` was removed", "`oneOf` is gone";
        widens "one-of-branch-added": "an alternative joined `oneOf`", "`oneOf` has one schema more";
        narrows "one-of-branch-removed": "an alternative left `oneOf`", "`oneOf` has one schema less";
        changes "reference-changed": "a `$ref` beside other keywords was added or removed", "`$ref` beside `maxLength`";
        changes "schema-changed": "several edits together change what is accepted", "a property is not declared any more, and undeclared properties are refused";
        changes "schema-added": "a schema was written where there was none", "a media type or parameter without `schema` got one";
        changes "schema-removed": "a schema was removed", "a media type or parameter lost its `schema`";
        means "default-changed": "`default` says something else", "`default: 10` became `default: 20`";
        means "content-encoding-changed": "`contentEncoding` says something else", "`contentEncoding: base64` where there was none";
        means "content-media-type-changed": "`contentMediaType` says something else", "`contentMediaType: image/png` became `image/jpeg`";
        means "content-schema-changed": "`contentSchema` says something else", "`contentSchema` where there was none";
        means "discriminator-changed": "`discriminator` says something else", "`discriminator.mapping` lost a name";
        means "extensible-enum-changed": "`x-extensible-enum` says something else", "a value left `x-extensible-enum`";
    }
    others {
        "operation-removed" Wire request Breaking:
            "an operation was removed",
            "Every request to it is refused.",
            "`DELETE /orders/{id}` is gone",
            "Deprecate it, name a sunset, and remove it in a new major version.";
        "operation-added" Wire request Compatible:
            "an operation was added",
            "Nobody called it before.",
            "`GET /orders/{id}/items` is new",
            "Nothing to do.";
        "operation-id-changed" Code none Breaking:
            "an `operationId` became another one",
            "Generated clients name their methods after it.",
            "`createOrder` became `newOrder`",
            "Keep the name.";
        "operation-id-removed" Code none Breaking:
            "an `operationId` was removed",
            "Generated clients name their methods after it.",
            "`operationId: createOrder` is gone",
            "Keep the name.";
        "operation-id-added" Code none Compatible:
            "an `operationId` was added",
            "It names what had no name.",
            "`operationId: createOrder` where there was none",
            "Nothing to do.";
        "operation-tags-changed" Code none Docs:
            "the tags of an operation changed",
            "Tags group operations for readers.",
            "`tags: [orders]` became `tags: [shop]`",
            "Nothing to do, unless clients are generated by tag.";
        "operation-deprecated" Policy none Compatible:
            "an operation was deprecated",
            "It still works; callers should look for another one.",
            "`deprecated: true` where there was none",
            "Say with `x-sunset` until when it works.";
        "operation-reactivated" Policy none Compatible:
            "an operation is deprecated no more",
            "Callers may stay.",
            "`deprecated: true` is gone",
            "Nothing to do.";
        "parameter-deprecated" Policy none Compatible:
            "a parameter was deprecated",
            "It still works.",
            "`deprecated: true` where there was none",
            "Say with `x-sunset` until when it works.";
        "schema-deprecated" Policy none Compatible:
            "a schema or property was deprecated",
            "It still works.",
            "`deprecated: true` where there was none",
            "Say with `x-sunset` until when it works.";
        "sunset-changed" Policy none Compatible:
            "`x-sunset` became later, or was added",
            "Callers have more time, or know how much they have.",
            "`x-sunset` from 2027-01-01 to 2028-01-01",
            "Nothing to do.";
        "sunset-brought-forward" Policy none Breaking:
            "`x-sunset` became earlier",
            "Callers planned with the date they were told.",
            "`x-sunset` from 2028-01-01 to 2027-01-01",
            "Keep the date that was announced.";
        "sunset-removed" Policy none Breaking:
            "`x-sunset` was removed from something deprecated",
            "Callers do not know any more how long it works.",
            "`x-sunset` is gone, `deprecated` is not",
            "Keep the date that was announced.";
        "sunset-unreadable" Policy none Breaking:
            "`x-sunset` is no date",
            "Nobody can plan with it.",
            "`x-sunset: soon`",
            "Write a date as RFC 3339 has it: `2027-01-31`.";
        "stability-decreased" Policy none Breaking:
            "`x-stability-level` promises less",
            "Callers relied on what was promised.",
            "`stable` became `beta`",
            "Keep the level.";
        "stability-increased" Policy none Compatible:
            "`x-stability-level` promises more",
            "Callers get more than they relied on.",
            "`beta` became `stable`",
            "Nothing to do.";
        "stability-unreadable" Policy none Breaking:
            "`x-stability-level` is no level",
            "Nobody can rely on it.",
            "`x-stability-level: fine`",
            "Write `draft`, `alpha`, `beta` or `stable`.";
        "request-parameter-removed" Code request Breaking:
            "a parameter was removed",
            "Servers ignore what they do not know, so requests pass, without what the parameter asked for; generated methods lose an argument.",
            "the query parameter `page` is gone",
            "Deprecate it first.";
        "request-parameter-added" Wire request Compatible:
            "an optional parameter was added",
            "Nobody has to send it.",
            "the query parameter `page` is new",
            "Nothing to do.";
        "request-parameter-required-added" Wire request Breaking:
            "a parameter became required, or a required one was added",
            "Requests without it are refused.",
            "`required: true` where there was none",
            "Leave it optional, with a default.";
        "request-parameter-required-removed" Wire request Compatible:
            "a parameter is not required any more",
            "Whoever sends it still may.",
            "`required: true` is gone",
            "Nothing to do.";
        "request-parameter-style-changed" Wire request Undecided:
            "`style` or `explode` of a parameter changed",
            "The same text is read as another value.",
            "`explode: true` became `explode: false`",
            "Keep the form; declare a second parameter.";
        "request-parameter-content-changed" Wire request Undecided:
            "a parameter is written as another media type",
            "The same text is read as another value.",
            "`schema` became `content`",
            "Keep the form; declare a second parameter.";
        "request-field-removed" Code request Breaking:
            "a property of a request is not declared any more",
            "What clients send is accepted and means nothing any more; generated code loses a field.",
            "`properties` lost a member, and undeclared properties are accepted",
            "Deprecate it first.";
        "response-field-removed" Code response Breaking:
            "an optional property of a response is not sent any more",
            "Clients had to expect it to be missing; generated code loses a field.",
            "`properties` lost an optional member",
            "Keep sending it, or deprecate it first.";
        "request-body-added" Wire request Compatible:
            "an optional request body was added",
            "Nobody has to send it.",
            "`requestBody` where there was none",
            "Nothing to do.";
        "request-body-removed" Code request Breaking:
            "the request body was removed",
            "What clients send means nothing any more; generated methods lose an argument.",
            "`requestBody` is gone",
            "Keep it, or add another operation.";
        "request-body-required-added" Wire request Breaking:
            "a request body became required, or a required one was added",
            "Requests without a body are refused.",
            "`required: true` where there was none",
            "Leave it optional.";
        "request-body-required-removed" Wire request Compatible:
            "the request body is not required any more",
            "Whoever sends it still may.",
            "`required: true` is gone",
            "Nothing to do.";
        "request-media-type-removed" Wire request Breaking:
            "a media type of the request body was removed",
            "Bodies of it are refused.",
            "`application/xml` is gone",
            "Keep accepting it.";
        "request-media-type-added" Wire request Compatible:
            "a media type of the request body was added",
            "Nobody sent it before.",
            "`application/xml` is new",
            "Nothing to do.";
        "response-status-removed" Code response Breaking:
            "a response was removed",
            "What is still sent was declared before; generated code loses a type, and whoever waits for that status waits in vain.",
            "`201` is gone",
            "Keep the status.";
        "response-status-added" Wire response Breaking:
            "a response of a status that base does not declare was added",
            "Clients do not know what it holds. Statuses of errors (4XX, 5XX) are compatible: RFC 9110, 15, has clients treat an unknown status as the first of its hundred.",
            "`202` is new",
            "Send the declared status, or declare `2XX` or `default` early.";
        "response-media-type-removed" Code response Breaking:
            "a media type of a response was removed",
            "A client that asks for it gets something else, or nothing.",
            "`application/xml` is gone",
            "Keep sending it to those who ask.";
        "response-media-type-added" Wire response Compatible:
            "a media type of a response was added",
            "A client gets what it asks for (RFC 9110, 12); where none of the old ones is left, it gets what it cannot read.",
            "`application/xml` is new",
            "Keep the old one beside it.";
        "response-header-removed" Code response Breaking:
            "an optional header of a response was removed",
            "Clients had to expect it to be missing; generated code loses a field.",
            "the header `X-Total` is gone",
            "Keep sending it.";
        "response-header-added" Wire response Compatible:
            "a header of a response was added",
            "Clients ignore headers they do not know (RFC 9110, 5.1).",
            "the header `X-Total` is new",
            "Nothing to do.";
        "response-header-required-removed" Wire response Breaking:
            "a required header of a response may be missing",
            "Clients may rely on it.",
            "`required: true` is gone, or the header is",
            "Keep sending it.";
        "response-header-required-added" Wire response Compatible:
            "a header of a response is always sent",
            "Clients had to read it when it was there.",
            "`required: true` where there was none",
            "Nothing to do.";
        "request-security-added" Wire request Breaking:
            "requests need credentials that they did not need",
            "Requests that were accepted are refused.",
            "`security: [{token: []}]` where there was none",
            "Accept both for a while: add an alternative, remove the old one later.";
        "request-security-removed" Wire request Compatible:
            "requests need fewer credentials, or may bring others",
            "Whoever brings them still may.",
            "a second alternative joined `security`",
            "Nothing to do.";
        "request-security-scope-changed" Policy request Undecided:
            "a security requirement names other scopes",
            "Messages do not show which scopes a token has.",
            "`scopes: [read]` became `scopes: [read, write]`",
            "Announce it to those who hold tokens.";
        "security-scheme-changed" Policy none Undecided:
            "how a security scheme gets its credentials changed",
            "Messages do not show where a token came from.",
            "`tokenUrl` became another one",
            "Announce it to those who hold credentials.";
        "server-removed" Policy none Undecided:
            "a server is not listed any more",
            "The document does not say whether it still answers.",
            "`https://api.example.com/v1` is gone",
            "Announce it; keep it answering.";
        "server-added" Policy none Compatible:
            "a server was added",
            "Nobody called it before.",
            "`https://eu.example.com` is new",
            "Nothing to do.";
        "callback-changed" Wire none Undecided:
            "a callback changed",
            "Callbacks are not compared: their requests are found by expressions.",
            "`callbacks.onPaid` became another one",
            "Compare it by hand.";
        "webhook-changed" Wire none Undecided:
            "a webhook changed",
            "Webhooks are not compared operation by operation.",
            "`webhooks.paid` became another one",
            "Compare it by hand.";
        "component-removed" Code none Breaking:
            "a component schema was removed, and nothing like it was added",
            "Generated code loses a type.",
            "`components.schemas.Cart` is gone",
            "Keep the name; an alias by `$ref` is enough.";
        "component-renamed" Code none Breaking:
            "a component schema has another name",
            "Generated code loses a type.",
            "`Cart` became `Basket`",
            "Keep the old name; an alias by `$ref` is enough.";
        "documentation-changed" Code none Docs:
            "texts for people changed",
            "Nothing is sent, compiled or promised differently.",
            "a `description` was rewritten",
            "Nothing to do.";
    }
}
