//! Integration tests, one module per subject.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

// For the rooms of the code generator below, which say `crate::pointer`.
use order_contracts::pointer;

#[cfg(feature = "cli")]
mod action;
#[cfg(feature = "validate")]
mod agreement;
#[cfg(feature = "validate")]
mod allocations;
#[cfg(feature = "cli")]
mod baseline;
#[cfg(feature = "validate")]
mod boundaries;
#[cfg(feature = "cli")]
mod bounded_reports;
mod builders;
#[cfg(feature = "cli")]
mod captures;
#[cfg(feature = "cli")]
mod checked;
mod circles;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "cli")]
mod completions;
#[cfg(feature = "cli")]
mod configuration;
#[cfg(feature = "diff")]
mod containment;
#[cfg(feature = "validate")]
mod contract;
#[cfg(feature = "cli")]
mod coverage_runs;
mod debug;
#[cfg(feature = "diff")]
mod diff;
#[cfg(feature = "validate")]
mod document_limits;
mod documents;
#[cfg(feature = "validate")]
mod evaluator;
#[cfg(feature = "validate")]
mod evaluator_agreement;
#[cfg(feature = "cli")]
mod exact_changes;
#[cfg(feature = "cli")]
mod exact_numbers;
mod examples;
#[cfg(feature = "validate")]
mod exchange;
#[cfg(feature = "validate")]
mod exchange_robust;
#[cfg(feature = "validate")]
mod exchange_styles;
#[cfg(feature = "validate")]
mod exchange_verdicts;
#[cfg(feature = "cli")]
mod explain;
mod facts;
#[cfg(feature = "cli")]
mod hostile;
#[cfg(feature = "tower")]
mod http;
#[cfg(feature = "cli")]
mod inputs;
mod json;
mod json_agreement;
mod json_hostile;
mod layers;
#[cfg(feature = "cli")]
mod lint;
mod lower;
#[cfg(feature = "cli")]
mod man;
#[cfg(feature = "validate")]
mod multipart;
#[cfg(feature = "cli")]
mod mutated_captures;
#[cfg(feature = "validate")]
mod names;
#[cfg(feature = "validate")]
mod official_suite;
#[cfg(feature = "validate")]
mod other_documents;
#[cfg(feature = "cli")]
mod pages;
#[cfg(feature = "validate")]
mod plan;
#[cfg(feature = "validate")]
mod plan_agreement;
#[cfg(feature = "validate")]
mod plan_formats;
#[cfg(feature = "validate")]
mod problem_details;
mod provenance;
#[cfg(feature = "cli")]
mod proxy;
mod public_surface;
mod readers;
#[cfg(feature = "cli")]
mod readme;
#[cfg(feature = "validate")]
mod recorded;
#[cfg(feature = "validate")]
mod reference_chains;
#[cfg(feature = "validate")]
mod references;
#[cfg(feature = "diff")]
mod repair;
#[cfg(feature = "cli")]
mod safe;
#[cfg(feature = "server")]
mod sandbox;
mod schemas;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "diff")]
mod shown_texts;
#[cfg(all(feature = "cli", target_os = "linux"))]
mod signals;
#[cfg(feature = "diff")]
mod slack;
mod support;
mod surface;
#[cfg(all(feature = "cli", unix))]
mod terminal;
#[cfg(feature = "cli")]
mod traffic_options;
#[cfg(feature = "validate")]
mod typed;
#[cfg(feature = "validate")]
mod usual_parameters;
#[cfg(feature = "validate")]
mod webhook;
mod wire;
#[cfg(not(feature = "cli"))]
mod without_commands;
#[cfg(feature = "diff")]
mod wording;
#[cfg(all(feature = "cli", unix))]
mod written;

/// What only `build.rs` compiles, compiled once more to be tested.
#[allow(dead_code, reason = "build.rs uses more of it")]
#[path = "../../src/codegen"]
mod codegen {
    pub(crate) mod constraints;
    pub(crate) mod debug;
    pub(crate) mod described;
    pub(crate) mod docs;
    pub(crate) mod document;
    pub(crate) mod drafts;
    pub(crate) mod lower;
    pub(crate) mod names;
    pub(crate) mod readers;
    pub(crate) mod structs;
}
