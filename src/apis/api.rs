//! [`Api`]: the two documented APIs and their documents, in every form.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use serde_json::Value;

#[cfg(feature = "validate")]
use crate::contract::Contract;
use crate::contract::operation::{self, Operation};
use crate::error::Error;
use crate::json;
use crate::tree::Tree;

/// An API whose contract this crate holds.
///
/// # Examples
///
/// ```
/// use order_contracts::Api;
///
/// let operation = Api::KohortPay.operation("createOrder")?;
/// assert_eq!((operation.method(), operation.path()), ("POST", "/orders"));
/// assert_eq!(Api::Threekit.operation_at("PUT", "/orders/{id}")?.id(), Some("modifyOrder"));
/// # Ok::<(), order_contracts::Error>(())
/// ```
// Complete: a third API would be a new kind of release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    /// KohortPay: referral orders, customers, groups.
    KohortPay,
    /// Threekit: orders of configured products.
    Threekit,
}

struct Documents {
    yaml: &'static str,
    value: LazyLock<Value>,
    tree: LazyLock<Tree>,
    operations: LazyLock<Vec<Operation>>,
    #[cfg(feature = "validate")]
    contract: LazyLock<Contract>,
}

const KOHORTPAY_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/kohortpay_document.json"));
const THREEKIT_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/threekit_document.json"));

static KOHORTPAY: Documents = Documents {
    yaml: include_str!("../../openapi/kohortpay.yaml"),
    value: LazyLock::new(|| read(KOHORTPAY_JSON)),
    tree: LazyLock::new(|| tree(KOHORTPAY_JSON)),
    operations: LazyLock::new(|| operation::operations(Api::KohortPay.tree())),
    #[cfg(feature = "validate")]
    contract: LazyLock::new(|| Api::KohortPay.read_contract()),
};

static THREEKIT: Documents = Documents {
    yaml: include_str!("../../openapi/threekit.yaml"),
    value: LazyLock::new(|| read(THREEKIT_JSON)),
    tree: LazyLock::new(|| tree(THREEKIT_JSON)),
    operations: LazyLock::new(|| operation::operations(Api::Threekit.tree())),
    #[cfg(feature = "validate")]
    contract: LazyLock::new(|| Api::Threekit.read_contract()),
};

impl Api {
    /// Both APIs, in the order of their names.
    pub const ALL: [Self; 2] = [Self::KohortPay, Self::Threekit];

    /// The name as it is typed: `kohortpay` or `threekit`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KohortPay => "kohortpay",
            Self::Threekit => "threekit",
        }
    }

    /// The document as it is maintained: OpenAPI 3.0.3 in YAML, comments and provenance included.
    #[must_use]
    pub fn yaml(self) -> &'static str {
        self.documents().yaml
    }

    /// The document as a tree that keeps everything; read on first use.
    #[must_use]
    pub fn document(self) -> &'static Value {
        &self.documents().value
    }

    /// The same, as the crate works with it.
    pub(crate) fn tree(self) -> &'static Tree {
        &self.documents().tree
    }

    /// The document as a contract that payloads and exchanges are checked against; read on first use.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::Api;
    ///
    /// assert!(Api::KohortPay.contract().problems().is_empty());
    /// ```
    #[cfg(feature = "validate")]
    #[must_use]
    pub fn contract(self) -> &'static Contract {
        &self.documents().contract
    }

    #[cfg(feature = "validate")]
    fn read_contract(self) -> Contract {
        Contract::from_static(self.name(), &format!("{self}.yaml"), self.yaml(), self.tree())
    }

    /// The operations, by path, then method.
    #[must_use]
    pub fn operations(self) -> &'static [Operation] {
        &self.documents().operations
    }

    /// The operation with this `operationId`.
    ///
    /// # Errors
    ///
    /// When there is none; the message suggests the nearest name.
    pub fn operation(self, id: &str) -> Result<&'static Operation, Error> {
        let operations = self.operations();
        operations.iter().find(|operation| operation.id() == Some(id)).ok_or_else(|| {
            let near = nearest(id, operations.iter().filter_map(Operation::id));
            Error::unknown_name(format!("unknown operation `{id}` of `{self}`{near}"))
        })
    }

    /// The operation of this method (in any case) and path template (as the document spells it).
    ///
    /// # Errors
    ///
    /// When there is none; the message lists the methods of the path.
    pub fn operation_at(self, method: &str, path: &str) -> Result<&'static Operation, Error> {
        let on_path = || self.operations().iter().filter(|operation| operation.path() == path);
        on_path().find(|operation| operation.method().eq_ignore_ascii_case(method)).ok_or_else(|| {
            let methods: Vec<_> = on_path().map(Operation::method).collect();
            Error::unknown_name(if methods.is_empty() {
                let near = nearest(path, self.operations().iter().map(Operation::path));
                format!("unknown path `{path}` of `{self}`{near}")
            } else {
                format!("method `{method}` is not declared for `{path}` of `{self}`; declared: {}", methods.join(", "))
            })
        })
    }

    fn documents(self) -> &'static Documents {
        match self {
            Self::KohortPay => &KOHORTPAY,
            Self::Threekit => &THREEKIT,
        }
    }
}

/// What `build.rs` wrote, read back.
#[expect(clippy::expect_used, reason = "the text was written by build.rs from the same types")]
fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("build.rs writes JSON that reads back")
}

/// The same text as a tree.
#[expect(clippy::expect_used, reason = "the text was written by build.rs from the same types")]
fn tree(text: &str) -> Tree {
    json::parse_tree(text.as_bytes()).expect("build.rs writes JSON that reads back")
}

/// `; did you mean ...?`, when one of `names` is close enough.
pub(super) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> String {
    crate::similar::nearest(wanted, names).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Api {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|api| api.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let near = crate::similar::nearest(name, Self::ALL.into_iter().map(Self::name));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Error::unknown_name(format!("unknown API `{name}`; expected `kohortpay` or `threekit`{near}"))
        })
    }
}
