//! Public items as text: what a caller sees of each, and which other crates it names.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, Visibility};

use super::modules::{Modules, Target, visibility};

/// What users see of an item: its public fields or variants, its public functions, the traits that it implements.
pub(super) struct Shown {
    pub(super) text: String,
    /// The items of other crates that it names, as paths.
    pub(super) externals: BTreeSet<String>,
}

pub(super) fn show(modules: &Modules, module: &str, name: &str) -> Shown {
    let mut shown = Shown { text: String::new(), externals: BTreeSet::new() };
    let mut traits = BTreeSet::new();
    match modules.definition(module, name) {
        Some(item) => {
            traits.extend(derived(item));
            shown.externals.extend(derived_externals(modules, module, item));
            let (item, hides_fields) = public_part(item);
            if hides_fields {
                shown.text.push_str("// has private fields\n");
            }
            shown.add(modules, module, item);
        }
        None => shown.text.push_str(&format!("// generated from the document: {name}\n")),
    }
    let own = Target::Item(module.to_owned(), name.to_owned());
    for (home, item) in modules.all() {
        let Item::Impl(block) = item else { continue };
        if implementer(block).and_then(|path| modules.resolve(home, &path)).as_ref() != Some(&own) {
            continue;
        }
        match &block.trait_ {
            Some((path, _)) if is_private(modules, home, path) => {}
            Some((path, _)) => {
                traits.insert(one_line(path));
                shown.externals.extend(externals(modules, home, path));
            }
            None => shown.add_functions(modules, home, block),
        }
    }
    if !traits.is_empty() {
        shown.text.push_str(&format!("// impl {}\n", traits.into_iter().collect::<Vec<_>>().join(", ")));
    }
    shown
}

impl Shown {
    fn add(&mut self, modules: &Modules, module: &str, item: Item) {
        let mut names = Names::default();
        names.visit_item(&item);
        self.externals.extend(names.externals(modules, module));
        self.text.push_str(&print(item));
    }

    fn add_functions(&mut self, modules: &Modules, module: &str, block: &ItemImpl) {
        let mut block = block.clone();
        block.attrs.clear();
        block.items.retain_mut(|item| match item {
            ImplItem::Fn(function) if is_public(&function.vis) => {
                keep_marks(&mut function.attrs);
                function.block.stmts.clear();
                // Whether a function changes what it was given is its own business.
                if let Some(syn::FnArg::Receiver(receiver)) = function.sig.inputs.first_mut()
                    && matches!(receiver.kind, syn::ReceiverKind::Value)
                {
                    receiver.mutability = None;
                }
                true
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => {
                keep_marks(&mut constant.attrs);
                constant.expr = syn::parse_quote!(_);
                true
            }
            _ => false,
        });
        if !block.items.is_empty() {
            self.add(modules, module, Item::Impl(block));
        }
    }
}

/// The item without what a caller cannot see, and whether that was a field.
fn public_part(item: &Item) -> (Item, bool) {
    let mut item = item.clone();
    let mut hides_fields = false;
    match &mut item {
        Item::Struct(item) => {
            keep_marks(&mut item.attrs);
            match &mut item.fields {
                Fields::Named(fields) => {
                    let all = std::mem::take(&mut fields.named);
                    let count = all.len();
                    fields.named = all.into_iter().filter(|field| is_public(&field.vis)).collect();
                    hides_fields = fields.named.len() < count;
                    fields.named.iter_mut().for_each(|field| field.attrs.clear());
                }
                Fields::Unnamed(fields) if !fields.unnamed.iter().all(|field| is_public(&field.vis)) => {
                    hides_fields = true;
                    item.fields = Fields::Unit;
                }
                _ => {}
            }
        }
        Item::Enum(item) => {
            keep_marks(&mut item.attrs);
            for variant in &mut item.variants {
                keep_marks(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| field.attrs.clear());
            }
        }
        Item::Fn(item) => {
            keep_marks(&mut item.attrs);
            item.block.stmts.clear();
        }
        Item::Trait(item) => {
            keep_marks(&mut item.attrs);
            for member in &mut item.items {
                match member {
                    syn::TraitItem::Fn(function) => {
                        keep_marks(&mut function.attrs);
                        if let Some(block) = &mut function.default {
                            block.stmts.clear();
                        }
                    }
                    syn::TraitItem::Const(constant) => constant.attrs.clear(),
                    syn::TraitItem::Type(ty) => ty.attrs.clear(),
                    _ => {}
                }
            }
        }
        Item::Const(item) => {
            item.attrs.clear();
            *item.expr = syn::parse_quote!(_);
        }
        Item::Static(item) => {
            item.attrs.clear();
            *item.expr = syn::parse_quote!(_);
        }
        Item::Type(item) => item.attrs.clear(),
        other => panic!("a public item of a kind that is new to this test: {}", one_line(other)),
    }
    (item, hides_fields)
}

/// Attributes that callers have to know.
fn keep_marks(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| {
        ["non_exhaustive", "cfg"].iter().any(|name| attribute.path().is_ident(name)) || is_hidden(attribute)
    });
}

pub(super) fn is_hidden(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc") && attribute.parse_args::<syn::Path>().is_ok_and(|mark| mark.is_ident("hidden"))
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn derives(item: &Item) -> Vec<syn::Path> {
    let attributes = match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        _ => return Vec::new(),
    };
    let mut paths = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let listed = attribute
            .parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
            .unwrap();
        paths.extend(listed);
    }
    paths
}

fn derived(item: &Item) -> Vec<String> {
    derives(item).iter().map(one_line).collect()
}

fn derived_externals(modules: &Modules, module: &str, item: &Item) -> BTreeSet<String> {
    derives(item).iter().flat_map(|path| externals(modules, module, path)).collect()
}

/// Whether a trait is the crate's own and not exported.
fn is_private(modules: &Modules, module: &str, path: &syn::Path) -> bool {
    match modules.resolve(module, &segments(path)) {
        Some(Target::Item(module, name)) => {
            modules.definition(&module, &name).and_then(visibility).is_some_and(|visibility| !is_public(visibility))
        }
        _ => false,
    }
}

fn implementer(block: &ItemImpl) -> Option<Vec<String>> {
    match &*block.self_ty {
        syn::Type::Path(ty) => Some(segments(&ty.path)),
        _ => None,
    }
}

/// One item as rustfmt would have it, bodies as `;`.
fn print(item: Item) -> String {
    let file = syn::File { shebang: None, attrs: Vec::new(), items: vec![item], ..empty_file() };
    let text = prettyplease::unparse(&file);
    text.lines()
        .map(|line| line.strip_suffix(" {}").map_or_else(|| line.to_owned(), |line| format!("{line};")) + "\n")
        .collect()
}

fn empty_file() -> syn::File {
    syn::parse_str("").unwrap()
}

fn one_line(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [(" :: ", "::"), (":: ", "::"), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn externals(modules: &Modules, module: &str, path: &syn::Path) -> BTreeSet<String> {
    let mut names = Names::default();
    names.visit_path(path);
    names.externals(modules, module)
}

/// Every path in a piece of syntax.
#[derive(Default)]
struct Names(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut found = segments(path);
        if path.leading_colon.is_some() {
            found.insert(0, String::new());
        }
        self.0.push(found);
        syn::visit::visit_path(self, path);
    }

    // Attributes name no types.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

impl Names {
    fn externals(&self, modules: &Modules, module: &str) -> BTreeSet<String> {
        let target = |path: &Vec<String>| match path.split_first()? {
            (first, rest) if first.is_empty() => Some(Target::External(rest.to_vec())),
            _ => modules.resolve(module, path),
        };
        let external = |path| match target(path)? {
            // A single name is a generic parameter or in the prelude.
            Target::External(path) if path.len() > 1 => Some(path.join("::")),
            _ => None,
        };
        self.0.iter().filter_map(external).collect()
    }
}
