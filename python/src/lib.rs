//! The native module of the Python package `order_contracts`: the engine of the crate behind Python objects.
//!
//! `_native.pyi` describes what is here. Errors are Python's (`errors`), payloads become JSON texts (`payload`, `value`), and every
//! verdict is one of the crate.

mod columns;
mod comparison;
mod containment;
mod contract;
mod coverage;
mod errors;
mod exchange;
mod head;
mod natural;
mod payload;
mod program;
mod report;
mod validator;
mod value;
mod violation;

use pyo3::prelude::*;

/// What `order_contracts` imports.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::columns::result::{ArrowResult, ArrowStreamResult};
    #[pymodule_export]
    use super::comparison::{Change, Comparison, diff};
    #[pymodule_export]
    use super::containment::{Containment, covers};
    #[pymodule_export]
    use super::contract::{Contract, Operation, reload_contract};
    #[pymodule_export]
    use super::coverage::{Coverage, reload_coverage};
    #[pymodule_export]
    use super::head::{RequestHead, ResponseHead};
    #[pymodule_export]
    use super::program::main;
    #[pymodule_export]
    use super::report::{Report, reload_report};
    #[pymodule_export]
    use super::validator::{Validator, reload_validator};
    #[pymodule_export]
    use super::violation::{Undecided, Violation, reload_undecided, reload_violation};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
