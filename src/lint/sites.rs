//! [`Sites`]: the schemas of a document, and what has examples of them.

use std::collections::HashSet;

use crate::pointer::Pointer;
use crate::schema::dialects::Dialect;
use crate::schema::objects::{self, Object, Role};
use crate::tree::Tree;

const DOCUMENT: Role = Role::Object(Object::Document);

/// A schema where it is written, inside of others or not.
#[derive(Debug)]
pub(super) struct Site<'d> {
    pub(super) place: Pointer,
    pub(super) schema: &'d Tree,
    pub(super) is_3_0: bool,
}

/// Everything in a document that rules are about.
#[derive(Debug, Default)]
pub(super) struct Sites<'d> {
    pub(super) schemas: Vec<Site<'d>>,
    /// Media types and parameters: what has a schema and examples beside it.
    pub(super) carriers: Vec<(Pointer, &'d Tree)>,
}

impl<'d> Sites<'d> {
    pub(super) fn of(document: &'d Tree) -> Self {
        let mut sites = Self::default();
        let mut seen: HashSet<Pointer> = HashSet::new();
        let mut open = vec![(Pointer::root(), DOCUMENT)];
        while let Some((root, role)) = open.pop() {
            let Some(value) = root.find(document).filter(|_| !seen.contains(&root)) else { continue };
            let mut targets = Vec::new();
            objects::visit(value, role, &mut root.clone(), &mut |place, role, value| {
                let object = match role {
                    Role::Object(object) => object,
                    Role::Map(_) | Role::List(_) => return true,
                    Role::Data | Role::Extension | Role::Files | Role::Unknown => return false,
                };
                if !seen.insert(place.clone()) {
                    return false;
                }
                let target = objects::reference(value).and_then(Pointer::from_reference);
                targets.extend(target.map(|target| (target, role)));
                match object {
                    Object::Schema => {
                        let is_3_0 = Dialect::of(document, place) == Dialect::OpenApi30;
                        sites.schemas.push(Site { place: place.clone(), schema: value, is_3_0 });
                    }
                    Object::MediaType | Object::Parameter => sites.carriers.push((place.clone(), value)),
                    _ => {}
                }
                true
            });
            // In files, and below names of which the standard says nothing.
            open.extend(targets.into_iter().filter(|(target, _)| !seen.contains(target)));
        }
        sites
    }
}
