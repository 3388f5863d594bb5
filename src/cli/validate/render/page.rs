//! A run as a page: findings are counted by kind while the run goes along, and the page is written at its end.

use super::run::{incomplete, not_checked};
use super::{About, Renderer, verdict};
use crate::cli::page::{Course, Input, Kinds, Place, Run, run};
use crate::cli::validate::half::Half;
use crate::cli::validate::judge::Judgement;
use crate::cli::validate::spots::Spot;
use crate::cli::validate::stream::{At, End};
use crate::cli::validate::tally::{Counts, Tally};
use crate::plain::{Html, Shown, plain};
use crate::validate::Verdict;

/// What a page will show.
#[derive(Debug, Default)]
pub(super) struct Collected {
    kinds: Kinds,
    course: Course,
    inputs: Vec<Input>,
}

impl Renderer {
    /// So many more records have this verdict.
    pub(in crate::cli::validate) fn course(&mut self, verdict: Verdict, records: u64) {
        self.page.course.add(verdict, records);
    }

    pub(super) fn record_as_kinds(&mut self, at: At, judgement: &Judgement) {
        let mut kinds = std::mem::take(&mut self.page.kinds);
        kinds.next();
        let place = |spot: Option<&Spot>| Place {
            text: self.place(at, spot),
            snippet: spot.and_then(|spot| spot.snippet.clone()),
        };
        match judgement {
            Judgement::Passed(_) => {}
            Judgement::Unreadable(unreadable) => kinds.unreadable(&unreadable.why, || place(unreadable.spot.as_ref())),
            Judgement::Judged(judged) => {
                let of = |half: Option<Half>| (&*judged.subject, half.map(Half::name));
                for (half, violation, spot) in judged.violations() {
                    kinds.violation(of(half), violation, self.show_values, || place(spot));
                }
                for (half, undecided) in judged.undecided() {
                    kinds.undecided(of(half), undecided, || place(None));
                }
                let left_out: usize = judged.left_out().map(|(_, count)| count).sum();
                kinds.leave_out((left_out + judged.undecided_left_out()) as u64);
            }
        }
        self.page.kinds = kinds;
    }

    pub(super) fn input_end_as_row(&mut self, counts: Counts, end: End, why: Option<&str>) {
        if let Some(why) = why {
            let place = || Place { text: plain(&self.name), snippet: None };
            self.page.kinds.next();
            self.page.kinds.unreadable(why, place);
        }
        self.page.inputs.push(Input {
            name: self.name.clone(),
            verdict: verdict(counts, end),
            counts: [counts.valid, counts.invalid, counts.undecided],
            why: incomplete(counts, end).map(|(_, sentence)| sentence),
        });
    }

    /// The page of the whole run.
    pub(super) fn into_page(self, tally: &Tally, about: &About<'_>) -> Shown<Html> {
        let About { contract, schema, coverage, most, .. } = *about;
        let schema = schema.map(str::to_owned);
        let Counts { valid, invalid, undecided, .. } = tally.all;
        let mut remarks = not_checked(tally);
        remarks.extend(about.ledger.map(|ledger| {
            let file = plain(ledger.file().display());
            plain(format_args!("baseline {file}: {}", super::accepted::summary(ledger, &ledger.compare())))
        }));
        if tally.interrupted {
            remarks.insert(0, plain("interrupted: these are the records before that"));
        }
        let verdict = match () {
            () if invalid > 0 => Some(Verdict::Invalid),
            () if tally.records() == 0 => None,
            () if undecided + tally.unreadable + tally.unreadable_inputs > 0 || tally.interrupted => {
                Some(Verdict::Undecided)
            }
            () => Some(Verdict::Valid),
        };
        let counts = |own: Counts| [own.valid, own.invalid, own.undecided];
        let Collected { kinds, course, inputs } = self.page;
        run(Run {
            contract,
            schema,
            verdict,
            counts: [valid, invalid, undecided, tally.unreadable],
            remarks,
            inputs,
            subjects: tally.subjects().map(|(name, own)| (name.to_owned(), counts(own))).collect(),
            kinds,
            course,
            coverage,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        })
    }
}
