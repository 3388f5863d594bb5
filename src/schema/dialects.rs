//! [`Dialect`]: how the Schema Objects of a document are read, and where their references lead.

use super::identifiers::Identifiers;
use super::vocabulary::Draft;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// How the Schema Objects of a document are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    OpenApi30,
    JsonSchema(Draft),
}

impl Dialect {
    /// The dialect of the Schema Object at `root` of `document`.
    pub(crate) fn of(document: &Tree, root: &Pointer) -> Self {
        let version = document.get("openapi").and_then(Tree::as_str).unwrap_or_default();
        if !(version.starts_with("3.1") || version.starts_with("3.2")) {
            return Self::OpenApi30;
        }
        let own = own_dialect(document, root);
        let declared = document.get("jsonSchemaDialect").and_then(Tree::as_str);
        let draft = own.and_then(Draft::of_uri).or_else(|| declared.and_then(Draft::of_uri));
        Self::JsonSchema(draft.unwrap_or(Draft::Y2020))
    }

    /// Where a reference that is at `origin` of `document` leads. For many references see [`Dialect::leads`].
    #[cfg(feature = "diff")]
    pub(crate) fn target(self, document: &Tree, keyword: &str, reference: &str, origin: &Pointer) -> Option<Pointer> {
        self.leads(&Identifiers::new(document), keyword, reference, origin)
    }

    /// Where a reference that is at `origin` of a document leads.
    pub(crate) fn leads(
        self,
        identifiers: &Identifiers<'_>,
        keyword: &str,
        reference: &str,
        origin: &Pointer,
    ) -> Option<Pointer> {
        self.led(identifiers, keyword, reference, origin).map(|(target, _)| target)
    }

    /// The same with what is there.
    pub(super) fn led<'d>(
        self,
        identifiers: &Identifiers<'d>,
        keyword: &str,
        reference: &str,
        origin: &Pointer,
    ) -> Option<(Pointer, &'d Tree)> {
        let target = match self {
            // OpenAPI 3.0 knows pointers only; a file's content was put into the document before.
            Self::OpenApi30 => Pointer::from_reference(reference),
            Self::JsonSchema(_) if keyword == "$ref" => identifiers.resolve(origin, reference),
            Self::JsonSchema(_) => identifiers.resolve_dynamic(origin, reference),
        }?;
        let schema = target.find(identifiers.document())?;
        Some((target, schema))
    }
}

/// The meta-schema that the schema at `root` of `document` names, or the one that it is nothing but a reference to: a file may
/// be written in another dialect than the document.
pub(super) fn own_dialect<'d>(document: &'d Tree, root: &Pointer) -> Option<&'d str> {
    const MOST: usize = 8;
    let mut schema = root.find(document)?.as_object()?;
    for _ in 0..MOST {
        let (true, Some(reference)) = (schema.len() == 1, schema.get("$ref").and_then(Tree::as_str)) else { break };
        schema = Pointer::from_reference(reference)?.find(document)?.as_object()?;
    }
    schema.get("$schema").and_then(Tree::as_str)
}
