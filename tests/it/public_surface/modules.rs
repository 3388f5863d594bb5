//! The modules of the library as syntax trees, and which item a path in one of them names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syn::{Attribute, Item, ItemUse, UseTree, Visibility};

/// Every module by its path: `""` is the root, `contract::source` one below.
pub(super) struct Modules(BTreeMap<String, Vec<Item>>);

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Module(String),
    /// An item by its module and its name.
    Item(String, String),
    /// An item of another crate.
    External(Vec<String>),
}

impl Modules {
    pub(super) fn load() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut modules = BTreeMap::new();
        let items = read(&root.join("lib.rs"));
        collect(String::new(), items, &root, &mut modules);
        Self(modules)
    }

    pub(super) fn items(&self, module: &str) -> &[Item] {
        self.0.get(module).map_or(&[], Vec::as_slice)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Item)> {
        self.0.iter().flat_map(|(module, items)| items.iter().map(move |item| (module.as_str(), item)))
    }

    /// The definition of an item; `None` for one that is generated.
    pub(super) fn definition(&self, module: &str, name: &str) -> Option<&Item> {
        self.items(module).iter().find(|item| defined_name(item).as_deref() == Some(name))
    }

    /// What the segments of a path name, as `module` sees them.
    pub(super) fn resolve(&self, module: &str, segments: &[String]) -> Option<Target> {
        self.resolve_within(module, segments, 16)
    }

    fn resolve_within(&self, module: &str, segments: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = segments.split_first()?;
        let depth = depth.checked_sub(1)?;
        let mut target = match first.as_str() {
            "crate" => Target::Module(String::new()),
            "self" => Target::Module(module.to_owned()),
            "super" => Target::Module(parent(module)),
            name => self.named(module, name, depth).unwrap_or_else(|| Target::External(vec![name.to_owned()])),
        };
        while let Some((name, below)) = rest.split_first() {
            target = match target {
                Target::Module(module) if name == "super" => Target::Module(parent(&module)),
                Target::Module(module) => self.named(&module, name, depth)?,
                Target::External(mut path) => {
                    path.push(name.clone());
                    Target::External(path)
                }
                // A variant, or an associated item.
                item @ Target::Item(..) => item,
            };
            rest = below;
        }
        Some(target)
    }

    fn named(&self, module: &str, name: &str, depth: usize) -> Option<Target> {
        let child = join(module, name);
        if self.0.contains_key(&child) {
            return Some(Target::Module(child));
        }
        if self.definition(module, name).is_some() {
            return Some(Target::Item(module.to_owned(), name.to_owned()));
        }
        for item in self.items(module) {
            let Item::Use(import) = item else { continue };
            for (path, bound) in leaves(import) {
                // `use http;` binds the crate that it names.
                if bound == name && path != [name] {
                    return match import.leading_colon {
                        Some(_) => Some(Target::External(path)),
                        None => self.resolve_within(module, &path, depth),
                    };
                }
            }
        }
        let is_generated = |item: &Item| matches!(item, Item::Macro(call) if call.mac.path.is_ident("include"));
        let generated = self.items(module).iter().any(is_generated);
        generated.then(|| Target::Item(module.to_owned(), name.to_owned()))
    }
}

/// The paths of an import, each with the name that it binds.
pub(super) fn leaves(import: &ItemUse) -> Vec<(Vec<String>, String)> {
    fn walk(tree: &UseTree, path: &[String], out: &mut Vec<(Vec<String>, String)>) {
        let with = |name: &syn::Ident| [path, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(inner) => walk(&inner.tree, &with(&inner.ident), out),
            UseTree::Name(name) if name.ident == "self" => {
                out.push((path.to_vec(), path.last().cloned().unwrap_or_default()));
            }
            UseTree::Name(name) => out.push((with(&name.ident), name.ident.to_string())),
            UseTree::Rename(name) => out.push((with(&name.ident), name.rename.to_string())),
            UseTree::Glob(_) => out.push((path.to_vec(), "*".to_owned())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, path, out)),
        }
    }
    let mut out = Vec::new();
    walk(&import.tree, &[], &mut out);
    out
}

pub(super) fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

fn parent(module: &str) -> String {
    module.rsplit_once("::").map_or_else(String::new, |(parent, _)| parent.to_owned())
}

pub(super) fn defined_name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Trait(item) => &item.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

pub(super) fn visibility(item: &Item) -> Option<&Visibility> {
    match item {
        Item::Struct(item) => Some(&item.vis),
        Item::Enum(item) => Some(&item.vis),
        Item::Fn(item) => Some(&item.vis),
        Item::Trait(item) => Some(&item.vis),
        Item::Const(item) => Some(&item.vis),
        Item::Static(item) => Some(&item.vis),
        Item::Type(item) => Some(&item.vis),
        Item::Mod(item) => Some(&item.vis),
        Item::Use(item) => Some(&item.vis),
        _ => None,
    }
}

fn collect(module: String, items: Vec<Item>, folder: &Path, out: &mut BTreeMap<String, Vec<Item>>) {
    for item in &items {
        let Item::Mod(inner) = item else { continue };
        if is_of_tests(&inner.attrs) {
            continue;
        }
        let name = inner.ident.to_string();
        let below = folder.join(&name);
        let items = match &inner.content {
            Some((_, items)) => items.clone(),
            None => {
                let file = below.with_extension("rs");
                read(&if file.exists() { file } else { below.join("mod.rs") })
            }
        };
        collect(join(&module, &name), items, &below, out);
    }
    out.insert(module, items);
}

fn read(path: &Path) -> Vec<Item> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let items = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())).items;
    items.into_iter().flat_map(unwrapped).collect()
}

/// What `pin_project` wraps is an item as it is written.
fn unwrapped(item: Item) -> Vec<Item> {
    match item {
        Item::Macro(call) if call.mac.path.is_ident("pin_project") => {
            syn::parse2::<syn::File>(call.mac.tokens).unwrap().items
        }
        item => vec![item],
    }
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|flag| flag.is_ident("test"))
    })
}
