//! [`Template`]: a path with parameters in braces (OpenAPI 3.0.3, 4.7.8.2), matched segment by segment, without regexes.
//!
//! A literal may be spelled with escapes or without them, in the document as in the request (RFC 3986, 6.2.2).

use std::cmp::Ordering;
use std::fmt;

use crate::percent;

/// A path template such as `/orders/{id}` or `/files/{name}.{ending}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    segments: Vec<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Parameter(String),
}

impl Template {
    /// The template that `text` spells; a brace without its partner is itself.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Self {
        let path = sent(text);
        let path = path.strip_prefix('/').unwrap_or(path);
        Self { text: text.to_owned(), segments: path.split('/').map(pieces).collect() }
    }

    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part of it that is in requests, with its parameters.
    #[must_use]
    pub(in crate::contract) fn path(&self) -> &str {
        sent(&self.text)
    }

    /// The names in braces, in their order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flatten().filter_map(|piece| match piece {
            Piece::Parameter(name) => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// The path with nameless parameters: two templates of one shape match the same paths.
    #[must_use]
    pub(crate) fn shape(&self) -> String {
        shape(&self.text)
    }

    /// The same of the part that is in requests.
    #[must_use]
    pub(in crate::contract) fn path_shape(&self) -> String {
        shape(self.path())
    }

    pub(in crate::contract) fn has_shape_of(&self, other: &Self) -> bool {
        self.text == other.text || self.path_shape() == other.path_shape()
    }

    /// Whether there are no parameters.
    #[must_use]
    pub(crate) fn is_concrete(&self) -> bool {
        self.parameters().next().is_none()
    }

    /// How many segments there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.segments.len()
    }

    /// The parameters' texts, still percent-encoded, when `path` is of this form; none of them is empty.
    #[must_use]
    pub(crate) fn matches<'t, 'p>(&'t self, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
        let mut found = Vec::new();
        // What is left of the path, if the last segment was not the last of it.
        let mut left = Some(path.strip_prefix('/')?);
        for pieces in &self.segments {
            let rest = left?;
            let end = rest.bytes().position(|byte| byte == b'/');
            match_segment(pieces, &rest[..end.unwrap_or(rest.len())], &mut found)?;
            left = end.map(|end| &rest[end + 1..]);
        }
        left.is_none().then_some(found)
    }

    /// A path that is of the form of both; `None` where none is found.
    #[cfg(feature = "diff")]
    pub(crate) fn shared_path(&self, other: &Self) -> Option<String> {
        if self.segments.len() != other.segments.len() {
            return None;
        }
        let filled = |pieces: &[Piece], with: &str| -> String {
            let text = |piece: &Piece| match piece {
                Piece::Literal(literal) => literal.clone(),
                Piece::Parameter(_) => with.to_owned(),
            };
            pieces.iter().map(text).collect()
        };
        let fits = |pieces: &[Piece], text: &str| match_segment(pieces, text, &mut Vec::new()).is_some();
        let mut path = String::new();
        for (own, theirs) in self.segments.iter().zip(&other.segments) {
            let texts = [filled(own, "1"), filled(theirs, "1")];
            path.push('/');
            path.push_str(texts.iter().find(|text| fits(own, text) && fits(theirs, text))?);
        }
        Some(path)
    }

    /// Whether this is tried before `other`.
    #[must_use]
    pub(in crate::contract) fn is_before(&self, other: &Self) -> bool {
        let order = self.by_specificity(other);
        order == Ordering::Less && self.path_shape() != other.path_shape()
    }

    /// Which template to try first: a literal beats a mixture, which beats a parameter, from the left
    /// (OpenAPI 3.0.3, 4.7.8.1: concrete paths are matched before templated ones).
    #[must_use]
    pub(crate) fn by_specificity(&self, other: &Self) -> Ordering {
        let rank = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [Piece::Literal(_)] => 0,
            [Piece::Parameter(_)] => 2,
            _ => 1,
        };
        let ranks = self.segments.iter().map(rank).cmp(other.segments.iter().map(rank));
        ranks.then_with(|| self.text.cmp(&other.text))
    }
}

/// What of a path template is in the path of a request. Authors tell operations of one path apart by a fragment or a query
/// (`/files/{id}#shared-link`), which no request has in its path.
fn sent(text: &str) -> &str {
    let mut inside = false;
    let end = text.find(|character| {
        inside = (inside || character == '{') && character != '}';
        !inside && matches!(character, '#' | '?')
    });
    end.map_or(text, |end| &text[..end])
}

fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        inside = (inside || character == '{') && character != '}';
        if !inside || character == '{' {
            shape.push(character);
        }
    }
    shape
}

fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|close| open + close) else { break };
        if open > 0 {
            pieces.push(Piece::Literal(rest[..open].to_owned()));
        }
        pieces.push(Piece::Parameter(rest[open + 1..close].to_owned()));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}

fn match_segment<'t, 'p>(pieces: &'t [Piece], mut text: &'p str, found: &mut Vec<(&'t str, &'p str)>) -> Option<()> {
    for (position, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) => text = percent::strip_prefix(text, literal)?,
            Piece::Parameter(name) => {
                // Up to the first occurrence of the literal after it; for the last one, up to the end.
                let end = match pieces.get(position + 1) {
                    None => text.len(),
                    Some(Piece::Parameter(_)) => percent::ends(text).next()?,
                    Some(Piece::Literal(literal)) => {
                        let is_last = position + 2 == pieces.len();
                        percent::ends(text).find(|end| {
                            let rest = text.get(*end..).and_then(|rest| percent::strip_prefix(rest, literal));
                            rest.is_some_and(|rest| !is_last || rest.is_empty())
                        })?
                    }
                };
                let value = text.get(..end).filter(|value| !value.is_empty())?;
                found.push((name, value));
                text = &text[end..];
            }
        }
    }
    text.is_empty().then_some(())
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Template;

    #[test]
    fn a_segment_may_hold_several_parameters() {
        let template = Template::parse("/files/{name}.{ending}");
        assert_eq!(template.matches("/files/report.pdf"), Some(vec![("name", "report"), ("ending", "pdf")]));
        assert_eq!(template.matches("/files/report"), None);
    }

    #[test]
    fn segments_match_whole_and_parameters_are_never_empty() {
        let orders = Template::parse("/orders/{id}");
        assert_eq!(orders.matches("/orders/7"), Some(vec![("id", "7")]));
        for path in ["/orders", "/orders/", "/orders/7/", "/orders/7/items", "/order/7", "orders/7", ""] {
            assert_eq!(orders.matches(path), None, "{path}");
        }
        assert_eq!(Template::parse("/").matches("/"), Some(vec![]));
        assert_eq!(Template::parse("/a b").matches("/a%20b"), Some(vec![]));
        assert_eq!(Template::parse("/größe/{a}").matches("/gr%c3%b6%C3%9Fe/%20"), Some(vec![("a", "%20")]));
        assert_eq!(Template::parse("/pre é{a} x").matches("/pre%20%C3%A9%20%20x"), Some(vec![("a", "%20")]));
        assert_eq!(Template::parse("/a/b").matches("/a%2Fb"), None);
        assert_eq!(Template::parse("/{a}%2F{b}").matches("/1%2f2"), Some(vec![("a", "1"), ("b", "2")]));
        assert_eq!(Template::parse("/{a}-{b}.x").matches("/1-2-3.x"), Some(vec![("a", "1"), ("b", "2-3")]));
        assert_eq!(Template::parse("/{a").matches("/{a"), Some(vec![]));
        assert_eq!(Template::parse("/a/{b}#c").matches("/a/1"), Some(vec![("b", "1")]));
        assert_eq!(Template::parse("/a?b={c}").matches("/a"), Some(vec![]));
        assert_eq!(Template::parse("/a{?b#}").matches("/ax"), Some(vec![("?b#", "x")]));
        assert_eq!(Template::parse("/x{a}{b}").matches("/xéf"), Some(vec![("a", "é"), ("b", "f")]));
    }

    #[test]
    #[cfg(feature = "diff")]
    fn templates_that_cross_share_a_path() {
        let shared = |left: &str, right: &str| Template::parse(left).shared_path(&Template::parse(right));
        assert_eq!(shared("/{a}/b", "/x/{c}"), Some("/x/b".to_owned()));
        assert_eq!(shared("/{a}/b/{c}", "/x/{d}/{e}.json"), Some("/x/b/1.json".to_owned()));
        assert_eq!(shared("/{a}/b", "/x/c"), None);
        assert_eq!(shared("/{a}", "/{a}/b"), None);
    }

    #[test]
    fn the_concrete_comes_first() {
        let order = |left: &str, right: &str| Template::parse(left).by_specificity(&Template::parse(right));
        assert_eq!(order("/orders/mine", "/orders/{id}"), Ordering::Less);
        assert_eq!(order("/{a}/b", "/a/{b}"), Ordering::Greater);
        assert_eq!(order("/x{a}", "/{a}"), Ordering::Less);
    }
}
