//! Proposed repairs: one line for each edit below the violations of a record, or a member of the first of them.

use super::Renderer;
use crate::cli::output::Output;
use crate::cli::style;
use crate::cli::validate::half::Half;
use crate::cli::validate::judge::Judged;
use crate::cli::validate::stream::At;
use crate::plain::{Screen, Shown, plain};
use crate::validate::{Edit, Grade, Repair, RepairOutcome, Verdict};

pub(super) use crate::cli::validate::fixes::as_json as fix_as_json;

/// Edits of one repair, and operations of one edit, that are shown.
const EDITS: usize = 20;
const OPERATIONS: usize = 3;

impl Renderer {
    pub(super) fn fixes_as_text(&self, out: &mut Output<'_>, at: At, judged: &Judged) {
        for (half, outcome) in &judged.fixes {
            let place = style::heading(self.place(at, None));
            let half = half.filter(|_| self.exchanges).map(Half::name);
            let about = |noun: &str| half.map(|half| format!(" of the {half}{noun}")).unwrap_or_default();
            match outcome {
                RepairOutcome::Found(repair) => {
                    let about = about(" body");
                    out.line((
                        place,
                        ": ",
                        style::good("fix"),
                        plain(about),
                        ": ",
                        grade(repair.grade()),
                        summary(repair),
                    ));
                    self.edits(out, repair.edits());
                }
                RepairOutcome::NotFound(why) => {
                    let about = about("");
                    out.line((place, ": ", style::warning("no fix"), plain(about), ": ", plain(why)));
                }
                _ => {}
            }
        }
    }

    fn edits(&self, out: &mut Output<'_>, edits: &[Edit]) {
        for edit in edits.iter().take(EDITS) {
            let operations =
                edit.operations().iter().take(OPERATIONS).map(|operation| match operation.value_from_payload() {
                    Some(value) if self.show_values => format!("{operation}: {value}"),
                    _ => operation.to_string(),
                });
            let more = match edit.operations().len().saturating_sub(OPERATIONS) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let operations = operations.collect::<Vec<_>>().join(", ");
            out.line(("  ", grade(edit.grade()), ": ", plain(format_args!("{operations}{more}: {}", edit.reason()))));
        }
        if edits.len() > EDITS {
            out.line(("  ", plain(format_args!("and {} more edits", edits.len() - EDITS))));
        }
    }
}

fn grade(grade: Grade) -> Shown<Screen> {
    match grade {
        Grade::Safe => Shown::of(style::good("safe")),
        Grade::Guess => Shown::of(style::warning("guess")),
    }
}

fn summary(repair: &Repair) -> &'static str {
    match repair.verdict() {
        Verdict::Valid => "",
        Verdict::Undecided => "; some checks cannot be made with it either",
        Verdict::Invalid => "; not all that is wrong is in the body",
    }
}
