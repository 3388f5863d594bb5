//! [`Router`]: from method and path to the operation that they call.

use std::collections::{HashMap, HashSet};

use super::declared::{Endpoint, Server, Template};
use crate::percent;
use crate::pointer::Pointer;

/// The endpoints by their path templates.
#[derive(Debug)]
pub(super) struct Router {
    /// Those without parameters, by path in its canonical spelling.
    concrete: HashMap<String, Vec<usize>>,
    /// The others by their number of segments, the most specific first.
    templated: HashMap<usize, Vec<usize>>,
    /// The base paths, each once, with the endpoints that have it.
    servers: Vec<(Server, HashSet<usize>)>,
    /// The endpoints that have method and path in common, which a document should not declare, and the group of each.
    twins: Vec<Vec<usize>>,
    group: HashMap<usize, usize>,
    /// The paths whose operations are not known, and their places, the most specific first.
    unread: Vec<(Template, Pointer)>,
}

/// What a method and a path call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Routed<'c> {
    /// An operation.
    To {
        /// The operation.
        endpoint: &'c Endpoint,
        /// The texts of its path parameters, still percent-encoded, by name.
        parameters: Vec<(&'c str, String)>,
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

impl Router {
    pub(super) fn new(endpoints: &[Endpoint], mut unread: Vec<(Template, Pointer)>) -> Self {
        unread.sort_by(|(left, _), (right, _)| left.by_specificity(right));
        let mut router = Self {
            concrete: HashMap::new(),
            templated: HashMap::new(),
            servers: Vec::new(),
            twins: Vec::new(),
            group: HashMap::new(),
            unread,
        };
        let mut known = HashMap::new();
        let mut alike: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for (index, endpoint) in endpoints.iter().enumerate() {
            let template = &endpoint.template;
            match template.is_concrete() {
                true => {
                    router.concrete.entry(percent::canonical(template.as_str()).into_owned()).or_default().push(index)
                }
                false => router.templated.entry(template.len()).or_default().push(index),
            }
            alike.entry((endpoint.operation.method(), template.shape())).or_default().push(index);
            for server in &endpoint.servers {
                let number = *known.entry(server.bases()).or_insert_with(|| {
                    router.servers.push((server.clone(), HashSet::new()));
                    router.servers.len() - 1
                });
                router.servers[number].1.insert(index);
            }
        }
        for twins in alike.into_values().filter(|twins| twins.len() > 1) {
            router.group.extend(twins.iter().map(|&index| (index, router.twins.len())));
            router.twins.push(twins);
        }
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

    pub(super) fn route<'c>(
        &'c self,
        endpoints: &'c [Endpoint],
        method: &str,
        path: &str,
        base: Option<&str>,
    ) -> Routed<'c> {
        let mut declared: Vec<&Endpoint> = Vec::new();
        let mut rests: Vec<&str> = Vec::new();
        let stripped = base.map(|base| path.strip_prefix(base.trim_end_matches('/')).unwrap_or_default());
        for (server, members) in &self.servers {
            for rest in stripped.map_or_else(|| server.strips(path), |rest| vec![rest]) {
                rests.push(rest);
                let candidates = self.candidates(rest);
                for &index in candidates.0.iter().chain(candidates.1) {
                    let endpoint = &endpoints[index];
                    // A template that does not fit costs no more than its first segment that differs. Two of one shape are
                    // one path (OpenAPI 3.0.3, 4.7.8.1), which a document should not declare twice.
                    let is_other = |first: &&Endpoint| !first.template.has_shape_of(&endpoint.template);
                    if !members.contains(&index) || declared.first().is_some_and(is_other) {
                        continue;
                    }
                    let Some(found) = endpoint.template.matches(rest) else { continue };
                    if let Some((_, pointer)) =
                        self.unread(rest).filter(|(unread, _)| unread.is_before(&endpoint.template))
                    {
                        return Routed::Unread { pointer };
                    }
                    if endpoint.operation.method() == method {
                        let parameters = found.into_iter().map(|(name, text)| (name, text.to_owned())).collect();
                        return Routed::To { endpoint, parameters };
                    }
                    // The most specific path decides (OpenAPI 3.0.3, 4.7.8.1), even without the method.
                    if !declared.iter().any(|known| known.operation.method() == endpoint.operation.method()) {
                        declared.push(endpoint);
                    }
                }
            }
        }
        if !declared.is_empty() {
            return Routed::UnknownMethod { declared };
        }
        let whole = stripped.unwrap_or(path);
        if let Some((_, pointer)) = rests.iter().chain([&whole]).find_map(|rest| self.unread(rest)) {
            return Routed::Unread { pointer };
        }
        let asked = rests.into_iter().min_by_key(|rest| rest.len()).unwrap_or(path);
        // What is in place of a parameter is no misspelling.
        let paths: Vec<String> = endpoints.iter().map(|endpoint| filled(endpoint.template.as_str(), asked)).collect();
        let near = crate::similar::nearest(asked, paths.iter().map(String::as_str));
        let near = near.and_then(|near| paths.iter().position(|path| path == near));
        let near = near.map(|index| endpoints[index].template.as_str());
        let with_method = endpoints.iter().filter(|endpoint| endpoint.operation.method() == method);
        let on_near = |endpoint: &&Endpoint| Some(endpoint.template.as_str()) == near;
        let nearest = with_method.chain(endpoints).find(on_near);
        Routed::UnknownPath { nearest }
    }

    /// The most specific path that `rest` may be and whose operations are not known.
    fn unread(&self, rest: &str) -> Option<&(Template, Pointer)> {
        self.unread.iter().find(|(template, _)| template.matches(rest).is_some())
    }

    fn candidates(&self, path: &str) -> (&[usize], &[usize]) {
        let concrete = self.concrete.get(&*percent::canonical(path)).map(Vec::as_slice).unwrap_or_default();
        let count = path.strip_prefix('/').map_or(0, |path| path.split('/').count());
        let templated = self.templated.get(&count).map(Vec::as_slice).unwrap_or_default();
        (concrete, templated)
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
