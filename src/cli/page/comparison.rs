//! [`comparisons`]: the page of one comparison or more, each a section of its own.

use askama::Template;

use super::change::{Blocks, Group};
use super::frame::{FRAME, Frame};
use super::prose::{Prose, cut, prose, title};
use crate::contract::Contract;
use crate::diff::{Change, Comparison, Facet, Step, Verdict};
use crate::plain::{Html, Shown, page};

/// So many changes of a page are shown in full.
const FULL: usize = 300;

/// So many are shown at all; the rest is counted.
const MOST: usize = 10_000;

/// One contract compared, and both versions of it; without them the page has no excerpts.
pub(in crate::cli) struct Compared<'c> {
    /// What readers call it: the name of a contract, or its file.
    pub(in crate::cli) name: String,
    pub(in crate::cli) comparison: &'c Comparison,
    pub(in crate::cli) documents: Option<(&'c Contract, &'c Contract)>,
    /// Where nothing was compared: why not, as for a new document.
    pub(in crate::cli) note: Option<String>,
    /// What the run makes of it, beyond the comparison.
    pub(in crate::cli) remark: Option<String>,
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct Page {
    frame: Frame,
    title: String,
    /// The document, where the title is that of its API.
    file: Option<String>,
    is_large: bool,
    sections: Vec<Section>,
}

/// One contract.
#[derive(Debug)]
struct Section {
    /// Of the elements of this section among others.
    prefix: String,
    name: String,
    title: String,
    note: Option<String>,
    remark: Option<String>,
    /// The class of the verdict, its words, and what it means.
    verdict: &'static str,
    headline: &'static str,
    meaning: &'static str,
    base: Named,
    revision: Named,
    next: Option<Next>,
    facets: Vec<Row>,
    /// How many changes there are, and how many are waived.
    total: usize,
    waived: usize,
    stale: Vec<Prose>,
    overlapping: Vec<String>,
    verdicts: Vec<Chapter>,
    left_out: usize,
}

/// A document.
#[derive(Debug)]
struct Named {
    name: String,
    version: Option<String>,
}

/// The version that is needed.
#[derive(Debug)]
struct Next {
    version: Option<String>,
    step: &'static str,
    /// Whether revision has it, or a later one.
    is_there: Option<bool>,
}

/// The changes of a facet, by verdict.
#[derive(Debug)]
struct Row {
    name: &'static str,
    meaning: &'static str,
    next: Option<String>,
    cells: Vec<(&'static str, usize)>,
}

/// The changes of a verdict.
#[derive(Debug)]
struct Chapter {
    name: &'static str,
    heading: &'static str,
    meaning: &'static str,
    count: usize,
    is_open: bool,
    groups: Vec<Group>,
}

/// The page of these comparisons.
pub(in crate::cli) fn comparisons(compared: &[Compared<'_>]) -> Shown<Html> {
    let (mut full, mut most) = (FULL, MOST);
    let sections: Vec<Section> = compared
        .iter()
        .enumerate()
        .map(|(number, compared)| {
            let prefix = if number == 0 { String::new() } else { format!("{}-", number + 1) };
            section(compared, prefix, &mut full, &mut most)
        })
        .collect();
    let (heading, file) = match (compared, sections.as_slice()) {
        ([only], [section]) if section.title.is_empty() => (title(&only.name), None),
        ([only], [section]) => (section.title.clone(), Some(cut(&only.name))),
        (all, _) => (format!("{} contracts", all.len()), None),
    };
    page(&Page { frame: FRAME, title: heading, file, is_large: full == 0, sections })
}

fn section(compared: &Compared<'_>, prefix: String, full: &mut usize, most: &mut usize) -> Section {
    let Compared { name, comparison, documents, note, remark } = compared;
    let mut blocks = Blocks::new(*documents, prefix.clone());
    let mut left_out = 0;
    let verdicts = [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible, Verdict::Docs].map(|verdict| {
        let all: Vec<&Change> = comparison.changes.iter().filter(|change| change.verdict == verdict).collect();
        let shown = all.len().min(*most);
        (*most, left_out) = (*most - shown, left_out + all.len() - shown);
        let (heading, meaning) = chapter(verdict);
        Chapter {
            name: verdict.name(),
            heading,
            meaning,
            count: all.len(),
            is_open: verdict >= Verdict::Undecided,
            groups: blocks.groups(all.into_iter().take(shown), full),
        }
    });
    let (verdict, headline, meaning) = in_words(comparison, note.is_some());
    Section {
        prefix,
        name: cut(name),
        title: documents.map(|(_, revision)| title(revision.title())).unwrap_or_default(),
        note: note.clone(),
        remark: remark.clone(),
        verdict,
        headline,
        meaning,
        base: Named { name: cut(&comparison.base), version: comparison.base_version.as_deref().map(cut) },
        revision: Named { name: cut(&comparison.revision), version: comparison.revision_version.as_deref().map(cut) },
        next: next(comparison),
        facets: rows(comparison),
        total: comparison.changes.len(),
        waived: comparison.changes.iter().filter(|change| change.waiver.is_some()).count(),
        stale: comparison.stale_waivers.iter().map(|stale| prose(stale)).collect(),
        overlapping: comparison
            .overlapping
            .iter()
            .map(|site| cut(&format!("{}:{} {}", site.file, site.line, site.pointer)))
            .collect(),
        verdicts: verdicts.into_iter().filter(|chapter| chapter.count > 0).collect(),
        left_out,
    }
}

/// The verdict for people: its class, a heading, and what it means for them.
fn in_words(comparison: &Comparison, is_new: bool) -> (&'static str, &'static str, &'static str) {
    if is_new {
        return ("docs", "Nothing to compare", "There is no earlier version of this document.");
    }
    if comparison.changes.is_empty() {
        return ("compatible", "No changes", "Both documents say the same.");
    }
    let wire = comparison.verdict_of(Facet::Wire);
    match comparison.verdict() {
        Verdict::Breaking if wire == Verdict::Breaking => {
            ("breaking", "Breaking", "Messages that were accepted before are refused now. The examples below prove it.")
        }
        Verdict::Breaking => {
            ("breaking", "Breaking", "Messages stay compatible, but generated code or a promise about the API breaks.")
        }
        Verdict::Undecided => (
            "undecided",
            "Undecided",
            "Nothing was proved to break, but for some changes the opposite was not proved either. They need a review.",
        ),
        Verdict::Compatible => ("compatible", "Compatible", "What worked with base keeps working with revision."),
        Verdict::Docs => ("docs", "Documentation only", "Only texts for people changed."),
    }
}

fn chapter(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Breaking => ("Breaking", "What worked with base stops working with revision."),
        Verdict::Undecided => ("Undecided", "Neither proved to break nor proved to be harmless. Please review these."),
        Verdict::Compatible => ("Compatible", "Proved, or by convention, harmless."),
        Verdict::Docs => ("Documentation", "Texts for people, which affect no message."),
    }
}

/// The version that all facets together require.
fn next(comparison: &Comparison) -> Option<Next> {
    let facet = Facet::ALL.into_iter().max_by_key(|facet| comparison.step(*facet))?;
    let step = comparison.step(facet);
    if step == Step::None {
        return None;
    }
    let version = comparison.next_version(facet);
    let numbers = |text: &str| -> Option<Vec<u64>> {
        text.split(['-', '+']).next()?.split('.').map(|number| number.parse().ok()).collect()
    };
    let there = version.as_deref().and_then(numbers).zip(comparison.revision_version.as_deref().and_then(numbers));
    Some(Next { version, step: step.name(), is_there: there.map(|(needed, there)| there >= needed) })
}

fn rows(comparison: &Comparison) -> Vec<Row> {
    let row = |facet: Facet| {
        let count = |verdict: Verdict| {
            let own = comparison.changes.iter().filter(|change| change.rule.facet == facet);
            own.filter(|change| change.verdict == verdict).count()
        };
        let verdicts = [Verdict::Breaking, Verdict::Undecided, Verdict::Compatible, Verdict::Docs];
        Row {
            name: facet.name(),
            meaning: match facet {
                Facet::Wire => "messages between clients and servers",
                Facet::Code => "code that was generated from the document",
                Facet::Policy => "promises about deprecation and removal",
            },
            next: comparison.next_version(facet).filter(|_| comparison.step(facet) != Step::None),
            cells: verdicts.map(|verdict| (verdict.name(), count(verdict))).to_vec(),
        }
    };
    Facet::ALL.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use std::collections::BTreeSet;

    use super::{Compared, comparisons};
    use crate::contract::Contract;
    use crate::diff::{Settings, compare};

    const BASE: &str = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get: {responses: {'200': {description: D}}}\n";

    #[test]
    fn contracts_share_a_page_and_no_names() {
        let base = Contract::from_str(BASE, "base.yaml").expect("a document");
        let revision = Contract::from_str(&BASE.replace("/a", "/b"), "revision.yaml").expect("a document");
        let comparison = compare(&base, &revision, &Settings::new());
        let compared = |name: &str| Compared {
            name: name.to_owned(),
            comparison: &comparison,
            documents: Some((&base, &revision)),
            note: None,
            remark: None,
        };
        let page = comparisons(&[compared("orders"), compared("customers")]).into_string();
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
        let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        let dead: Vec<&str> = targets.filter(|target| !ids.contains(target)).collect();
        assert_eq!(dead, Vec::<&str>::new(), "links that lead nowhere");
        assert!(page.contains("2 contracts") && page.contains("customers"));
        // Without the documents there are no excerpts, and the changes are there.
        let bare = Compared { documents: None, ..compared("orders") };
        let page = comparisons(&[bare]).into_string();
        assert!(page.contains("GET /a") && !page.contains("<figure"), "{page}");
    }
}
