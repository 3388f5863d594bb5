//! [`MaskPath`]: which values of a body are masked, as a JSON Pointer with wildcards.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::error::Error;
use crate::pointer::Pointer;

/// More values of one body are not masked one by one: the body is left out.
const MOST: usize = 10_000;

/// A JSON Pointer (RFC 6901) in which `*` is every member or item, and `**` any number of levels, none included.
///
/// # Examples
///
/// ```
/// use order_contracts::proxy::MaskPath;
///
/// assert!("/items/*/note".parse::<MaskPath>().is_ok());
/// let error = "note".parse::<MaskPath>().unwrap_err();
/// assert_eq!(error.to_string(), "expected a JSON Pointer such as `/email` or `/items/*/note`; did you mean `/note`?");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskPath {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Any,
    Deep,
}

impl FromStr for MaskPath {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = "expected a JSON Pointer such as `/email` or `/items/*/note`";
        if text.is_empty() {
            return Err(Error::settings(format!("{expected}; `/**` is the whole body")));
        }
        if !text.starts_with('/') {
            return Err(Error::settings(format!("{expected}; did you mean `/{text}`?")));
        }
        let Some(pointer) = Pointer::parse(text) else {
            return Err(Error::settings(format!("{expected}; `~` is written `~0`, and `/` in a name `~1`")));
        };
        let step = |token: String| match token.as_str() {
            "*" => Step::Any,
            "**" => Step::Deep,
            _ => Step::Name(token),
        };
        Ok(Self { text: text.to_owned(), steps: pointer.tokens().map(step).collect() })
    }
}

impl fmt::Display for MaskPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The values of `body` that these paths lead to, without those inside of others; `None` when there are too many. `found` hears
/// of each path that leads to one.
pub(super) fn places(paths: &[MaskPath], body: &Value, found: impl FnMut(usize)) -> Option<Vec<Pointer>> {
    let mut search = Search { paths, here: Pointer::root(), places: Vec::new(), found };
    let begun = (0..paths.len()).map(|path| (path, 0)).collect();
    search.visit(body, begun, false).then_some(search.places)
}

struct Search<'p, F> {
    paths: &'p [MaskPath],
    here: Pointer,
    places: Vec<Pointer>,
    found: F,
}

/// How many steps of a path lead here.
type At = (usize, usize);

impl<F: FnMut(usize)> Search<'_, F> {
    /// Looks at a value and what is below it, which the reader has bounded; `false` when there are too many places.
    fn visit(&mut self, value: &Value, mut at: Vec<At>, mut is_masked: bool) -> bool {
        let mut next = 0;
        while let Some(&(path, step)) = at.get(next) {
            next += 1;
            if self.paths[path].steps.get(step) == Some(&Step::Deep) && !at.contains(&(path, step + 1)) {
                at.push((path, step + 1));
            }
        }
        let mut is_place = false;
        for (path, step) in &at {
            if *step == self.paths[*path].steps.len() {
                (self.found)(*path);
                is_place = true;
            }
        }
        if is_place && !is_masked {
            if self.places.len() == MOST {
                return false;
            }
            self.places.push(self.here.clone());
            is_masked = true;
        }
        match value {
            Value::Object(members) => members.iter().all(|(name, member)| self.below(name, member, &at, is_masked)),
            Value::Array(items) => {
                let mut items = items.iter().enumerate();
                items.all(|(number, item)| self.below(&number.to_string(), item, &at, is_masked))
            }
            _ => true,
        }
    }

    fn below(&mut self, token: &str, value: &Value, at: &[At], is_masked: bool) -> bool {
        let step = |&(path, step): &At| match self.paths[path].steps.get(step)? {
            Step::Name(name) => (name == token).then_some((path, step + 1)),
            Step::Any => Some((path, step + 1)),
            Step::Deep => Some((path, step)),
        };
        let at: Vec<At> = at.iter().filter_map(step).collect();
        if at.is_empty() {
            return true;
        }
        let length = self.here.as_str().len();
        self.here.push(token);
        let goes_on = self.visit(value, at, is_masked);
        self.here.truncate(length);
        goes_on
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::{MOST, MaskPath, places};

    fn found(paths: &[&str], body: &serde_json::Value) -> Option<(Vec<String>, Vec<usize>)> {
        let paths: Vec<MaskPath> = paths.iter().map(|path| path.parse().unwrap()).collect();
        let mut matched = std::collections::BTreeSet::new();
        let places = places(&paths, body, |path| {
            matched.insert(path);
        })?;
        Some((places.iter().map(ToString::to_string).collect(), matched.into_iter().collect()))
    }

    #[test]
    fn a_path_leads_to_values() {
        let body = json!({"email": "a", "items": [{"note": "b"}, {"note": {"note": "c"}}, 1], "*": {"a/b": 1}});
        for (path, wanted) in [
            ("/email", &["/email"][..]),
            ("/Email", &[]),
            ("/items/*/note", &["/items/0/note", "/items/1/note"]),
            ("/items/1/note", &["/items/1/note"]),
            ("/items/01/note", &[]),
            ("/**/note", &["/items/0/note", "/items/1/note"]),
            ("/items/**/note/note", &["/items/1/note/note"]),
            ("/**", &[""]),
            ("/*/a~1b", &["/*/a~1b"]),
            ("/**/**/a~1b", &["/*/a~1b"]),
            ("/email/x", &[]),
        ] {
            assert_eq!(found(&[path], &body).unwrap().0, wanted, "{path}");
        }
        // What is inside of a place is masked with it, and the path that leads there has matched.
        let (places, matched) = found(&["/items", "/items/*/note", "/nope"], &body).unwrap();
        assert_eq!((places, matched), (vec!["/items".to_owned()], vec![0, 1]));
    }

    #[test]
    fn there_is_a_bound() {
        assert_eq!(found(&["/*"], &json!(vec![1; MOST])).unwrap().0.len(), MOST);
        assert_eq!(found(&["/*"], &json!(vec![1; MOST + 1])), None);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for (text, wanted) in
            [("", "`/**` is the whole body"), ("a/b", "did you mean `/a/b`?"), ("/a~b", "`~` is written")]
        {
            let error = text.parse::<MaskPath>().unwrap_err().to_string();
            assert!(error.starts_with("expected a JSON Pointer such as ") && error.contains(wanted), "{error}");
        }
    }
}
