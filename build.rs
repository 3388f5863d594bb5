//! Reads `openapi/*.yaml` and writes the generated types and clients, and the list of schemas, to `OUT_DIR`.
//!
//! Every decision about the generated code is made in `src/codegen/`, a module per subject.

use std::path::Path;

#[path = "src/codegen/mod.rs"]
mod codegen;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, of which this script uses some")]
#[path = "src/contract"]
mod contract {
    pub(crate) mod operation;
    pub(crate) mod provenance;
}
#[allow(dead_code, unreachable_pub, reason = "public items of the library, of which this script uses some")]
#[path = "src/percent.rs"]
mod percent;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, of which this script uses some")]
#[path = "src/pointer.rs"]
mod pointer;
/// The documents of the crate nest a few levels.
mod stack {
    pub(crate) fn deep<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
}

#[allow(dead_code, unused_imports, unused_macros, reason = "it offers what any container offers")]
#[path = "src/tree/mod.rs"]
mod tree;
#[allow(dead_code, unreachable_pub, reason = "public items of the library, of which this script uses some")]
#[path = "src/schema"]
mod schema {
    pub(crate) mod objects;
    pub(crate) mod walk;
}

fn main() {
    // Cargo itself watches this script and the files that it is compiled from.
    println!("cargo::rerun-if-changed=openapi");
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
