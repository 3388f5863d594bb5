//! A description that is safe for rustdoc, on every public item.
//!
//! A description is Markdown, written for readers of the document. rustdoc would run an indented or fenced block as a
//! test and read a bare `<` or `[` as a tag or a link, so text outside code spans is escaped and blocks are marked as text.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Item, Lit, Meta, Visibility, parse_quote};

/// Makes every `#[doc]` safe, and adds one to each public item that has none.
pub(crate) fn complete(items: &mut [Item]) {
    items.iter_mut().for_each(|item| Complete.visit_item_mut(item));
}

/// The text of the `#[doc]` attributes, a line each.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(doc).collect();
    lines.join("\n").trim().to_owned()
}

fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match (&pair.value, pair.path.is_ident("doc")) {
        (Expr::Lit(literal), true) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `text` with nothing in it that rustdoc would run, link or read as a tag.
fn safe(text: &str) -> String {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if let Some(info) = trimmed.strip_prefix("```") {
            fenced = !fenced;
            out.push(match (fenced, info.trim()) {
                (true, "" | "rust" | "ignore") => "```text".to_owned(),
                _ => trimmed.to_owned(),
            });
        } else if fenced {
            out.push(line.to_owned());
        } else {
            out.push(escape(trimmed));
        }
    }
    out.join("\n")
}

fn escape(line: &str) -> String {
    let spans: Vec<&str> = line.split('`').collect();
    let closed = spans.len() % 2 == 1;
    let escaped = spans.iter().enumerate().map(|(position, span)| {
        if closed && position % 2 == 1 {
            return (*span).to_owned();
        }
        let mut out = String::with_capacity(span.len());
        for (at, character) in span.char_indices() {
            let address = span[at..].starts_with("<http://") || span[at..].starts_with("<https://");
            // A link that `codegen` wrote is kept: a code span, and the Rust path that it leads to.
            let target = spans.get(position + 2).is_some_and(|after| after.starts_with("](super::"));
            let link = at + 1 == span.len() && target;
            if (character == '<' && !address) || (character == '[' && !link) {
                out.push('\\');
            }
            out.push(character);
        }
        out
    });
    escaped.collect::<Vec<_>>().join("`")
}

struct Complete;

impl Complete {
    fn document(attributes: &mut Vec<Attribute>, visibility: &Visibility, otherwise: impl FnOnce() -> String) {
        let hidden = attributes.iter().any(|attribute| attribute.to_token_stream().to_string().contains("hidden"));
        if !matches!(visibility, Visibility::Public(_)) || hidden {
            return;
        }
        if attributes.iter().all(|attribute| doc(attribute).is_none()) {
            let text = otherwise();
            attributes.insert(0, parse_quote!(#[doc = #text]));
        }
    }
}

impl VisitMut for Complete {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Some(text) = doc(attribute) {
            let text = safe(&text);
            *attribute = parse_quote!(#[doc = #text]);
        }
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        let name = item.ident.to_string();
        Self::document(&mut item.attrs, &item.vis, || format!("`{name}` of the contract."));
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        let name = item.ident.to_string();
        Self::document(&mut item.attrs, &item.vis, || format!("`{name}` of the contract."));
        for variant in &mut item.variants {
            let name = variant.ident.to_string();
            Self::document(&mut variant.attrs, &item.vis, || format!("The payload is a `{name}`."));
        }
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        let name = field.ident.as_ref().map(ToString::to_string);
        Self::document(&mut field.attrs, &field.vis, || match name {
            Some(name) => format!("`{name}` of the contract."),
            None => "The value.".to_owned(),
        });
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        let name = function.sig.ident.to_string();
        Self::document(&mut function.attrs, &function.vis, || match name.as_str() {
            "builder" => "An empty builder.".to_owned(),
            "new" => "An empty builder; usually made by the method of [`Client`](super::Client).".to_owned(),
            "body" => "Sets the request body.".to_owned(),
            "body_map" => "Sets properties of the request body, through its builder.".to_owned(),
            other => format!("Sets the parameter `{other}`."),
        });
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        let name = module.ident.to_string();
        Self::document(&mut module.attrs, &module.vis, || format!("The `{name}` module."));
        visit_mut::visit_item_mod_mut(self, module);
    }
}
