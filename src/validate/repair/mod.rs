//! Repairs: the smallest patch that makes an invalid payload valid.
//!
//! Every violation suggests edits (`candidates/`): a member that is not declared is removed or gets the name that was probably
//! meant, a number written as a string becomes a number, a missing member gets its default. [`Repairs`] searches for the fewest
//! of them that leave nothing to report (`search.rs`), and the validator has the last word: a patch is returned only if the payload
//! that it leads to was judged. Nothing is changed; the patch is a proposal.
//!
//! Each [`Edit`] has a [`Grade`]. `safe` ones lose nothing and leave no choice; `guess` is everything else.
//!
//! Where a value is needed that is made from the payload, such as the number in a string, it is withheld unless it is asked for:
//! see [`Operation::to_json`]. A member with another name is moved, which repeats nothing.

mod apply;
mod bound;
mod candidates;
mod construct;
mod edit;
mod message;
mod outcome;
mod search;
mod subject;

pub use edit::{Edit, Grade, Operation};
pub use outcome::{Repair, RepairOutcome, Unrepaired};
pub use search::Repairs;
