//! Which calls return a list slice by slice, and how it is read as a whole.
//!
//! It is one if it is a `GET` with a number of items to skip (`skip` or `offset`) and a number to return (`take` or `limit`), and its
//! response is an object with one array. The total is its integer `count`, `total` or `totalCount`; two items are the same if they
//! have the same `id`, or without ids if they are equal.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, GenericArgument, Ident, Item, ItemStruct, PathArguments, Type, parse_quote};

/// A list: the names of what matters.
struct List<'a> {
    page: &'a Ident,
    items: &'a Ident,
    item: Type,
    total: Option<TokenStream>,
    has_id: bool,
    skip: &'a Ident,
    take: &'a Ident,
}

/// The implementations for the builder `call` of a `GET`, whose `send` returns `output`, if it is a list.
pub(crate) fn implementations(call: &ItemStruct, output: &Type, types: &[Item], methods: &[String]) -> Vec<Item> {
    let Some(error) = error(output) else { return Vec::new() };
    let Some(list) = list(call, output, types) else { return Vec::new() };
    let List { page, items, item, total, has_id, skip, take } = list;
    let name = &call.ident;
    let same = if has_id { quote!(one.id == other.id) } else { quote!(one == other) };
    let total = total.unwrap_or_else(|| quote!(None));
    let free = |name: &str| {
        if methods.iter().any(|taken| taken == name) { format_ident!("all_{name}") } else { format_ident!("{name}") }
    };
    let (pages, all) = (free("pages"), free("items"));
    vec![
        parse_quote! {
            impl<'a> #name<'a> {
                /// Reads the list page by page, from the position that is set.
                pub fn #pages(self) -> crate::apis::client::Pages<'a, Self> {
                    crate::apis::client::Pages::new(self)
                }

                /// Reads the list item by item, from the position that is set.
                pub fn #all(self) -> crate::apis::client::Items<'a, Self> {
                    crate::apis::client::Items::new(self)
                }
            }
        },
        parse_quote! {
            impl crate::apis::client::PagedSealed for #name<'_> {}
        },
        parse_quote! {
            impl crate::apis::client::Paged for #name<'_> {
                type Page = types::#page;
                type Item = types::#item;
                type Error = #error;

                fn position(&self) -> u64 {
                    self.#skip.as_ref().ok().copied().flatten().map_or(0, |skip| u64::try_from(skip).unwrap_or_default())
                }

                fn size(&self) -> Option<u64> {
                    self.#take.as_ref().ok().copied().flatten().and_then(|take| u64::try_from(take).ok())
                }

                fn at(self, position: u64) -> Self {
                    // A position that could not be set stays the error that it is.
                    if self.#skip.is_ok() { self.#skip(position) } else { self }
                }

                fn fetch(
                    self,
                ) -> impl ::std::future::Future<Output = Result<ResponseValue<Self::Page>, Error<Self::Error>>> + Send {
                    self.send()
                }

                fn items(page: &Self::Page) -> &[Self::Item] {
                    &page.#items
                }

                fn into_items(page: Self::Page) -> ::std::vec::Vec<Self::Item> {
                    page.#items
                }

                #[allow(unused_variables)]
                fn total(page: &Self::Page) -> Option<u64> {
                    #total
                }

                fn is_same(one: &Self::Item, other: &Self::Item) -> bool {
                    #same
                }
            }
        },
    ]
}

/// `E` of `Result<ResponseValue<T>, Error<E>>`.
pub(crate) fn error(output: &Type) -> Option<&Type> {
    argument(argument(output, 1)?, 0)
}

fn list<'a>(call: &'a ItemStruct, output: &Type, types: &'a [Item]) -> Option<List<'a>> {
    let parameter = |names: [&str; 2]| {
        let mut idents = call.fields.iter().filter_map(|field| field.ident.as_ref());
        idents.find(|ident| names.iter().any(|name| *ident == name))
    };
    let (skip, take) = (parameter(["skip", "offset"])?, parameter(["take", "limit"])?);
    let page = structure(argument(argument(output, 0)?, 0)?, types)?;
    let arrays: Vec<(&Ident, &Type)> =
        page.fields.iter().filter_map(|field| Some((field.ident.as_ref()?, array(&field.ty)?))).collect();
    let [(items, item)] = arrays[..] else { return None };
    let has_id =
        structure(item, types)?.fields.iter().any(|field| field.ident.as_ref().is_some_and(|ident| ident == "id"));
    let total = page.fields.iter().find_map(total);
    Some(List { page: &page.ident, items, item: item.clone(), total, has_id, skip, take })
}

/// The total of a page, as an expression of it.
fn total(field: &Field) -> Option<TokenStream> {
    let ident = field.ident.as_ref()?;
    let named = ["count", "total", "total_count"].iter().any(|name| ident == name);
    let is_integer =
        |ty: &Type| ["i64", "u64"].iter().any(|name| matches!(ty, Type::Path(path) if path.path.is_ident(name)));
    let optional =
        matches!(&field.ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"));
    match named {
        true if is_integer(&field.ty) => Some(quote!(u64::try_from(page.#ident).ok())),
        true if optional && argument(&field.ty, 0).is_some_and(is_integer) => {
            Some(quote!(page.#ident.and_then(|total| u64::try_from(total).ok())))
        }
        _ => None,
    }
}

/// The element of a `Vec`.
fn array(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    if path.path.segments.last()?.ident == "Vec" { argument(ty, 0) } else { None }
}

/// The generated struct that `ty` names.
fn structure<'a>(ty: &Type, types: &'a [Item]) -> Option<&'a ItemStruct> {
    let Type::Path(path) = ty else { return None };
    let name = &path.path.segments.last()?.ident;
    types.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == *name => Some(item),
        _ => None,
    })
}

fn argument(ty: &Type, position: usize) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.nth(position)
}
