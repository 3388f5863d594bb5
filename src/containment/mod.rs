//! Whether every instance of one JSON Schema is an instance of another: [`covers`], with a checked witness when not.
//!
//! There are three answers. [`Containment::Yes`] is proved, [`Containment::No`] comes with an instance that the validator accepted
//! under one schema and rejected under the other, and [`Containment::Undecided`] states why there is no answer.
//!
//! `statements/` compiles both schemas into one graph in which equal definitions are one. `search/` looks for a member of
//! `sub and not sup`, kind by kind, over the regular languages of `languages/`. A search that ends without a member is the
//! proof; a member is the witness, minimized (`shrink`) and checked by the validator (`check`). Every approximation is on
//! one side: something unsupported may turn a member into a guess, but never into a proof.

mod check;
mod close;
mod closed;
mod compound;
mod decide;
mod for_check;
mod languages;
mod options;
mod outcome;
mod reference;
mod search;
mod shrink;
mod statements;

pub(crate) use close::close_tree;
pub use close::{close, close_each};
pub(crate) use closed::{beside, close_compound};
pub(crate) use compound::{Compound, Definition, Definitions};
pub use decide::{Member, covers, covers_each, member};
pub(crate) use decide::{Shared, covers_compound, covers_counted, member_of, question, size};
pub use options::Options;
pub use outcome::{Containment, Obstacle, Reason, Side};
pub(crate) use reference::{DefinitionId, Form, Reference};
