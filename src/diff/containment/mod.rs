//! Whether every instance of one JSON Schema is an instance of another: [`covers`], with a checked witness when not.
//!
//! There are three answers. [`Containment::Yes`] is proved, [`Containment::No`] comes with an instance that the validator accepted
//! under one schema and rejected under the other, and [`Containment::Undecided`] states why there is no answer.
//!
//! The steps, one file each: both schemas are compiled into one graph of statements (`resources`, `compile`,
//! `unevaluated`, `evaluated`, `node`), equal definitions become one (`link`), and members of `sub and not sup` are searched for
//! (`search`, `branch`, `facts`), kind by kind (`numbers`, `strings`, `arrays`, `objects`). A search that ends without a member is
//! the proof; a member is the witness, minimized (`shrink`) and checked by the validator (`check`). Every approximation is
//! on one side: something unsupported may turn a member into a guess, but never into a proof.

mod arrays;
mod branch;
mod check;
mod close;
mod compile;
mod demands;
mod dialect;
mod evaluate;
mod evaluated;
mod facts;
mod formats;
mod language;
mod link;
mod matching;
mod node;
mod number;
mod numbers;
mod objects;
mod options;
mod outcome;
mod plan;
mod resources;
mod search;
mod shrink;
mod strings;
mod unevaluated;
mod uri;
mod value;
mod words;

mod decide;

pub use close::{close, close_each};
pub use decide::{Member, covers, covers_each, member};
pub use options::Options;
pub use outcome::{Containment, Reason, Side, Undecided};
