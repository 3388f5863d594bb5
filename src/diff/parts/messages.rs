//! What caller and callee of one operation say to each other: parameters, bodies, responses.

use super::draft::Drafts;
use super::matched::Matched;
use super::uses::Uses;
use super::{bodies, parameters, responses};

/// Compares what caller and callee say to each other.
pub(super) fn compare(drafts: &mut Drafts<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    parameters::compare(drafts, uses, matched);
    bodies::compare(drafts, uses, matched);
    responses::compare(drafts, uses, matched);
}
