//! Reads `openapi/*.yaml` and writes the generated types, clients, schemas and documents to `OUT_DIR`.
//!
//! What is decided about the generated code is decided in `src/codegen/`, a room per subject.

use std::path::Path;

#[path = "src/codegen/mod.rs"]
mod codegen;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, and more of them than is used here")]
#[path = "src/contract"]
mod contract {
    pub(crate) mod operation;
}
#[allow(dead_code, unreachable_pub, reason = "public items of the library, and more of them than is used here")]
#[path = "src/percent.rs"]
mod percent;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, and more of them than is used here")]
#[path = "src/pointer.rs"]
mod pointer;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, and more of them than is used here")]
#[path = "src/schema"]
mod schema {
    pub(crate) mod bundle;
    pub(crate) mod dialect;
    pub(crate) mod hidden;
    pub(crate) mod identifiers;
    pub(crate) mod objects;
    pub(crate) mod vocabulary;
    pub(crate) mod walk;
}

fn main() {
    println!("cargo::rerun-if-changed=openapi");
    println!("cargo::rerun-if-changed=build.rs");
    const READ: [&str; 11] = [
        "codegen",
        "contract/operation.rs",
        "percent.rs",
        "pointer.rs",
        "schema/bundle.rs",
        "schema/dialect.rs",
        "schema/hidden.rs",
        "schema/identifiers.rs",
        "schema/objects.rs",
        "schema/vocabulary.rs",
        "schema/walk.rs",
    ];
    for read in READ {
        println!("cargo::rerun-if-changed=src/{read}");
    }
    for api in ["kohortpay", "threekit"] {
        if let Err(message) = generate(api) {
            println!("cargo::error={message}");
            std::process::exit(1);
        }
    }
}

fn generate(api: &str) -> Result<(), String> {
    let path = format!("openapi/{api}.yaml");
    let in_document = |message: String| format!("{path}: {message}");
    let text = std::fs::read_to_string(&path).map_err(|error| in_document(error.to_string()))?;
    let document = codegen::document::read(&text).map_err(in_document)?;
    let files = codegen::files(&document).map_err(in_document)?;
    let out = std::env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    for (name, content) in files {
        let path = Path::new(&out).join(format!("{api}_{name}"));
        std::fs::write(&path, content).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
