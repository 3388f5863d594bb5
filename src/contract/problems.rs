//! [`Contract::problems`]: what is wrong with a document, found when somebody asks.

use super::document::Contract;
use super::problem::{Problem, RawProblem};
use crate::json;
use crate::pointer::Pointer;
use crate::schema;
use crate::tree::Tree;

impl Contract {
    /// What is wrong with the document, by place; found on first use.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.problems.get_or_init(|| {
            let mut raw_problems = self.raw_problems.clone();
            raw_problems.extend(schema::problems(&self.tree).into_iter().map(|(pointer, mut message)| {
                if message.starts_with("wanted ") {
                    message = format!("{message}, found {}", found(pointer.find(&self.tree)));
                }
                RawProblem { pointer, message, position: None }
            }));
            raw_problems.sort_by(|left, right| left.pointer.cmp(&right.pointer));
            // Each place is reported once: the first problem is the cause.
            raw_problems
                .dedup_by(|later, earlier| later.pointer == earlier.pointer && later.position == earlier.position);
            let unlisted = unlisted(&mut raw_problems);
            let mut problems = self.texts.locate(&self.tree, raw_problems);
            problems.extend(unlisted.map(|raw| self.texts.locate(&self.tree, vec![raw])).into_iter().flatten());
            problems
        })
    }
}

/// Takes out the problems that are not listed, which are many, and says how many these are.
fn unlisted(raw_problems: &mut Vec<RawProblem>) -> Option<RawProblem> {
    const MOST: usize = 10_000;
    const BYTES: usize = 16 << 20;
    let mut bytes = 0;
    let mut is_listed = |raw: &RawProblem| {
        bytes += raw.pointer.as_str().len() + raw.message.len();
        bytes <= BYTES
    };
    let listed = raw_problems.iter().take(MOST).map_while(|raw| is_listed(raw).then_some(())).count();
    let more = raw_problems.len() - listed;
    raw_problems.truncate(listed);
    let message = format!("{more} more problems are not listed");
    (more > 0).then(|| RawProblem { pointer: Pointer::root(), message, position: None })
}

/// The value at a place of the document, in a word or two.
fn found(value: Option<&Tree>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Tree::Null) => "null".to_owned(),
        Some(Tree::Bool(flag)) => format!("`{flag}`"),
        Some(Tree::Number(number)) => format!("the number {number}"),
        Some(value) if json::exact::kept(value).is_some() => format!("the number {}", json::exact::tree_text(value)),
        Some(Tree::String(text)) if text.chars().count() <= 60 => format!("\"{text}\""),
        Some(Tree::String(_)) => "a string".to_owned(),
        Some(Tree::Array(_)) => "an array".to_owned(),
        Some(Tree::Object(_)) => "an object".to_owned(),
    }
}
