//! What caller and callee of one operation say to each other: parameters, bodies, responses.

use super::changes::Changes;
use super::matched::Matched;
use super::uses::Uses;
use super::{bodies, parameters, responses};

/// Compares what caller and callee say to each other.
pub(super) fn compare(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    parameters::compare(changes, uses, matched);
    bodies::compare(changes, uses, matched);
    responses::compare(changes, uses, matched);
}
