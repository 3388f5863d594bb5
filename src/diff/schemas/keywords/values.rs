//! Bounds, formats and listed values.

use std::collections::BTreeSet;

use super::{Walk, between, short};
use crate::diff::schemas::delta::Edit;
use crate::json::exact;
use crate::tree::{Map, Tree};

macro_rules! bound {
    ($keyword:literal, $rule:literal) => {
        (
            $keyword,
            [
                concat!($rule, "-added"),
                concat!($rule, "-decreased"),
                concat!($rule, "-increased"),
                concat!($rule, "-removed"),
            ],
            &[$keyword],
        )
    };
}

/// A keyword, the rules of its edits, and what to take over to make one again.
type Known<const RULES: usize> = (&'static str, [&'static str; RULES], &'static [&'static str]);

/// Keywords with one number.
const BOUNDS: [Known<4>; 12] = [
    bound!("maxLength", "max-length"),
    bound!("maxItems", "max-items"),
    bound!("maxProperties", "max-properties"),
    bound!("maxContains", "max-contains"),
    bound!("maximum", "maximum"),
    bound!("exclusiveMaximum", "exclusive-maximum"),
    bound!("minLength", "min-length"),
    bound!("minItems", "min-items"),
    bound!("minProperties", "min-properties"),
    bound!("minContains", "min-contains"),
    bound!("minimum", "minimum"),
    bound!("exclusiveMinimum", "exclusive-minimum"),
];
/// Keywords that are there, differ, or are not.
const PLAIN: [Known<3>; 4] = [
    ("pattern", ["pattern-added", "pattern-changed", "pattern-removed"], &["pattern"]),
    ("format", ["format-added", "format-changed", "format-removed"], &["format"]),
    ("multipleOf", ["multiple-of-added", "multiple-of-changed", "multiple-of-removed"], &["multipleOf"]),
    ("const", ["const-added", "const-changed", "const-removed"], &["const"]),
];
impl Walk<'_> {
    pub(super) fn numbers(&mut self) {
        for (keyword, [added, less, more, removed], edit) in BOUNDS {
            if self.is_of_format(keyword) {
                continue;
            }
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let rule = match (old, new) {
                (None, Some(_)) => added,
                (Some(_), None) => removed,
                (Some(old), Some(new)) if is_less(new, old) => less,
                (Some(old), Some(new)) if is_less(old, new) => more,
                _ => continue,
            };
            self.delta(rule, &[keyword], between(old, new), Edit::Keywords(edit));
        }
        for (keyword, [added, changed, removed], edit) in PLAIN {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let rule = match (old, new) {
                (None, Some(_)) => added,
                (Some(_), None) => removed,
                (Some(old), Some(new)) if old != new => changed,
                _ => continue,
            };
            let edit = if keyword == "format" { self.with_bounds() } else { edit };
            self.delta(rule, &[keyword], between(old, new), Edit::Keywords(edit));
        }
        let unique = |members: &Map| members.get("uniqueItems") == Some(&Tree::Bool(true));
        match (unique(self.old), unique(self.new)) {
            (false, true) => {
                self.delta("unique-items-added", &["uniqueItems"], String::new(), Edit::Keywords(&["uniqueItems"]))
            }
            (true, false) => {
                self.delta("unique-items-removed", &["uniqueItems"], String::new(), Edit::Keywords(&["uniqueItems"]));
            }
            _ => {}
        }
    }

    /// Whether a bound differs only because a format implies one, such as `int32`.
    fn is_of_format(&self, keyword: &str) -> bool {
        let raw = |schema: Option<&'_ Tree>| schema.and_then(|schema| schema.get(keyword)).cloned();
        self.old.get("format") != self.new.get("format")
            && matches!(keyword, "minimum" | "maximum")
            && raw(self.raw.0) == raw(self.raw.1)
    }

    /// The keywords that a format implies.
    fn with_bounds(&self) -> &'static [&'static str] {
        match (self.is_of_format("minimum"), self.is_of_format("maximum")) {
            (true, true) => &["format", "minimum", "maximum"],
            (true, false) => &["format", "minimum"],
            (false, true) => &["format", "maximum"],
            (false, false) => &["format"],
        }
    }

    pub(super) fn enumeration(&mut self) {
        let (old, new) = (self.old.get("enum"), self.new.get("enum"));
        let (Some(Tree::Array(old)), Some(Tree::Array(new))) = (old, new) else {
            match (old, new) {
                (None, Some(new)) => {
                    self.delta("enum-added", &["enum"], between(None, Some(new)), Edit::Keywords(&["enum"]));
                }
                (Some(old), None) => {
                    self.delta("enum-removed", &["enum"], between(Some(old), None), Edit::Keywords(&["enum"]));
                }
                _ => {}
            }
            return;
        };
        let missing = |from: &[Tree], in_other: &[Tree]| -> Vec<Tree> {
            let known: BTreeSet<String> = in_other.iter().map(Tree::to_string).collect();
            from.iter().filter(|value| !known.contains(&value.to_string())).cloned().collect()
        };
        for (rule, values) in [("enum-value-removed", missing(old, new)), ("enum-value-added", missing(new, old))] {
            if !values.is_empty() {
                let names: Vec<String> = values.iter().map(|value| format!("`{}`", short(value))).collect();
                self.delta(rule, &["enum"], names.join(", "), Edit::Values(values));
            }
        }
    }
}

/// Exactly: two integers beyond 2^53 may be the same to a double.
fn is_less(left: &Tree, right: &Tree) -> bool {
    exact::decimal(left).zip(exact::decimal(right)).is_some_and(|(left, right)| left < right)
}
