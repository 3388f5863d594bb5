//! [`RULES`]: the rules of all files in this folder in one slice, in the order of `explain`.

use super::super::verdict::{Facet, Verdict};
use super::{Rule, callbacks, documents, messages, schemas};

/// The rules by subject.
const PARTS: [&[Rule]; 4] = [documents::RULES, messages::RULES, callbacks::RULES, schemas::RULES];

const COUNT: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len() + PARTS[3].len();

static ALL: [Rule; COUNT] = {
    let nothing = Rule { id: "", facet: Facet::Wire, direction: None, level: Verdict::Docs, summary: "", page: "" };
    let (mut all, mut part, mut count) = ([nothing; COUNT], 0, 0);
    while part < PARTS.len() {
        let mut number = 0;
        while number < PARTS[part].len() {
            all[count] = PARTS[part][number];
            count += 1;
            number += 1;
        }
        part += 1;
    }
    all
};

/// Every rule.
pub static RULES: &[Rule] = &ALL;
