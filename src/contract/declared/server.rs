//! [`Server`]: the part of a URL before the path.

use super::read::At;
use crate::pointer::Pointer;
use crate::schema::objects::{Object, Role};

/// A declared server, as far as it identifies requests.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The URL as the document spells it.
    pub url: String,
    /// The host, with its port, in lower case; `None` for a relative URL or one with variables in the host.
    pub host: Option<String>,
    /// Where it is declared.
    pub pointer: Pointer,
    bases: Vec<Vec<Segment>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    /// A variable that may be anything.
    Any,
}

/// A document may declare variables that have more values than anyone would try.
const MAX_BASES: usize = 64;

impl Server {
    /// The server of a document that declares none (OpenAPI 3.0.3, 4.7.1).
    pub(super) fn nowhere() -> Self {
        Self { url: "/".to_owned(), host: None, pointer: Pointer::root(), bases: vec![Vec::new()] }
    }

    pub(super) fn read(at: &At<'_, '_>) -> Option<Self> {
        let Some(url) = at.text("url") else {
            at.problem("missing field `url`");
            return None;
        };
        let mut urls = vec![url.to_owned()];
        for (name, variable) in at.members("variables", Role::Map(Object::ServerVariable)) {
            let placeholder = format!("{{{name}}}");
            let default = variable.text("default");
            let Some(options) = variable.items("enum").filter(|_| variable.value.get("enum").is_some()) else {
                // Any value is allowed: a variable that is a whole segment is kept, others take the default.
                let whole = url.split('/').any(|segment| segment == placeholder);
                let in_authority = authority(url).is_some_and(|authority| authority.contains(&placeholder));
                if let (Some(default), false) = (default, whole && !in_authority) {
                    urls.iter_mut().for_each(|url| *url = url.replace(&placeholder, default));
                }
                continue;
            };
            let options: Vec<&str> = options.iter().filter_map(|option| option.value.as_str()).collect();
            urls = urls
                .iter()
                .flat_map(|url| options.iter().chain(&default).map(|option| url.replace(&placeholder, option)))
                .collect();
            urls.sort();
            urls.dedup();
            if urls.len() > MAX_BASES {
                at.problem(format!(
                    "the variables have {} combinations; only the first {MAX_BASES} are used",
                    urls.len()
                ));
                urls.truncate(MAX_BASES);
            }
        }
        let mut bases: Vec<_> = urls.iter().map(|url| base(url)).collect();
        bases.dedup();
        let host = authority(url).filter(|authority| !authority.contains('{')).map(str::to_ascii_lowercase);
        Some(Self { url: url.to_owned(), host, pointer: at.pointer.clone(), bases })
    }

    /// Whether both have the same base paths.
    pub(in crate::contract) fn has_base_of(&self, other: &Self) -> bool {
        self.bases == other.bases
    }

    /// How many segments the longest base path has.
    pub(in crate::contract) fn depth(&self) -> usize {
        self.bases.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// The path of the URL, as the document spells it: `/v1` of `https://api.example.com/v1`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        path(&self.url).trim_end_matches('/')
    }

    /// What is left of `path` behind the base path, beginning with `/`; `None` when it does not begin with that.
    #[must_use]
    pub(crate) fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.bases.iter().filter_map(|base| strip(base, path)).min_by_key(|rest| rest.len())
    }
}

fn strip<'p>(base: &[Segment], path: &'p str) -> Option<&'p str> {
    let mut rest = path;
    for segment in base {
        let text = rest.strip_prefix('/')?;
        let end = text.find('/').unwrap_or(text.len());
        let fits = match segment {
            Segment::Literal(literal) => &text[..end] == literal,
            Segment::Any => end > 0,
        };
        if !fits {
            return None;
        }
        rest = &text[end..];
    }
    match rest {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

fn authority(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    Some(rest.split(['/', '?', '#']).next().unwrap_or(rest))
}

fn path(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

fn base(url: &str) -> Vec<Segment> {
    let segments = path(url).split('/').filter(|segment| !matches!(*segment, "" | "." | ".."));
    let segment = |text: &str| match text.starts_with('{') && text.ends_with('}') {
        true => Segment::Any,
        false => Segment::Literal(text.to_owned()),
    };
    segments.map(segment).collect()
}

#[cfg(test)]
mod tests {
    use super::{Segment, base, strip};

    #[test]
    fn a_base_path_is_stripped_by_whole_segments() {
        let table = [
            ("https://example.com/api", "/api/orders", Some("/orders")),
            ("https://example.com/api/", "/api/orders", Some("/orders")),
            ("https://example.com/api", "/apis/orders", None),
            ("https://example.com", "/orders", Some("/orders")),
            ("/v1", "/v1", Some("/")),
            ("v1", "/v1/x", Some("/x")),
            ("../", "/x", Some("/x")),
            ("https://{host}/{any}/x", "/7/x/y", Some("/y")),
            ("https://{host}/{any}/x", "//x/y", None),
        ];
        for (url, path, wanted) in table {
            assert_eq!(strip(&base(url), path), wanted, "{url} {path}");
        }
        assert_eq!(base("https://example.com/{any}"), [Segment::Any]);
    }
}
