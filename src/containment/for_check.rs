//! [`ForCheck`]: what the validator needs of a definition, found out once whichever compounds it is part of.
//!
//! Most definitions are only led to, and no value comes to them: of these nothing is kept but what they refer to.

use std::cell::OnceCell;

use super::reference::Reference;
use crate::schema::CompiledDefinition;
use crate::tree::Tree;

/// What is known of one definition, with or without formats asserted.
#[derive(Debug, Default)]
pub(super) struct ForCheck {
    usable: OnceCell<Option<Usable>>,
    compiled: OnceCell<Option<CompiledDefinition>>,
}

/// A definition in which everything can be used.
#[derive(Debug)]
pub(super) struct Usable {
    /// The numbers of the definitions that it leads to.
    pub(super) references: Box<[u32]>,
    /// Whether some keyword asks what other keywords evaluated.
    pub(super) has_unevaluated: bool,
}

impl ForCheck {
    /// What `schema` is judged by; `None` if something in it cannot be used.
    pub(super) fn compiled(&self, schema: &Tree, formats: bool) -> Option<&CompiledDefinition> {
        self.compiled.get_or_init(|| compile(schema, formats)).as_ref()
    }

    /// What is known of that; `None` as above.
    pub(super) fn usable(&self, schema: &Tree, formats: bool) -> Option<&Usable> {
        let of = |compiled: &CompiledDefinition| Usable {
            references: compiled.references().into(),
            has_unevaluated: compiled.has_unevaluated(),
        };
        let made = self.usable.get_or_init(|| match self.compiled.get() {
            Some(compiled) => compiled.as_ref().map(of),
            None => compile(schema, formats).as_ref().map(of),
        });
        made.as_ref()
    }
}

fn compile(schema: &Tree, formats: bool) -> Option<CompiledDefinition> {
    let number = |reference: &str| match Reference::read(reference)? {
        Reference::Definition(id) => Some(id.raw()),
        Reference::Token(_) => None,
    };
    CompiledDefinition::new(schema, formats, &number)
}
