//! What reports say of a rule beside its findings: the page that `explain` prints.

use crate::diff;
use crate::lint;
use crate::validate;

/// What is known of a rule.
pub(super) struct About {
    /// One line.
    pub(super) summary: String,
    /// Why it matters.
    pub(super) full: String,
    /// The page, as text and as Markdown.
    pub(super) page: String,
    pub(super) markdown: String,
}

/// The rule of this id; `summary` is what is known of one that has no page.
pub(super) fn about(id: &str, summary: &str) -> About {
    let of_diff = diff::Rule::named(id).map(|rule| (rule.summary, rule.page));
    if let Some((summary, page)) = of_diff.or_else(|| lint::Rule::named(id).map(|rule| (rule.summary, rule.page))) {
        let part = |name: &str| page.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        return About {
            summary: summary.to_owned(),
            full: format!("{summary}. {}", part("Why: ")),
            page: page.to_owned(),
            markdown: bold(page),
        };
    }
    let summary = validate::rule(id).map_or(summary, |rule| rule.summary).to_owned();
    About { full: summary.clone(), page: summary.clone(), markdown: summary.clone(), summary }
}

/// `Why: ...` with a bold first word.
fn bold(page: &str) -> String {
    let line = |line: &str| match line.split_once(": ") {
        Some((name, rest)) if ["Finds", "Why", "Example", "Instead"].contains(&name) => format!("**{name}:** {rest}"),
        _ => line.to_owned(),
    };
    page.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn every_rule_has_a_page() {
        for rule in crate::diff::RULES {
            let about = about(rule.id, "");
            assert!(about.markdown.contains("**Why:**") && about.full.len() > about.summary.len() + 4, "{}", rule.id);
        }
        assert_eq!(about("minimum", "").page, crate::validate::rule("minimum").map_or("", |rule| rule.summary));
        assert_eq!(about("unreadable", "It could not be read.").full, "It could not be read.");
    }
}
