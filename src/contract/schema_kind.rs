//! [`SchemaKind`]: what a named schema describes.

/// What a named schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SchemaKind {
    /// A component schema, on its own.
    Component,
    /// The request body of an operation.
    Request,
    /// A response body of an operation.
    Response,
    /// A property of a component.
    Property,
}
