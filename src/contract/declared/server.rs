//! [`Server`]: the part of a URL before the path.

use std::hash::Hash;

use super::read::At;
use crate::percent;
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
    /// All hosts, in lower case; `None` when one may be any.
    hosts: Option<Vec<String>>,
    bases: Vec<Vec<Piece>>,
}

/// A part of a base path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    Literal(String),
    /// A variable that may be anything but empty, within a segment or beyond it.
    Any {
        has_segments: bool,
    },
}

/// A document may declare variables that have more values than anyone would try.
const MAX_BASES: usize = 64;

/// How long a URL may be, and how many variables it may have: more than any client or server takes.
const MAX_LENGTH: usize = 8 << 10;
const MAX_VARIABLES: usize = 64;

/// How many ways of reading a path are tried at most, whatever its length and the number of the variables.
const MAX_TRIES: usize = 10_000;

impl Server {
    /// The server of a document that declares none (OpenAPI 3.0.3, 4.7.1).
    pub(super) fn nowhere() -> Self {
        Self { url: "/".to_owned(), host: None, pointer: Pointer::root(), hosts: None, bases: vec![Vec::new()] }
    }

    pub(super) fn read(at: &At<'_, '_>) -> Option<Self> {
        let Some(url) = at.text("url") else {
            at.problem("missing field `url`");
            return None;
        };
        if Split::of(url).is_guessed {
            at.problem(format!("the URL has no scheme, and is read as `https://{url}`"));
        }
        if !at.take(2) {
            return None;
        }
        if url.len() > MAX_LENGTH {
            at.problem(format!("the URL is longer than {MAX_LENGTH} bytes"));
            return None;
        }
        let mut urls = vec![url.to_owned()];
        let mut with_segments: Vec<String> = Vec::new();
        let variables = at.members("variables", Role::Map(Object::ServerVariable)).into_iter();
        let used = variables.map(|(name, variable)| (name, variable, format!("{{{name}}}")));
        let used = used.filter(|(.., placeholder)| url.contains(placeholder));
        for (name, variable, placeholder) in used.take(MAX_VARIABLES) {
            let default = variable.text("default");
            let options = variable.items("enum").filter(|_| variable.value.get("enum").is_some()).unwrap_or_default();
            if options.is_empty() {
                // Any value is allowed. One that is several segments by default may be any number of them.
                let default = default.unwrap_or_default();
                if default.starts_with('/') {
                    urls.iter_mut().for_each(|url| *url = url.replace(&placeholder, &format!("/{placeholder}")));
                }
                if default.trim_matches('/').contains('/') {
                    with_segments.push(name.to_owned());
                }
                if default.is_empty() {
                    urls.extend(urls.clone().iter().map(|url| url.replace(&placeholder, "")));
                }
            } else {
                let mut options: Vec<&str> = options.iter().filter_map(|option| option.value.as_str()).collect();
                options.extend(default);
                options.sort_unstable();
                options.dedup();
                let count = options.len() * urls.len();
                // Of too many, no more are built than are used.
                options.truncate(MAX_BASES + 1);
                let longest = options.iter().map(|option| option.len()).max().unwrap_or_default();
                let uses = url.matches(&placeholder).count();
                if longest.saturating_mul(uses) > MAX_LENGTH || !at.take(count.min(MAX_BASES * MAX_BASES)) {
                    at.problem(format!("the URL is longer than {MAX_LENGTH} bytes with the values of `{name}`"));
                    return None;
                }
                if count > MAX_BASES {
                    at.problem(format!("the variables have {count} combinations; only the first {MAX_BASES} are used"));
                }
                urls = urls
                    .iter()
                    .flat_map(|url| options.iter().map(|option| url.replace(&placeholder, option)))
                    .collect();
            }
            urls.sort();
            urls.dedup();
            urls.truncate(MAX_BASES);
        }
        let mut bases: Vec<_> = urls.iter().map(|url| base(url, &with_segments)).collect();
        bases.dedup();
        let fixed = |url: &str| {
            let host = Split::of(url).authority.filter(|authority| !authority.contains('{'));
            host.map(str::to_ascii_lowercase)
        };
        let hosts = urls.iter().map(|url| fixed(url)).collect();
        Some(Self { url: url.to_owned(), host: fixed(url), pointer: at.pointer.clone(), hosts, bases })
    }

    /// Its hosts, one for each value that the variables may have; `None` when it may be any.
    pub(in crate::contract) fn hosts(&self) -> Option<&[String]> {
        self.hosts.as_deref()
    }

    /// Its base paths, to be compared with those of others.
    pub(in crate::contract) fn bases(&self) -> &(impl Eq + Hash + use<>) {
        &self.bases
    }

    /// How many segments the longest base path has.
    pub(in crate::contract) fn depth(&self) -> usize {
        let slashes = |piece: &Piece| match piece {
            Piece::Literal(text) => text.matches('/').count(),
            Piece::Any { .. } => 0,
        };
        self.bases.iter().map(|base| base.iter().map(slashes).sum()).max().unwrap_or_default()
    }

    /// The path of the URL, as the document spells it: `/v1` of `https://api.example.com/v1`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        Split::of(&self.url).path.trim_end_matches('/')
    }

    /// One of the paths that requests to it begin with, every variable filled in; empty for a server at the root.
    #[cfg(feature = "diff")]
    pub(crate) fn example_path(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Any { .. } => "1".to_owned(),
        };
        self.bases.first().map(|base| base.iter().map(text).collect()).unwrap_or_default()
    }

    /// What is left of `path` behind the base path, beginning with `/`; `None` when it does not begin with that.
    #[must_use]
    pub(crate) fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.strips(path).next()
    }

    /// All that may be left of `path`: a variable may be more or less of it. The longest base path is the first.
    pub(in crate::contract) fn strips<'p>(&self, path: &'p str) -> Rests<'p> {
        match self.bases.as_slice() {
            // The usual base path, which leaves one rest or none.
            [base] if base.iter().all(|piece| matches!(piece, Piece::Literal(_))) => {
                let rest = base.iter().try_fold(path, |path, piece| match piece {
                    Piece::Literal(literal) => percent::strip_prefix(path, literal),
                    Piece::Any { .. } => None,
                });
                let rest = rest.and_then(whole_segments);
                return Rests { first: rest, others: Vec::new().into_iter() };
            }
            _ => {}
        }
        let mut rests = Vec::new();
        let mut tries = MAX_TRIES;
        self.bases.iter().for_each(|base| strip(base, path, &mut tries, &mut rests));
        rests.sort_by_key(|rest| rest.len());
        rests.dedup();
        Rests { first: None, others: rests.into_iter() }
    }
}

/// What may be left of a path, the shortest first.
#[derive(Debug, Default)]
pub(in crate::contract) struct Rests<'p> {
    first: Option<&'p str>,
    others: std::vec::IntoIter<&'p str>,
}

impl<'p> Iterator for Rests<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        self.first.take().or_else(|| self.others.next())
    }
}

/// The path that is left of another, if no segment was cut.
fn whole_segments(rest: &str) -> Option<&str> {
    match rest {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

fn strip<'p>(base: &[Piece], path: &'p str, tries: &mut usize, rests: &mut Vec<&'p str>) {
    let Some(left) = tries.checked_sub(1) else { return };
    *tries = left;
    match base {
        [] => rests.extend(whole_segments(path)),
        [Piece::Literal(literal), more @ ..] => {
            if let Some(rest) = percent::strip_prefix(path, literal) {
                strip(more, rest, tries, rests);
            }
        }
        [Piece::Any { has_segments }, more @ ..] => {
            let end = if *has_segments { path.len() } else { path.find('/').unwrap_or(path.len()) };
            for at in percent::ends(&path[..end]) {
                if let (Some(rest), false) = (path.get(at..), path[..at].ends_with('/')) {
                    strip(more, rest, tries, rests);
                }
            }
        }
    }
}

/// The parts of a server's URL.
#[derive(Debug, PartialEq, Eq)]
struct Split<'u> {
    authority: Option<&'u str>,
    path: &'u str,
    /// Whether it has an authority by what it looks like only.
    is_guessed: bool,
}

impl<'u> Split<'u> {
    /// A URL, a network-path reference such as `//api.example.com/v1`, or a path (RFC 3986, 4.2). `api.example.com/v1` is a
    /// path too by the letter, but nobody means it.
    fn of(url: &'u str) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or(url);
        let below = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"));
        let is_guessed = below.is_none() && looks_like_host(url.split('/').next().unwrap_or(url));
        match below.or_else(|| is_guessed.then_some(url)) {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                Self { authority: Some(authority), path, is_guessed }
            }
            None => Self { authority: None, path: url, is_guessed },
        }
    }
}

/// `api.example.com`, `localhost:3000`; not `v1.0`.
fn looks_like_host(text: &str) -> bool {
    let (name, port) = text.rsplit_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    let has_port = port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let has_domain = name.rsplit_once('.').is_some_and(|(before, last)| {
        !before.is_empty() && last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    is_name && (has_port || port.is_none() && has_domain)
}

/// The base path of a URL; variables in `with_segments` may be several segments.
fn base(url: &str, with_segments: &[String]) -> Vec<Piece> {
    let segments = Split::of(url).path.split('/').filter(|segment| !matches!(*segment, "" | "." | ".."));
    let text: String = segments.flat_map(|segment| ["/", segment]).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        let has_segments = with_segments.iter().any(|known| known == name);
        match pieces.last_mut() {
            Some(Piece::Any { has_segments: known }) => *known |= has_segments,
            _ => pieces.push(Piece::Any { has_segments }),
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Server, Split, base};
    use crate::pointer::Pointer;

    /// What is left of `path` below `url`, where the variable `base` may be several segments.
    fn strips(url: &str, path: &'static str) -> Vec<&'static str> {
        let bases = vec![base(url, &["base".to_owned()])];
        Server { url: url.to_owned(), host: None, pointer: Pointer::root(), hosts: None, bases }.strips(path).collect()
    }

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
            // Variables inside a segment, and of several segments.
            ("https://h/v{major}.{minor}/x", "/v1.20/x/y", Some("/y")),
            ("https://h/v{major}", "/w1/y", None),
            ("https://h/{base}/z", "/a/b/z/y", Some("/y")),
            ("https://h/{base}", "/y", Some("/")),
            // RFC 3986, 4.2 and 6.2.2.
            ("//h/v1", "/v1/x", Some("/x")),
            ("api.example.com/v1", "/v1/x", Some("/x")),
            ("/caf%C3%A9", "/caf%c3%a9/x", Some("/x")),
            ("/café", "/caf%c3%a9/x", Some("/x")),
        ];
        for (url, path, wanted) in table {
            assert_eq!(strips(url, path).first().copied(), wanted, "{url} {path}");
        }
        assert_eq!(strips("/{base}", "/a/b/c"), ["/", "/c", "/b/c"]);
        assert_eq!(base("https://example.com/{one}{two}", &[]).len(), 2);
    }

    #[test]
    fn many_variables_are_bounded() {
        let url = format!("/{}", "{base}a".repeat(30));
        assert_eq!(
            strips(&url, "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
            [""; 0]
        );
    }

    #[test]
    fn what_looks_like_a_host_is_one() {
        let authority = |url| Split::of(url).authority;
        assert_eq!(authority("//api.example.com/v1"), Some("api.example.com"));
        for url in ["api.example.com", "api.example.com/v1", "localhost:3000", "api.example.com:8443/"] {
            assert!(Split::of(url).is_guessed && authority(url).is_some(), "{url}");
        }
        for url in ["", "/", "v1.0", "v1", "../v1", "{host}/v1", "./api", "https://h"] {
            assert!(!Split::of(url).is_guessed, "{url}");
        }
    }
}
