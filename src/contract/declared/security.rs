//! [`Requirement`]: which credentials a request must bring. Whether one is there is checked, never what it is.

use super::read::At;
use crate::pointer::Pointer;
use crate::tree::Text;

/// One security scheme of an alternative; all of an alternative's must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// The name of the scheme in the document.
    pub name: String,
    /// How it is sent; `None` when the declaration is invalid or unsupported.
    pub scheme: Option<Scheme>,
    /// Where the scheme is declared, else where it is named.
    pub pointer: Pointer,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// In the `Authorization` header, behind the name of this scheme in lower case: `bearer`, `basic`.
    Authorization(String),
    /// In a header of this name.
    Header(String),
    /// In the query parameter of this name.
    Query(String),
    /// In the cookie of this name.
    Cookie(String),
    /// In the connection: a client certificate, which no message shows.
    Connection,
}

impl Scheme {
    fn read(at: &At<'_, '_>) -> Option<Self> {
        match at.text("type")? {
            "http" => Some(Self::Authorization(at.text("scheme")?.to_ascii_lowercase())),
            "apiKey" => {
                let name = at.text("name")?.to_owned();
                match at.text("in")? {
                    "header" => Some(Self::Header(name)),
                    "query" => Some(Self::Query(name)),
                    "cookie" => Some(Self::Cookie(name)),
                    _ => None,
                }
            }
            // RFC 6750, 2.1: how a token of OAuth 2.0, and so of OpenID Connect, is sent.
            "oauth2" | "openIdConnect" => Some(Self::Authorization("bearer".to_owned())),
            "mutualTLS" => Some(Self::Connection),
            _ => None,
        }
    }
}

/// The alternatives in the `security` field of `at`; `None` when there is no such field.
pub(super) fn alternatives(at: &At<'_, '_>, root: &At<'_, '_>) -> Option<Vec<Vec<Requirement>>> {
    at.raw("security")?;
    let alternatives = at.items("security")?.into_iter().map(|alternative| {
        let Some(schemes) = alternative.value.as_object() else {
            alternative.wanted("an object of security schemes");
            return vec![Requirement { name: String::new(), scheme: None, pointer: alternative.pointer }];
        };
        let requirement = |name: &Text| {
            let named = alternative.pointer.clone().key(name);
            let declared = root.get("components").and_then(|at| at.get("securitySchemes")).and_then(|at| at.get(name));
            let scheme = declared.as_ref().and_then(Scheme::read);
            match (&declared, &scheme) {
                (None, _) => alternative.problem(format!("unknown security scheme `{name}`")),
                (Some(at), None) => at.problem("unsupported security scheme"),
                _ => {}
            }
            Requirement { name: name.to_string(), scheme, pointer: declared.map_or(named, |at| at.pointer) }
        };
        if !alternative.take(schemes.len()) {
            return Vec::new();
        }
        schemes.keys().map(requirement).collect()
    });
    Some(alternatives.collect())
}
