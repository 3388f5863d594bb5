//! The public surface that is written by hand, one snapshot per module: what changes there is a change to see in review.
//!
//! Read from the sources, which a stable compiler can do: every item that `pub mod` and `pub use` lead to from `lib.rs`. What
//! is generated from the documents is named here and pinned by `surface.rs`.

mod items;
mod modules;

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item};

use crate::layers::sources;
use items::{Shown, is_hidden, is_public, show};
use modules::{Modules, Target, join, leaves, visibility};

#[test]
fn items() {
    let surface = Surface::read();
    assert!(surface.modules.len() > 5, "the modules are found");
    for (module, lines) in &surface.modules {
        let name = if module.is_empty() { "root" } else { module };
        insta::assert_snapshot!(name.replace("::", "_"), lines.join("\n"));
    }
}

/// A type of another crate in a public signature ties our versions to that crate's: each is listed with the policy.
#[test]
fn public_dependencies_are_those_that_the_docs_list() {
    let surface = Surface::read();
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for external in surface.externals.keys() {
        let name = external.split("::").next().unwrap();
        // `S::Error` of a generic `S` begins with an upper-case letter, as no crate does.
        if !["std", "core", "alloc"].contains(&name) && !name.starts_with(char::is_uppercase) {
            found.entry(name).or_default().insert(external);
        }
    }
    let page = include_str!("../../src/docs/stability.md");
    let listed: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), listed, "named in public signatures: {found:#?}");
}

/// A `match` of a user's must go on compiling: an enum may grow, or says that it is complete.
#[test]
fn public_enums_are_non_exhaustive_or_say_why_they_are_complete() {
    let mut silent = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.starts_with("codegen")) {
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("pub enum ")) {
            let above =
                lines[..number].iter().rev().take_while(|line| line.starts_with("//") || line.starts_with("#["));
            if !above
                .into_iter()
                .any(|line| line.contains("non_exhaustive") || line.to_lowercase().contains("complete"))
            {
                silent.push(format!("src/{}: {line}", path.display()));
            }
        }
    }
    assert!(silent.is_empty(), "neither `#[non_exhaustive]` nor a word why it is complete:\n{}", silent.join("\n"));
}

/// The items of every public module, as text, by the module's public path.
struct Surface {
    modules: BTreeMap<String, Vec<String>>,
    /// Items of other crates, each with the public items that name it.
    externals: BTreeMap<String, BTreeSet<String>>,
    /// Where each item was shown first.
    shown: BTreeMap<Target, String>,
}

impl Surface {
    fn read() -> Self {
        let modules = Modules::load();
        let mut surface = Self { modules: BTreeMap::new(), externals: BTreeMap::new(), shown: BTreeMap::new() };
        surface.walk(&modules, "", "");
        surface
    }

    /// Adds what the module at `home` exports, under its public path.
    fn walk(&mut self, modules: &Modules, home: &str, public: &str) {
        for item in modules.items(home) {
            if !visibility(item).is_some_and(is_public) {
                continue;
            }
            let marks = marks(attributes(item));
            match item {
                Item::Use(import) => {
                    for (path, name) in leaves(import) {
                        let target = modules.resolve(home, &path).unwrap_or_else(|| panic!("{home}: {path:?}"));
                        self.add(modules, target, public, &name, &marks);
                    }
                }
                Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    self.add(modules, Target::Module(join(home, &name)), public, &name, &marks);
                }
                Item::Struct(_) | Item::Enum(_) | Item::Fn(_) | Item::Trait(_) | Item::Const(_) | Item::Static(_) => {
                    let name = modules::defined_name(item).unwrap();
                    self.add(modules, Target::Item(home.to_owned(), name.clone()), public, &name, &marks);
                }
                _ => panic!("{home}: a public item of a kind that is new to this test"),
            }
        }
    }

    fn add(&mut self, modules: &Modules, target: Target, public: &str, name: &str, marks: &[String]) {
        let path = join(public, name);
        let lead: String = marks.iter().map(|mark| format!("{mark}\n")).collect();
        let text = match (&target, self.shown.get(&target)) {
            (_, Some(first)) => format!("{lead}pub use {first};\n"),
            (Target::External(path), None) => format!("{lead}pub use {};\n", path.join("::")),
            (Target::Module(_), None) if marks.iter().any(|mark| mark == HIDDEN) => format!("{lead}pub mod {name};\n"),
            (Target::Module(home), None) => {
                self.walk(modules, home, &path);
                format!("{lead}pub mod {name};\n")
            }
            (Target::Item(home, own), None) => {
                let Shown { text, externals } = show(modules, home, own);
                for external in externals {
                    self.externals.entry(external).or_default().insert(path.clone());
                }
                format!("{lead}{text}")
            }
        };
        self.shown.entry(target).or_insert(path);
        self.modules.entry(public.to_owned()).or_default().push(text);
    }
}

const HIDDEN: &str = "#[doc(hidden)]";

fn marks(attributes: &[Attribute]) -> Vec<String> {
    let mark = |attribute: &Attribute| {
        if is_hidden(attribute) {
            return Some(HIDDEN.to_owned());
        }
        attribute
            .path()
            .is_ident("cfg")
            .then(|| format!("// with {}", attribute.parse_args::<syn::Meta>().ok().map(text).unwrap_or_default()))
    };
    attributes.iter().filter_map(mark).collect()
}

fn text(meta: syn::Meta) -> String {
    quote::quote!(#meta).to_string().replace(" = ", " ")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Use(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        _ => &[],
    }
}
