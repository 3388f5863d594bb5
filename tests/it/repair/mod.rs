//! Repairs: the smallest patch that makes an invalid payload valid.
//!
//! `json-patch` applies the patches here, so that what the crate proposes is read by another implementation of RFC 6902.

mod bounds;
mod cases;
mod mutations;

use order_contracts::contract::{Contract, SchemaUse};
use order_contracts::validate::{Grade, Options, Repair, RepairOutcome, Repairs, Verdict, payload_bytes};
use serde_json::{Value, json};

/// A contract whose component `A` is `schema`, in OpenAPI 3.1.
fn contract(schema: &Value) -> Contract {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    });
    Contract::from_str(&document.to_string(), "document.json").unwrap()
}

/// The repair of `payload`, if there is one, after everything that holds for every repair was checked.
fn repaired(contract: &Contract, schema: &SchemaUse, payload: &Value, options: &Options) -> Option<Repair> {
    let repairs = Repairs::new(options);
    let first = repairs.payload(contract, schema, payload.to_string().as_bytes());
    let again = repairs.payload(contract, schema, payload.to_string().as_bytes());
    assert_eq!(first, again, "the same payload, the same repair: {payload}");
    checked(&repairs, contract, schema, payload, options)
}

/// The same by `repairs`, which may know values from payloads before.
fn checked(
    repairs: &Repairs,
    contract: &Contract,
    schema: &SchemaUse,
    payload: &Value,
    options: &Options,
) -> Option<Repair> {
    let bytes = payload.to_string().into_bytes();
    let before = payload_bytes(contract, schema, &bytes, options);
    let outcome = repairs.payload(contract, schema, &bytes);
    assert_eq!(
        matches!(outcome, RepairOutcome::NotNeeded),
        before.violations().is_empty(),
        "nothing to repair exactly where nothing is violated: {payload}"
    );
    let RepairOutcome::Found(repair) = outcome else { return None };
    let verdict = |patch: &Value| {
        let patch: json_patch::Patch = serde_json::from_value(patch.clone()).unwrap();
        let mut payload = payload.clone();
        json_patch::patch(&mut payload, &patch).ok()?;
        Some(payload_bytes(contract, schema, payload.to_string().as_bytes(), options).verdict())
    };
    let patch = repair.patch(true);
    assert_eq!(verdict(&patch), Some(repair.verdict()), "{payload} after {patch}");
    assert_ne!(repair.verdict(), Verdict::Invalid);
    let grades = repair.edits().iter().map(order_contracts::validate::Edit::grade);
    assert_eq!(repair.grade(), grades.max().unwrap_or(Grade::Safe));
    if repair.is_minimal() {
        for left_out in 0..repair.edits().len() {
            let others = repair.edits().iter().enumerate().filter(|(number, _)| *number != left_out);
            let operations = others.flat_map(|(_, edit)| edit.operations()).map(|operation| operation.to_json(true));
            let without = verdict(&operations.collect());
            let is_needed = without.is_none_or(|verdict| verdict == Verdict::Invalid);
            assert!(is_needed, "{payload} after {patch}: edit {left_out} is not needed");
        }
    }
    Some(repair)
}
