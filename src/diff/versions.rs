//! [`versions`]: two versions of a document, read together.

use std::path::Path;

use crate::contract::{Contract, Twin};
use crate::error::Error;
use crate::limits::Limits;

/// Reads base and revision as [`Contract::from_path_within`] does, in less time and memory: what both spell alike in JSON is read once
/// and held once.
///
/// # Errors
///
/// Those of [`Contract::from_path_within`], of base first.
///
/// # Examples
///
/// ```
/// use order_contracts::diff::{Settings, compare, versions};
/// use order_contracts::limits::Limits;
///
/// let shop = "examples/contracts/shop.yaml".as_ref();
/// let (base, revision) = versions(shop, shop, &Limits::default())?;
/// assert_eq!(compare(&base, &revision, &Settings::new()).changes, []);
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub fn versions(base: &Path, revision: &Path, limits: &Limits) -> Result<(Contract, Contract), Error> {
    let (first, second) = Twin::pair();
    let base = Contract::from_path_beside(base, limits, first)?;
    Ok((base, Contract::from_path_beside(revision, limits, second)?))
}
