//! The constructors of [`Contract`]: from a file, from a text or bytes, from files that are elsewhere.

use std::path::Path;

use super::declared::{Reader, declared};
use super::document::Contract;
use super::source::library::Library;
use super::source::{Source, Twin};
use super::texts::Texts;
use super::version::{Version, version};
use crate::error::Error;
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::schema;
use crate::tree::Tree;

impl Contract {
    /// The document in the file at `path`, and the files beside it that it refers to.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is neither YAML nor JSON, holds no OpenAPI document of version 3, or exceeds the default
    /// [`Limits`].
    pub fn from_path(path: &Path) -> Result<Self, Error> {
        Self::from_path_within(path, &Limits::default())
    }

    /// The same within other limits: [`Limits::document_bytes`] and [`Limits::document_values`] of all its files together.
    ///
    /// A file that is referred to and exceeds them is one of the [`problems`](Contract::problems).
    ///
    /// # Errors
    ///
    /// The same.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    /// use order_contracts::limits::Limits;
    ///
    /// let mut limits = Limits::default();
    /// limits.document_bytes = 100;
    /// let error = Contract::from_path_within("examples/contracts/shop.yaml".as_ref(), &limits).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`examples/contracts/shop.yaml` cannot be read: more than 100 bytes of a contract's documents (limit `document-bytes`)",
    /// );
    /// ```
    pub fn from_path_within(path: &Path, limits: &Limits) -> Result<Self, Error> {
        Self::from_path_beside(path, limits, Twin::None)
    }

    /// The same, read beside another version.
    pub(crate) fn from_path_beside(path: &Path, limits: &Limits, twin: Twin) -> Result<Self, Error> {
        Self::of_library(path.display().to_string(), Library::from_path(path, limits, twin)?, limits)
    }

    /// The document in `text`, which reports call `name`.
    ///
    /// # Errors
    ///
    /// When `text` is neither YAML nor JSON, holds no OpenAPI document of version 3, or exceeds the default [`Limits`].
    pub fn from_str(text: &str, name: &str) -> Result<Self, Error> {
        Self::from_bytes(text.as_bytes().to_vec(), name)
    }

    /// The document in `bytes`, which reports call `name`.
    ///
    /// # Errors
    ///
    /// When `bytes` are neither YAML nor JSON, hold no OpenAPI document of version 3, or exceed the default [`Limits`].
    pub fn from_bytes(bytes: Vec<u8>, name: &str) -> Result<Self, Error> {
        Self::from_bytes_within(bytes, name, &Limits::default())
    }

    /// The same within other limits: [`Limits::document_bytes`] and [`Limits::document_values`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn from_bytes_within(bytes: Vec<u8>, name: &str, limits: &Limits) -> Result<Self, Error> {
        Self::of_library(name.to_owned(), Library::from_bytes(name, bytes, limits)?, limits)
    }

    /// The document in `bytes`, which reports call `name`, with the files that it refers to, wherever they are: in a revision of git, in an
    /// archive, in memory.
    ///
    /// The document is called `file` in its folder, and `read` gets the paths of other files below that folder, with `/` between
    /// their parts and without `..`. It returns what is in a file, or what is wrong with a reference to it, such as
    /// `refers to a missing file`.
    ///
    /// # Errors
    ///
    /// When `bytes` are neither YAML nor JSON, hold no OpenAPI document of version 3, or exceed `limits`. What is wrong with other files
    /// is a [`Problem`](super::Problem).
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    /// use order_contracts::limits::Limits;
    ///
    /// let api = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
    ///     "components": {"schemas": {"A": {"$ref": "parts/a.json"}}}}"#;
    /// let read = |path: &str| match path {
    ///     "parts/a.json" => Ok(br#"{"type": "string"}"#.to_vec()),
    ///     _ => Err("refers to a missing file".to_owned()),
    /// };
    /// let contract = Contract::from_files_within(api.into(), ("v1:api.json", "api.json"), &read, &Limits::default())?;
    /// assert!(contract.problems().is_empty());
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    pub fn from_files_within(
        bytes: Vec<u8>,
        (name, file): (&str, &str),
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        Self::from_files_beside(bytes, (name, file), read, (limits, Twin::None))
    }

    /// The same, read beside another version.
    pub(crate) fn from_files_beside(
        bytes: Vec<u8>,
        (name, file): (&str, &str),
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
        (limits, twin): (&Limits, Twin),
    ) -> Result<Self, Error> {
        Self::of_library(name.to_owned(), Library::from_files(name, file, bytes, read, (limits, twin))?, limits)
    }

    /// A document of version 3.0 that was read before, `document`, from the text of `file`; reports call it `name`.
    pub(crate) fn from_static(name: &str, file: &str, text: &'static str, document: &Tree) -> Self {
        let texts = Texts::new(vec![Source::known(file, text)]).into();
        let limits = Limits::default();
        let reader = Reader::new(document, &limits);
        let declared = declared(&reader);
        let new = Self::new(name.to_owned(), Version::V3_0, document.clone(), texts, reader.raw_problems(), limits);
        new.declaring(declared)
    }

    fn of_library(name: String, library: Library, limits: &Limits) -> Result<Self, Error> {
        let Library { document, place_bytes, sources, mut raw_problems } = library;
        // What a document says is known by its place, so that a key of a megabyte is held once for each value below it.
        let most = limits.document_bytes.saturating_mul(2);
        if place_bytes > most {
            return Err(Error::document(format!(
                "`{name}` cannot be read: the places of its values take more than {most} bytes, twice the limit \
                 `document-bytes`; its keys are too long, or nest too deeply"
            )));
        }
        let version = version(&document, &name, &mut raw_problems)?;
        if version == Version::V3_1 {
            // What looks like a file may be the `$id` of a schema.
            let places: Vec<&Pointer> = raw_problems.iter().map(|raw| &raw.pointer).collect();
            let mut lead_somewhere = schema::lead_somewhere(&document, &places).into_iter();
            raw_problems.retain(|_| !lead_somewhere.next().unwrap_or_default());
        }
        let reader = Reader::new(&document, limits);
        let declared = declared(&reader);
        if let Some(exceeded) = reader.exceeded() {
            return Err(Error::document(format!("`{name}` cannot be read with all references followed: {exceeded}")));
        }
        raw_problems.extend(reader.raw_problems());
        let texts = Texts::new(sources).into();
        Ok(Self::new(name, version, document, texts, raw_problems, *limits).declaring(declared))
    }
}
