//! Rules of edits to schemas.
//!
//! A line is two rules, one for each direction: what narrows a schema breaks requests, what widens it breaks responses.
//! `narrows` and `widens` are what the edit does to the schema; the verdict is decided from payloads all the same.

use super::super::verdict::{Facet, Verdict};
use super::macros::page;
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

macro_rules! schemas {
    ($($effect:ident $what:literal: $summary:literal, $example:literal;)*) => {
        pub(super) const RULES: &[Rule] = &[
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

schemas! {
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
