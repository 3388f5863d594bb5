//! [`Router`]: from method and path to the operation that they call.

use std::collections::{BTreeMap, HashMap};

use super::declared::{Endpoint, Rests, Server, Template};
use crate::percent;
use crate::pointer::Pointer;
use crate::quick_hash::QuickMap;

/// The endpoints by their path templates.
#[derive(Debug)]
pub(super) struct Router {
    /// Those without parameters, by path in its canonical spelling.
    concrete: QuickMap<String, Vec<usize>>,
    /// The others by their number of segments, the most specific first.
    templated: BTreeMap<usize, Vec<usize>>,
    /// The base paths, each once, with the endpoints that have it.
    servers: Vec<(Server, Members)>,
    /// The endpoints that have method and path in common, which a document should not declare, and the group of each.
    twins: Vec<Vec<usize>>,
    group: HashMap<usize, usize>,
    /// The paths whose operations are not known, and their places, the most specific first.
    unread: Vec<(Template, Pointer)>,
}

/// What a method and a path call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Routed<'c, 'p> {
    /// An operation.
    To {
        /// The operation.
        endpoint: &'c Endpoint,
        /// The texts of its path parameters, still percent-encoded, by name.
        parameters: Vec<(&'c str, &'p str)>,
    },
    /// A path that is declared, with a method that is not.
    UnknownMethod {
        /// The operations of the path.
        declared: Vec<&'c Endpoint>,
    },
    /// A path that is declared, of which nothing more is known, because its reference cannot be resolved.
    Unread {
        /// The location of its Path Item in the document.
        pointer: &'c Pointer,
    },
    /// A path that is not declared.
    UnknownPath {
        /// The operation with the nearest path, where one is near enough to be meant.
        nearest: Option<&'c Endpoint>,
    },
}

/// The same, found as quickly as the usual request needs it: what else may be said of others is looked up for them only.
pub(crate) enum Found<'c, 'p> {
    To { endpoint: &'c Endpoint, parameters: Vec<(&'c str, &'p str)> },
    UnknownMethod,
    Unread { pointer: &'c Pointer },
    UnknownPath,
}

/// A path, and the base path that it has instead of those of the servers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a, 'p> {
    pub(super) base: Option<&'a str>,
    pub(super) path: &'p str,
}

impl Router {
    pub(super) fn new(endpoints: &[Endpoint], mut unread: Vec<(Template, Pointer)>) -> Self {
        unread.sort_by(|(left, _), (right, _)| left.by_specificity(right));
        let mut router = Self {
            concrete: HashMap::default(),
            templated: BTreeMap::new(),
            servers: Vec::new(),
            twins: Vec::new(),
            group: HashMap::new(),
            unread,
        };
        let mut servers: Vec<(Server, Vec<usize>)> = Vec::new();
        let mut known = HashMap::new();
        let mut alike: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for (index, endpoint) in endpoints.iter().enumerate() {
            let template = &endpoint.template;
            match template.is_concrete() {
                true => {
                    router.concrete.entry(percent::canonical(template.path()).into_owned()).or_default().push(index)
                }
                false => router.templated.entry(template.len()).or_default().push(index),
            }
            alike.entry((endpoint.operation.method(), template.path_shape())).or_default().push(index);
            for server in &endpoint.servers {
                let number = *known.entry(server.bases()).or_insert_with(|| {
                    servers.push((server.clone(), Vec::new()));
                    servers.len() - 1
                });
                if let Some((_, members)) =
                    servers.get_mut(number).filter(|(_, members)| members.last() != Some(&index))
                {
                    members.push(index);
                }
            }
        }
        for twins in alike.into_values().filter(|twins| twins.len() > 1) {
            router.group.extend(twins.iter().map(|&index| (index, router.twins.len())));
            router.twins.push(twins);
        }
        let members = |members: Vec<usize>| match members.len() == endpoints.len() {
            true => Members::All,
            false => Members::Some(members),
        };
        router.servers = servers.into_iter().map(|(server, own)| (server, members(own))).collect();
        // `/api/orders` is `/orders` below `/api` before it is anything below `/`.
        router.servers.sort_by_key(|(server, _)| std::cmp::Reverse(server.depth()));
        for indexes in router.templated.values_mut() {
            indexes.sort_by(|&left, &right| endpoints[left].template.by_specificity(&endpoints[right].template));
        }
        router
    }

    /// The other operations with the method and the path of `endpoint`, the parameters' names aside.
    pub(super) fn twins<'c>(
        &'c self,
        endpoints: &'c [Endpoint],
        endpoint: &'c Endpoint,
    ) -> impl Iterator<Item = &'c Endpoint> {
        let is_own = |other: &&Endpoint| std::ptr::eq(*other, endpoint);
        let own = if self.twins.is_empty() { None } else { endpoints.iter().position(|other| is_own(&other)) };
        let twins = own.and_then(|own| self.twins.get(*self.group.get(&own)?));
        let twins = twins.into_iter().flatten().filter_map(|&twin| endpoints.get(twin));
        twins.filter(move |twin| !is_own(twin))
    }

    /// The operation that `method` and the path call.
    pub(super) fn find<'c, 'p>(
        &'c self,
        endpoints: &'c [Endpoint],
        method: &str,
        asked: Asked<'_, 'p>,
    ) -> Found<'c, 'p> {
        if let Some(endpoint) = self.usual(endpoints, method, asked) {
            return Found::To { endpoint, parameters: Vec::new() };
        }
        let mut first: Option<&Endpoint> = None;
        for (server, rest) in self.rests(asked) {
            for endpoint in self.declared(endpoints, server, rest) {
                // The most specific path decides (OpenAPI 3.0.3, 4.7.8.1), even without the method. Two of one shape are one
                // path, which a document should not declare twice.
                if first.is_some_and(|first| !first.template.has_shape_of(&endpoint.template)) {
                    continue;
                }
                let Some(parameters) = endpoint.template.matches(rest) else { continue };
                if let Some((_, pointer)) = self.unread(rest).filter(|(it, _)| it.is_before(&endpoint.template)) {
                    return Found::Unread { pointer };
                }
                if endpoint.operation.method() == method {
                    return Found::To { endpoint, parameters };
                }
                first = first.or(Some(endpoint));
            }
        }
        if first.is_some() {
            return Found::UnknownMethod;
        }
        let mut rests = self.rests(asked).map(|(_, rest)| rest).chain([asked.without_base()]);
        match rests.find_map(|rest| self.unread(rest)) {
            Some((_, pointer)) => Found::Unread { pointer },
            None => Found::UnknownPath,
        }
    }

    /// The operation of a path without parameters, if it is one that is found at once: nothing is more specific.
    fn usual<'c>(&self, endpoints: &'c [Endpoint], method: &str, asked: Asked<'_, '_>) -> Option<&'c Endpoint> {
        if !self.unread.is_empty() {
            return None;
        }
        let (members, rest) = match asked.base {
            Some(_) => (&self.servers.first()?.1, asked.without_base()),
            None => {
                self.servers.iter().find_map(|(server, members)| Some((members, server.strips(asked.path).next()?)))?
            }
        };
        if !rest.starts_with('/') {
            return None;
        }
        // A path that is not here may be so in its canonical spelling, which is for the others to see.
        let numbers = self.concrete.get(rest)?.iter().filter(|&&number| members.has(number));
        let mut own = numbers.filter_map(|&number| endpoints.get(number));
        own.find(|endpoint| endpoint.operation.method() == method)
    }

    /// The operations of a path, one for each method.
    pub(super) fn methods<'c>(&'c self, endpoints: &'c [Endpoint], asked: Asked<'_, '_>) -> Vec<&'c Endpoint> {
        let mut found: Vec<&Endpoint> = Vec::new();
        for (server, rest) in self.rests(asked) {
            for endpoint in self.declared(endpoints, server, rest) {
                let is_other = |first: &&Endpoint| !first.template.has_shape_of(&endpoint.template);
                let is_known = |known: &&Endpoint| known.operation.method() == endpoint.operation.method();
                if !found.first().is_some_and(is_other)
                    && !found.iter().any(is_known)
                    && endpoint.template.matches(rest).is_some()
                {
                    found.push(endpoint);
                }
            }
        }
        found
    }

    /// The operation whose path is nearest to one that is not declared, if one is near enough to be meant.
    pub(super) fn nearest<'c>(
        &'c self,
        endpoints: &'c [Endpoint],
        method: &str,
        asked: Asked<'_, '_>,
    ) -> Option<&'c Endpoint> {
        let asked = self.rests(asked).map(|(_, rest)| rest).min_by_key(|rest| rest.len()).unwrap_or(asked.path);
        // What is in place of a parameter is no misspelling.
        let paths: Vec<String> = endpoints.iter().map(|endpoint| filled(endpoint.template.as_str(), asked)).collect();
        let near = crate::similar::nearest(asked, paths.iter().map(String::as_str))?;
        let near = endpoints.get(paths.iter().position(|path| path == near)?)?.template.as_str();
        let with_method = endpoints.iter().filter(|endpoint| endpoint.operation.method() == method);
        with_method.chain(endpoints).find(|endpoint| endpoint.template.as_str() == near)
    }

    /// What may be left of the path behind the base path of each server, and the operations that the server has.
    fn rests<'c, 'p>(&'c self, asked: Asked<'_, 'p>) -> impl Iterator<Item = (&'c Members, &'p str)> {
        let below = asked.base.map(|_| asked.without_base());
        self.servers.iter().flat_map(move |(server, members)| {
            let own = if below.is_none() { server.strips(asked.path) } else { Rests::default() };
            below.into_iter().chain(own).map(move |rest| (members, rest))
        })
    }

    /// The operations of a server that `rest` may be the path of, the most specific first.
    fn declared<'c>(
        &'c self,
        endpoints: &'c [Endpoint],
        members: &'c Members,
        rest: &str,
    ) -> impl Iterator<Item = &'c Endpoint> {
        let (concrete, templated) = self.candidates(rest);
        let own = concrete.iter().chain(templated).filter(|&&index| members.has(index));
        own.filter_map(|&index| endpoints.get(index))
    }

    /// The most specific path that `rest` may be and whose operations are not known.
    fn unread(&self, rest: &str) -> Option<&(Template, Pointer)> {
        self.unread.iter().find(|(template, _)| template.matches(rest).is_some())
    }

    fn candidates(&self, path: &str) -> (&[usize], &[usize]) {
        let concrete = self.concrete.get(&*percent::canonical(path)).map(Vec::as_slice).unwrap_or_default();
        let slashes = path.bytes().filter(|&byte| byte == b'/').count();
        let count = if path.starts_with('/') { slashes } else { 0 };
        let templated = self.templated.get(&count).map(Vec::as_slice).unwrap_or_default();
        (concrete, templated)
    }
}

impl<'p> Asked<'_, 'p> {
    /// The path without the base path that is asked for; empty when it does not begin with that.
    fn without_base(&self) -> &'p str {
        match self.base {
            None | Some("") => self.path,
            Some(base) => self.path.strip_prefix(base.trim_end_matches('/')).unwrap_or_default(),
        }
    }
}

/// The operations of a server, by their numbers.
#[derive(Debug)]
enum Members {
    All,
    /// Sorted.
    Some(Vec<usize>),
}

impl Members {
    fn has(&self, index: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(indexes) => indexes.binary_search(&index).is_ok(),
        }
    }
}

/// `template` with the segments of `path` in place of its parameters, if it has as many segments.
fn filled(template: &str, path: &str) -> String {
    if template.split('/').count() != path.split('/').count() {
        return template.to_owned();
    }
    let segments = template.split('/').zip(path.split('/'));
    let segments = segments.map(|(own, asked)| if own.starts_with('{') && own.ends_with('}') { asked } else { own });
    segments.collect::<Vec<_>>().join("/")
}
