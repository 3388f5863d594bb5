//! A comparison of two contracts: what breaks, whom it affects, and the exchange that proves it.
//!
//! ```sh
//! cargo run --example compare_contracts --features diff -- openapi/threekit.yaml examples/contracts/threekit-next.yaml
//! ```

use std::path::Path;
use std::process::ExitCode;

use order_contracts::contract::Contract;
use order_contracts::diff::{Settings, Verdict, compare};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, revision] = &arguments[..] else {
        eprintln!("usage: compare_contracts BASE REVISION");
        return ExitCode::from(2);
    };
    match run(base.as_ref(), revision.as_ref()) {
        // What could not be decided needs a reviewer as much as what breaks.
        Ok(Verdict::Breaking | Verdict::Undecided) => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(base: &Path, revision: &Path) -> Result<Verdict, order_contracts::Error> {
    let (base, revision) = (Contract::from_path(base)?, Contract::from_path(revision)?);
    let comparison = compare(&base, &revision, &Settings::new());
    for change in &comparison.changes {
        println!("{}: {}: {}", change.verdict, change.rule.id, change.subject);
        for operation in &change.operations {
            println!("  affects {operation}");
        }
        if let Some(witness) = &change.witness {
            let request = &witness.exchange.request;
            println!("  for example {} {}", request.method, request.target);
        }
    }
    println!("{} -> {}: {}", comparison.base, comparison.revision, comparison.verdict());
    Ok(comparison.verdict())
}
