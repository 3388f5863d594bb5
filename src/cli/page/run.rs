//! [`run`]: the page of a run of `validate`.

use askama::Template;

use super::course::{Bar, Course};
use super::coverage::{Picture, picture};
use super::frame::{FRAME, Frame};
use super::kinds::{Class, Kind, Kinds, percent};
use super::prose::{cut, title};
use crate::contract::Contract;
use crate::plain::{Html, Plain, Shown, page};
use crate::validate::{Coverage, Verdict};

/// So many inputs are listed.
const INPUTS: usize = 1_000;

/// What a run found.
pub(in crate::cli) struct Run<'r> {
    pub(in crate::cli) contract: &'r Contract,
    /// The schema that payloads were of; none for exchanges.
    pub(in crate::cli) schema: Option<String>,
    pub(in crate::cli) verdict: Option<Verdict>,
    /// Valid, invalid, undecided and unreadable records.
    pub(in crate::cli) counts: [u64; 4],
    /// What was not checked or read, in sentences.
    pub(in crate::cli) remarks: Vec<Plain>,
    /// Each input, its verdict, and its valid, invalid and undecided records.
    pub(in crate::cli) inputs: Vec<Input>,
    /// The same counts by operation or schema.
    pub(in crate::cli) subjects: Vec<(String, [u64; 3])>,
    pub(in crate::cli) kinds: Kinds,
    pub(in crate::cli) course: Course,
    pub(in crate::cli) coverage: Option<&'r Coverage>,
    /// The most kinds that are shown.
    pub(in crate::cli) most: usize,
}

/// An input, and what came of it.
#[derive(Debug)]
pub(in crate::cli) struct Input {
    pub(in crate::cli) name: String,
    /// None when nothing of it was checked.
    pub(in crate::cli) verdict: Option<Verdict>,
    pub(in crate::cli) counts: [u64; 3],
    pub(in crate::cli) why: Option<Plain>,
}

#[derive(Template)]
#[template(path = "run.html")]
struct Page {
    frame: Frame,
    title: String,
    is_large: bool,
    contract: String,
    version: Option<String>,
    schema: Option<String>,
    verdict: &'static str,
    headline: &'static str,
    meaning: String,
    counts: [u64; 4],
    shares: [String; 4],
    records: u64,
    course: Vec<Bar>,
    per_bar: u64,
    is_by_record: bool,
    has_unreadable: bool,
    remarks: Vec<Plain>,
    inputs: Vec<(&'static str, String, Input)>,
    more_inputs: usize,
    subjects: Vec<(String, [u64; 3])>,
    chapters: Vec<Chapter>,
    left_out: u64,
    coverage: Option<Picture>,
}

/// Findings of a class.
struct Chapter {
    name: &'static str,
    heading: &'static str,
    meaning: &'static str,
    tone: &'static str,
    findings: u64,
    groups: Vec<Group>,
}

/// Those of one operation or schema.
struct Group {
    name: String,
    kinds: Vec<Kind>,
}

/// The page of this run.
pub(in crate::cli) fn run(run: Run<'_>) -> Shown<Html> {
    let Run { contract, schema, verdict, counts, remarks, inputs, subjects, kinds, course, coverage, most } = run;
    let records: u64 = counts.iter().sum();
    let (kinds, left_out) = kinds.sorted(most, records, contract);
    let version = contract.tree().get("info").and_then(|info| info.get("version"));
    let coverage = coverage.map(|coverage| picture(contract, coverage, schema.as_deref()));
    let (class, headline, meaning) = in_words(verdict, counts);
    let more_inputs = inputs.len().saturating_sub(INPUTS);
    let inputs = inputs.into_iter().take(INPUTS).map(|input| {
        let (class, word) = named(input.verdict);
        (class, word.to_owned(), Input { name: cut(&input.name), ..input })
    });
    page(&Page {
        frame: FRAME,
        title: title(contract.title()),
        is_large: kinds.last().is_some_and(|kind| !kind.is_full),
        contract: cut(contract.name()),
        version: version.and_then(|version| version.as_str()).map(cut),
        schema: schema.as_deref().map(cut),
        verdict: class,
        headline,
        meaning,
        counts,
        shares: counts.map(|count| percent(count, records)),
        records: course.records(),
        per_bar: course.per_bar(),
        is_by_record: course.per_bar() == 1,
        has_unreadable: counts[3] > 0,
        course: course.drawn(),
        remarks,
        inputs: inputs.collect(),
        more_inputs,
        subjects: subjects.into_iter().map(|(name, counts)| (cut(&name), counts)).collect(),
        chapters: chapters(kinds),
        left_out,
        coverage,
    })
}

fn named(verdict: Option<Verdict>) -> (&'static str, &'static str) {
    match verdict {
        Some(Verdict::Valid) => ("valid", "valid"),
        Some(Verdict::Invalid) => ("invalid", "invalid"),
        Some(Verdict::Undecided) => ("undecided", "undecided"),
        None => ("nothing", "not checked"),
    }
}

fn in_words(
    verdict: Option<Verdict>,
    [valid, invalid, undecided, unreadable]: [u64; 4],
) -> (&'static str, &'static str, String) {
    let records = valid + invalid + undecided + unreadable;
    let of = |count: u64| format!("{count} of {records} record{}", if records == 1 { "" } else { "s" });
    match verdict {
        None => (
            "nothing",
            "Nothing was checked",
            "No record of these inputs could be checked, so this report has no verdict.".to_owned(),
        ),
        Some(Verdict::Valid) => (
            "valid",
            "Valid",
            format!(
                "Every check of {} passed.",
                if records == 1 { "the only record".to_owned() } else { format!("all {records} records") }
            ),
        ),
        Some(Verdict::Invalid) => (
            "invalid",
            "Invalid",
            format!("{} {} the contract.", of(invalid), if invalid == 1 { "violates" } else { "violate" }),
        ),
        Some(Verdict::Undecided) => (
            "undecided",
            "Undecided",
            format!("No violation was found, but {} could not be checked completely.", of(undecided + unreadable)),
        ),
    }
}

fn chapters(kinds: Vec<Kind>) -> Vec<Chapter> {
    let mut chapters: Vec<(Class, Chapter)> = Vec::new();
    for kind in kinds {
        let class = kind.class;
        if chapters.last().is_none_or(|(last, _)| *last != class) {
            chapters.push((class, chapter(class)));
        }
        let Some((_, chapter)) = chapters.last_mut() else { continue };
        chapter.findings += kind.count;
        let name = if kind.subject.is_empty() { "Records and inputs".to_owned() } else { kind.subject.clone() };
        let place = chapter.groups.iter().rposition(|group| group.name == name).unwrap_or_else(|| {
            chapter.groups.push(Group { name, kinds: Vec::new() });
            chapter.groups.len() - 1
        });
        chapter.groups[place].kinds.push(kind);
    }
    chapters.into_iter().map(|(_, chapter)| chapter).collect()
}

fn chapter(class: Class) -> Chapter {
    let (name, heading, meaning, tone) = match class {
        Class::Violation => ("violations", "Violations", "What was sent departs from the contract.", "invalid"),
        Class::Undeclared => (
            "undeclared",
            "Undeclared",
            "Sent, and not in the contract: allowed by it, and reported by `--strict`.",
            "invalid",
        ),
        Class::Undecided => ("undecided", "Undecided", "Checks that could not be made, and why.", "undecided"),
        Class::Unreadable => ("unreadable", "Unreadable", "Records and inputs that could not be read.", "undecided"),
    };
    Chapter { name, heading, meaning, tone, findings: 0, groups: Vec::new() }
}
