//! Rules about schemas.
//!
//! Each line defines two rules, one per direction: an edit that narrows a schema breaks requests, one that widens it
//! breaks responses. `narrows` and `widens` describe the edit; the verdict of a change is decided by payloads.

use super::super::verdict::{Facet, Verdict};
use super::macros::page;
use super::{MessageDirection, Rule};

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
        "Requests that were valid may now be rejected."
    };
    (request widens) => {
        "Every request that was valid is still accepted."
    };
    (response narrows) => {
        "Every response could have been sent before."
    };
    (response widens) => {
        "Clients may receive values that they never received before."
    };
    (request changes) => {
        "Requests that were valid may now be rejected; comparing the payloads decides whether they are."
    };
    (response changes) => {
        "Clients may receive values that they never received before; comparing the payloads decides whether they do."
    };
    ($way:ident means) => {
        "The same payloads are valid, but their meaning may have changed, which validation cannot show."
    };
}

macro_rules! instead {
    (request narrows) => {
        "Keep accepting the old form, or introduce the new one in a new major version."
    };
    (request widens) => {
        "No change is needed."
    };
    (response narrows) => {
        "No change is needed."
    };
    (response widens) => {
        "Keep the old form, or send the new one only to clients that ask for it."
    };
    ($way:ident changes) => {
        "Support both forms, or wait for a new major version."
    };
    ($way:ident means) => {
        "Announce the new meaning to clients."
    };
}

macro_rules! schemas {
    ($($effect:ident $what:literal: $summary:literal, $example:literal;)*) => {
        pub(super) const RULES: &[Rule] = &[
            $(Rule {
                id: concat!("request-", $what),
                facet: Facet::Wire,
                direction: Some(MessageDirection::Request),
                level: level!(request $effect),
                summary: concat!($summary, " in requests"),
                page: page!(
                    concat!($summary, " in requests"), why!(request $effect), $example, instead!(request $effect)
                ),
            },
            Rule {
                id: concat!("response-", $what),
                facet: Facet::Wire,
                direction: Some(MessageDirection::Response),
                level: level!(response $effect),
                summary: concat!($summary, " in responses"),
                page: page!(
                    concat!($summary, " in responses"), why!(response $effect), $example, instead!(response $effect)
                ),
            },)*
        ];
    };
}

schemas! {
    narrows "max-length-added": "`maxLength` added", "`maxLength: 100` was added";
    narrows "max-length-decreased": "`maxLength` decreased", "`maxLength` changed from 100 to 50";
    widens "max-length-increased": "`maxLength` increased", "`maxLength` changed from 50 to 100";
    widens "max-length-removed": "`maxLength` removed", "`maxLength: 100` was removed";
    narrows "max-items-added": "`maxItems` added", "`maxItems: 20` was added";
    narrows "max-items-decreased": "`maxItems` decreased", "`maxItems` changed from 20 to 10";
    widens "max-items-increased": "`maxItems` increased", "`maxItems` changed from 10 to 20";
    widens "max-items-removed": "`maxItems` removed", "`maxItems: 20` was removed";
    narrows "max-properties-added": "`maxProperties` added", "`maxProperties: 20` was added";
    narrows "max-properties-decreased": "`maxProperties` decreased", "`maxProperties` changed from 20 to 10";
    widens "max-properties-increased": "`maxProperties` increased", "`maxProperties` changed from 10 to 20";
    widens "max-properties-removed": "`maxProperties` removed", "`maxProperties: 20` was removed";
    narrows "max-contains-added": "`maxContains` added", "`maxContains: 3` was added";
    narrows "max-contains-decreased": "`maxContains` decreased", "`maxContains` changed from 3 to 2";
    widens "max-contains-increased": "`maxContains` increased", "`maxContains` changed from 2 to 3";
    widens "max-contains-removed": "`maxContains` removed", "`maxContains: 3` was removed";
    narrows "maximum-added": "`maximum` added", "`maximum: 100` was added";
    narrows "maximum-decreased": "`maximum` decreased", "`maximum` changed from 100 to 50";
    widens "maximum-increased": "`maximum` increased", "`maximum` changed from 50 to 100";
    widens "maximum-removed": "`maximum` removed", "`maximum: 100` was removed";
    narrows "exclusive-maximum-added": "`exclusiveMaximum` added", "`exclusiveMaximum: 100` was added";
    narrows "exclusive-maximum-decreased": "`exclusiveMaximum` decreased", "`exclusiveMaximum` changed from 100 to 50";
    widens "exclusive-maximum-increased": "`exclusiveMaximum` increased", "`exclusiveMaximum` changed from 50 to 100";
    widens "exclusive-maximum-removed": "`exclusiveMaximum` removed", "`exclusiveMaximum: 100` was removed";
    narrows "min-length-added": "`minLength` added", "`minLength: 3` was added";
    narrows "min-length-increased": "`minLength` increased", "`minLength` changed from 1 to 3";
    widens "min-length-decreased": "`minLength` decreased", "`minLength` changed from 3 to 1";
    widens "min-length-removed": "`minLength` removed", "`minLength: 3` was removed";
    narrows "min-items-added": "`minItems` added", "`minItems: 2` was added";
    narrows "min-items-increased": "`minItems` increased", "`minItems` changed from 1 to 2";
    widens "min-items-decreased": "`minItems` decreased", "`minItems` changed from 2 to 1";
    widens "min-items-removed": "`minItems` removed", "`minItems: 2` was removed";
    narrows "min-properties-added": "`minProperties` added", "`minProperties: 2` was added";
    narrows "min-properties-increased": "`minProperties` increased", "`minProperties` changed from 1 to 2";
    widens "min-properties-decreased": "`minProperties` decreased", "`minProperties` changed from 2 to 1";
    widens "min-properties-removed": "`minProperties` removed", "`minProperties: 2` was removed";
    narrows "min-contains-added": "`minContains` added", "`minContains: 2` was added";
    narrows "min-contains-increased": "`minContains` increased", "`minContains` changed from 1 to 2";
    widens "min-contains-decreased": "`minContains` decreased", "`minContains` changed from 2 to 1";
    widens "min-contains-removed": "`minContains` removed", "`minContains: 2` was removed";
    narrows "minimum-added": "`minimum` added", "`minimum: 1` was added";
    narrows "minimum-increased": "`minimum` increased", "`minimum` changed from 0 to 1";
    widens "minimum-decreased": "`minimum` decreased", "`minimum` changed from 1 to 0";
    widens "minimum-removed": "`minimum` removed", "`minimum: 1` was removed";
    narrows "exclusive-minimum-added": "`exclusiveMinimum` added", "`exclusiveMinimum: 1` was added";
    narrows "exclusive-minimum-increased": "`exclusiveMinimum` increased", "`exclusiveMinimum` changed from 0 to 1";
    widens "exclusive-minimum-decreased": "`exclusiveMinimum` decreased", "`exclusiveMinimum` changed from 1 to 0";
    widens "exclusive-minimum-removed": "`exclusiveMinimum` removed", "`exclusiveMinimum: 1` was removed";
    narrows "pattern-added": "`pattern` added", "`pattern: ^[A-Z]+$` was added";
    widens "pattern-removed": "`pattern` removed", "`pattern: ^[A-Z]+$` was removed";
    changes "pattern-changed": "`pattern` changed", "`pattern: ^[A-Z]+$` was replaced";
    narrows "format-added": "`format` added", "`format: email` was added";
    widens "format-removed": "`format` removed", "`format: email` was removed";
    changes "format-changed": "`format` changed", "`format: email` was replaced";
    narrows "multiple-of-added": "`multipleOf` added", "`multipleOf: 5` was added";
    widens "multiple-of-removed": "`multipleOf` removed", "`multipleOf: 5` was removed";
    changes "multiple-of-changed": "`multipleOf` changed", "`multipleOf: 5` was replaced";
    narrows "const-added": "`const` added", "`const: EUR` was added";
    widens "const-removed": "`const` removed", "`const: EUR` was removed";
    changes "const-changed": "`const` changed", "`const: EUR` was replaced";
    narrows "enum-added": "`enum` added", "`enum: [EUR, USD]` was added";
    widens "enum-removed": "`enum` removed", "`enum: [EUR, USD]` was removed";
    narrows "enum-value-removed": "value removed from `enum`", "`enum: [a, b]` changed to `enum: [a]`";
    widens "enum-value-added": "value added to `enum`", "`enum: [a]` changed to `enum: [a, b]`";
    narrows "type-added": "`type` added", "`type: string` was added";
    widens "type-removed": "`type` removed", "`type: string` was removed";
    widens "type-widened": "`type` widened", "`integer` changed to `number`";
    narrows "type-narrowed": "`type` narrowed", "`number` changed to `integer`";
    changes "type-changed": "`type` changed", "`string` changed to `integer`";
    widens "nullable-added": "`null` allowed", "`type: string` changed to `type: [string, 'null']`";
    narrows "nullable-removed": "`null` no longer allowed", "`type: [string, 'null']` changed to `type: string`";
    narrows "unique-items-added": "`uniqueItems` added", "`uniqueItems: true` was added";
    widens "unique-items-removed": "`uniqueItems` removed", "`uniqueItems: true` was removed";
    narrows "property-required-added": "property became required", "`required: [a]` changed to `required: [a, b]`";
    widens "property-required-removed": "property no longer required", "`required: [a, b]` changed to `required: [a]`";
    narrows "property-added": "property declared", "a property was added to `properties`";
    widens "property-removed": "property removed", "a property was removed from `properties`";
    narrows "property-forbidden": "property no longer allowed", "a property became `readOnly` (in requests), `writeOnly` (in responses) or `false`";
    widens "property-allowed": "property allowed", "a property is no longer `readOnly` (in requests), `writeOnly` (in responses) or `false`";
    changes "additional-properties-changed": "`additionalProperties` changed", "`additionalProperties` changed to `false`";
    changes "unevaluated-properties-changed": "`unevaluatedProperties` changed", "`unevaluatedProperties` changed to `false`";
    changes "unevaluated-items-changed": "`unevaluatedItems` changed", "`unevaluatedItems` changed to `false`";
    narrows "pattern-property-added": "pattern added to `patternProperties`", "a pattern was added to `patternProperties`";
    widens "pattern-property-removed": "pattern removed from `patternProperties`", "a pattern was removed from `patternProperties`";
    narrows "property-names-added": "`propertyNames` added", "`propertyNames: {maxLength: 3}` was added";
    widens "property-names-removed": "`propertyNames` removed", "`propertyNames` was removed";
    narrows "items-added": "`items` added", "`items: {type: string}` was added";
    widens "items-removed": "`items` removed", "`items` was removed";
    changes "prefix-items-changed": "length of `prefixItems` changed", "a schema was added to `prefixItems`";
    narrows "contains-added": "`contains` added", "`contains: {const: 1}` was added";
    widens "contains-removed": "`contains` removed", "`contains` was removed";
    narrows "not-added": "`not` added", "`not: {const: 0}` was added";
    widens "not-removed": "`not` removed", "`not` was removed";
    changes "condition-changed": "`if`, `then` or `else` added or removed", "`if` and `then` were added";
    changes "dependent-required-changed": "`dependentRequired` changed", "`dependentRequired: {a: [b]}` was added";
    narrows "dependent-schema-added": "schema added to `dependentSchemas`", "a schema was added to `dependentSchemas`";
    widens "dependent-schema-removed": "schema removed from `dependentSchemas`", "a schema was removed from `dependentSchemas`";
    narrows "all-of-added": "schema added to `allOf`", "a schema was added to `allOf`";
    widens "all-of-removed": "schema removed from `allOf`", "a schema was removed from `allOf`";
    narrows "any-of-added": "`anyOf` added", "`anyOf` was added";
    widens "any-of-removed": "`anyOf` removed", "`anyOf` was removed";
    widens "any-of-branch-added": "alternative added to `anyOf`", "a schema was added to `anyOf`";
    narrows "any-of-branch-removed": "alternative removed from `anyOf`", "a schema was removed from `anyOf`";
    narrows "one-of-added": "`oneOf` added", "`oneOf` was added";
    widens "one-of-removed": "`oneOf` removed", "`oneOf` was removed";
    widens "one-of-branch-added": "alternative added to `oneOf`", "a schema was added to `oneOf`";
    narrows "one-of-branch-removed": "alternative removed from `oneOf`", "a schema was removed from `oneOf`";
    changes "reference-changed": "`$ref` next to other keywords added or removed", "`$ref` was added next to `maxLength`";
    changes "schema-changed": "accepted values changed by several edits together", "a property was removed, and undeclared properties became forbidden";
    changes "schema-added": "schema added", "`schema` was added to a media type or parameter";
    changes "schema-removed": "schema removed", "`schema` was removed from a media type or parameter";
    means "default-changed": "`default` changed", "`default: 10` changed to `default: 20`";
    means "content-encoding-changed": "`contentEncoding` changed", "`contentEncoding: base64` was added";
    means "content-media-type-changed": "`contentMediaType` changed", "`contentMediaType: image/png` changed to `image/jpeg`";
    means "content-schema-changed": "`contentSchema` changed", "`contentSchema` was added";
    means "discriminator-changed": "`discriminator` changed", "a name was removed from `discriminator.mapping`";
    means "extensible-enum-changed": "`x-extensible-enum` changed", "a value was removed from `x-extensible-enum`";
}
