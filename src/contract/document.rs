//! [`Contract`]: an OpenAPI document, loaded as far as it can be, with what it declares and what is wrong with it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use super::declarations::Declarations;
use super::declared::{Cache, Compiled, Declared, Edition, Endpoint, Reader, SchemaUse, declared};
use super::digest::digest;
use super::operation::Operation;
use super::origin::Origin;
use super::place::Place;
use super::problem::{Problem, RawProblem};
use super::router::{Asked, Found, Routed};
use super::statement::{Said, Statement, Statements};
use super::texts::Texts;
use super::version::Version;
use crate::json::{self, Position};
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// An OpenAPI document of version 3.0 or 3.1, in YAML or JSON.
///
/// A document with errors still loads: [`Contract::problems`] lists them, and everything else can be
/// checked. Files that it refers to are read from its own folder; nothing is fetched.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
///
/// let text = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {}}}}"#;
/// let contract = Contract::from_str(text, "mine.json")?;
/// assert_eq!(contract.operations()[0].path(), "/a");
/// assert!(contract.problems().is_empty());
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub struct Contract {
    name: String,
    title: Arc<str>,
    version: Version,
    pub(super) tree: Tree,
    /// The same for users of the crate, who may never ask for it.
    document: OnceLock<Value>,
    pub(super) texts: Arc<Texts>,
    /// Of a contract that was made from another, read on first use: few are asked for its operations.
    declarations: OnceLock<Arc<Declarations>>,
    edition: Edition,
    limits: Limits,
    pub(super) raw_problems: Vec<RawProblem>,
    pub(super) problems: OnceLock<Vec<Problem>>,
    pub(super) cache: Cache,
    /// Places that were asked for: traffic breaks the same few keywords again and again.
    positions: Mutex<HashMap<Pointer, Option<Known>>>,
    statements: Statements,
}

/// A file and a place in it.
type Known = (Arc<str>, Position);

impl Contract {
    /// This contract with another tree, which was made from its own and refers to as much, with the same faults; `is_alike` where
    /// its operations use schemas at the same places. There is one such tree for each contract.
    #[cfg(feature = "diff")]
    pub(crate) fn rewritten(&self, tree: Tree, is_alike: bool) -> Self {
        let (texts, raw_problems) = (Arc::clone(&self.texts), self.raw_problems.clone());
        let mut new = Self::new(self.name.clone(), self.version, tree, texts, raw_problems, self.limits);
        new.edition = Edition::Rewritten;
        if is_alike {
            new.declarations = Arc::clone(self.declarations()).into();
        }
        new
    }

    /// Whether `host`, with its port where it has one, is that of a declared server.
    ///
    /// Every host is when the contract declares none: when a server has a relative URL, or a variable in its host.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// assert!(contract.has_host("shop.example.com") && contract.has_host("SHOP.example.com:443"));
    /// assert!(!contract.has_host("fonts.example.com"));
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn has_host(&self, host: &str) -> bool {
        self.declarations().hosts.has(host)
    }

    pub(super) fn new(
        name: String,
        version: Version,
        tree: Tree,
        texts: Arc<Texts>,
        raw_problems: Vec<RawProblem>,
        limits: Limits,
    ) -> Self {
        Self {
            title: title(&tree).into(),
            declarations: OnceLock::new(),
            edition: Edition::Read,
            limits,
            name,
            version,
            texts,
            raw_problems,
            tree,
            document: OnceLock::new(),
            problems: OnceLock::new(),
            cache: Cache::default(),
            positions: Mutex::default(),
            statements: Statements::default(),
        }
    }

    pub(super) fn declaring(mut self, declared: Declared) -> Self {
        self.declarations = Arc::new(Declarations::new(declared)).into();
        self
    }

    fn declarations(&self) -> &Arc<Declarations> {
        let read = || Declarations::new(declared(&Reader::new(&self.tree, &self.limits)));
        self.declarations.get_or_init(|| Arc::new(read()))
    }

    /// What the contract is called: the name of an embedded one, else what it was loaded as.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title, from `info`: what messages to others call the contract, whose name may be a path of this machine.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version of the standard.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The document as a tree that keeps everything.
    ///
    /// Files that it refers to are below `/x-order-contracts-files`, and the references to them point there;
    /// [`Contract::place`] knows the way back.
    ///
    /// A bound, a listed value, a default or an example that no `f64` holds is a text that [`json::digits`] reads, and
    /// [`json::schema_text`] writes as the number.
    #[must_use]
    pub fn document(&self) -> &Value {
        self.document.get_or_init(|| self.tree.to_value())
    }

    /// The same, as the crate works with it.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A digest of what the document says with all its files, in whatever order and layout: 32 hexadecimal digits.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    ///
    /// let yaml = Contract::from_str("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n", "a.yaml")?;
    /// let json = r#"{"paths": {}, "info": {"version": "1", "title": "T"}, "openapi": "3.1.0"}"#;
    /// assert_eq!(yaml.digest(), Contract::from_str(json, "a.json")?.digest());
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.tree)
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        self.texts.text()
    }

    /// The text of the file that a [`Place`] names.
    #[must_use]
    pub fn text_of(&self, file: &str) -> Option<&str> {
        self.texts.text_of(file)
    }

    /// The names and texts of the files that it was read from, the document first: what [`Contract::from_files_within`] takes to read it
    /// again, in another process for example. Files that could not be read are not among them.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// let names: Vec<&str> = contract.files().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["examples/contracts/shop.yaml"]);
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.files()
    }

    /// The operations, by path, then method, as the document orders them.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        self.declarations().operations()
    }

    /// The operations with everything that their exchanges are checked against, in the same order.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.declarations().endpoints
    }

    /// The operations of the Path Item at `item` outside `paths`, of a callback or webhook.
    #[cfg(feature = "diff")]
    pub(crate) fn endpoints_at(&self, item: &Pointer, path: &str) -> Vec<Endpoint> {
        // What is wrong there is no problem of an exchange that a client begins.
        super::declared::endpoints_at(&Reader::new(&self.tree, &Limits::default()), item, path)
    }

    /// The operation that `method` and `path` (of a URL, without query) call.
    #[must_use]
    pub fn route<'p>(&self, method: &str, path: &'p str) -> Routed<'_, 'p> {
        self.routed(None, method, path)
    }

    /// The same for a path whose base path was stripped or replaced: `base` replaces the base path of all servers.
    #[must_use]
    pub fn route_below<'p>(&self, base: &str, method: &str, path: &'p str) -> Routed<'_, 'p> {
        self.routed(Some(base), method, path)
    }

    fn routed<'p>(&self, base: Option<&str>, method: &str, path: &'p str) -> Routed<'_, 'p> {
        match self.find(base, method, path) {
            Found::To { endpoint, parameters } => Routed::To { endpoint, parameters },
            Found::UnknownMethod => Routed::UnknownMethod { declared: self.methods(base, path) },
            Found::Unread { pointer } => Routed::Unread { pointer },
            Found::UnknownPath => Routed::UnknownPath { nearest: self.nearest(base, method, path) },
        }
    }

    /// The operation alone: what a refusal says besides is found by [`Contract::methods`] and [`Contract::nearest`].
    pub(crate) fn find<'p>(&self, base: Option<&str>, method: &str, path: &'p str) -> Found<'_, 'p> {
        self.declarations().router.find(self.endpoints(), method, Asked { base, path })
    }

    /// The operations of a path, one for each method.
    pub(crate) fn methods(&self, base: Option<&str>, path: &str) -> Vec<&Endpoint> {
        self.declarations().router.methods(self.endpoints(), Asked { base, path })
    }

    /// The operation with the path that is nearest to an undeclared one.
    pub(crate) fn nearest(&self, base: Option<&str>, method: &str, path: &str) -> Option<&Endpoint> {
        self.declarations().router.nearest(self.endpoints(), method, Asked { base, path })
    }

    /// The other operations with the method and the path of `endpoint`, the parameters' names aside: the document should not
    /// declare them (OpenAPI 3.0.3, 4.7.8.1), and a request may be meant for any.
    pub(crate) fn twins<'c>(&'c self, endpoint: &'c Endpoint) -> impl Iterator<Item = &'c Endpoint> {
        self.declarations().router.twins(self.endpoints(), endpoint)
    }

    /// The places of the problems in the tree of [`Contract::document`], and their messages.
    #[cfg(feature = "diff")]
    pub(crate) fn problem_places(&self) -> impl Iterator<Item = (&Pointer, &str)> {
        self.raw_problems.iter().map(|problem| (&problem.pointer, problem.message.as_str()))
    }

    /// The place of the value that `pointer` points to, or of the nearest one above it.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Option<Place<'_>> {
        self.places(std::slice::from_ref(pointer)).pop().flatten()
    }

    /// The places of these values, in their order, found in one pass over each text.
    #[must_use]
    pub fn places(&self, pointers: &[Pointer]) -> Vec<Option<Place<'_>>> {
        self.texts.places(&self.tree, pointers)
    }

    /// The file, line and column of the value that `pointer` points to; found once for each pointer.
    pub(crate) fn position(&self, pointer: &Pointer) -> Option<Known> {
        let known = || self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known().get(pointer) {
            return place.clone();
        }
        let place = self.place(pointer).map(|place| (Arc::from(place.file), place.position));
        known().insert(pointer.clone(), place.clone());
        place
    }

    /// Finds the positions of all of these in one pass, where each by itself would take one.
    pub(crate) fn find_positions<'p>(&self, pointers: impl Iterator<Item = &'p Pointer>) {
        let unknown: Vec<Pointer> = {
            let known = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
            pointers.filter(|pointer| !known.contains_key(pointer)).cloned().collect()
        };
        let places = if unknown.len() > 1 { self.places(&unknown) } else { Vec::new() };
        let mut known = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        for (pointer, place) in unknown.into_iter().zip(places) {
            known.insert(pointer, place.map(|place| (Arc::from(place.file), place.position)));
        }
    }

    /// The statement at `keyword`.
    pub(crate) fn statement(&self, keyword: Pointer, said: Said<'_>) -> Arc<Statement> {
        self.statements.of(keyword, said, &self.tree, |keyword| self.origin(keyword))
    }

    /// Where the statement at `keyword` is written.
    pub(crate) fn origin(&self, keyword: &Pointer) -> Option<Origin> {
        let (file, position) = self.position(keyword)?;
        Some(Origin { title: Arc::clone(&self.title), file, line: position.line, column: position.column })
    }

    /// Compiles the schemas of all exchanges, which otherwise the first that needs one waits for: milliseconds in a service that
    /// answers within one.
    pub fn warm(&self) {
        for schema in self.endpoints().iter().flat_map(Endpoint::schemas) {
            // The pass over bytes is made on first use, too.
            let _ = self.compiled(schema).validator.accepts(b"");
        }
    }

    /// The compiled form of `schema`.
    pub(crate) fn compiled<'a>(&self, schema: &'a SchemaUse) -> &'a Compiled {
        schema.compiled((&self.tree, self.edition), &self.cache, false)
    }

    /// The same, where `readOnly` properties may be in requests, and `writeOnly` ones in responses.
    pub(crate) fn compiled_with_hidden<'a>(&self, schema: &'a SchemaUse) -> &'a Compiled {
        schema.compiled((&self.tree, self.edition), &self.cache, true)
    }
}

fn title(document: &Tree) -> &str {
    let title = document.get("info").and_then(|info| info.get("title")).and_then(Tree::as_str);
    title.filter(|title| !title.trim().is_empty()).unwrap_or("untitled contract")
}

impl Drop for Contract {
    fn drop(&mut self) {
        if let Some(document) = self.document.take() {
            // A value's own destructor recurs.
            json::dismantle(document);
        }
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contract")
            .field("name", &self.name)
            .field("version", &self.version)
            .field("operations", &self.endpoints().len())
            .finish_non_exhaustive()
    }
}
