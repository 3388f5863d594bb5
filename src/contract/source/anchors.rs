//! Which anchors of a YAML text an alias names: only their values are kept for it.

use std::collections::HashSet;

use saphyr_parser::{Event, Parser};

use super::metered::Metered;
use crate::json::MAX_DEPTH;

/// With more different names than this, a text is read to find its aliases.
const MANY: usize = 10_000;

/// The ids of the anchors that aliases name.
pub(super) fn aliased(text: &str, most_ahead: u64) -> HashSet<usize> {
    let mut aliased = HashSet::new();
    if !may_have_aliases(text) {
        return aliased;
    }
    let mut parser = Parser::new(Metered::new(text, most_ahead).0);
    let mut depth = 0_usize;
    // What is wrong with the text is reported by those who read it.
    while let Some(Ok((event, _))) = parser.next_event() {
        match event {
            Event::Alias(anchor) => {
                aliased.insert(anchor);
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            break;
        }
    }
    aliased
}

/// Whether some `*name` has an `&name`: texts for people have many a star, and hardly ever both.
fn may_have_aliases(text: &str) -> bool {
    let names = |sign: u8| {
        let found = memchr::memchr_iter(sign, text.as_bytes()).map(|at| &text[at + 1..]);
        let name = |rest: &'_ str| {
            rest.split(|end: char| end.is_whitespace() || matches!(end, ',' | '[' | ']' | '{' | '}'))
                .next()
                .map(str::len)
        };
        found.filter_map(move |rest| rest.get(..name(rest)?)).filter(|name| !name.is_empty())
    };
    let mut anchors: HashSet<&str> = HashSet::new();
    for name in names(b'&') {
        anchors.insert(name);
        if anchors.len() > MANY {
            break;
        }
    }
    let is_whole = anchors.len() <= MANY;
    !anchors.is_empty() && names(b'*').any(|name| !is_whole || anchors.contains(name))
}

#[cfg(test)]
mod tests {
    use super::aliased;

    #[test]
    fn only_what_an_alias_names_is_kept() {
        let aliased = |text: &str| {
            let mut ids: Vec<usize> = aliased(text, 1_000).into_iter().collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(aliased("a: &x 1\nb: &y [1, *x]\nc: '*y'\n"), [1]);
        assert_eq!(aliased("a: &x 1\nb: '*x'\n"), Vec::<usize>::new());
        assert_eq!(aliased("a: this & that, **bold**\n"), Vec::<usize>::new());
    }
}
