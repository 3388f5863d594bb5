//! The public surface that the documents give rise to, one line each: a name that changes is a change to see in review.
//!
//! Read from the generated sources, of which this pins names and types and never the text. They are printed by
//! prettyplease, so a few fixed forms say it all; a parser would have to be built for the tests alone.

use order_contracts::Api;
use order_contracts::contract::Operation;

/// API, generated types, generated client.
const SOURCES: [(Api, &str, &str); 2] = [
    (
        Api::KohortPay,
        include_str!(concat!(env!("OUT_DIR"), "/kohortpay_types.rs")),
        include_str!(concat!(env!("OUT_DIR"), "/kohortpay_client.rs")),
    ),
    (
        Api::Threekit,
        include_str!(concat!(env!("OUT_DIR"), "/threekit_types.rs")),
        include_str!(concat!(env!("OUT_DIR"), "/threekit_client.rs")),
    ),
];

#[test]
fn operations() {
    let lines = Api::ALL.into_iter().flat_map(|api| {
        let line = move |operation: &Operation| {
            format!("{api} {} {} {}", operation.id().expect("an id"), operation.method(), operation.path())
        };
        api.operations().iter().map(line)
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

/// Each call with everything that can be set, and what it comes to.
#[test]
fn client_calls() {
    let mut lines = Vec::new();
    for (api, _, source) in SOURCES {
        let code = code(source);
        let (client, builders) = code.split_once("pub mod builder {").expect("a module of builders");
        for call in client.split("pub fn ").skip(1) {
            let (method, rest) = call.split_once("(&self) -> builder::").expect("a call gives its builder");
            let builder = rest.split('<').next().expect("a name");
            let body = builders.split(&format!("impl<'a> {builder}<'a> {{")).nth(1).expect("an implementation");
            let body = body.split(" pub struct ").next().expect("its text");
            let mut line = format!("{api} {method}()");
            // Every call has `new`, `options` and `send_blocking`; what sets a parameter or the body is generic.
            let is_setter = |function: &&str| function.split('(').next().is_some_and(|name| name.contains('<'));
            for setter in body.split("pub fn ").skip(1).filter(is_setter) {
                let (name, rest) = setter.split_once('<').expect("a generic setter");
                let bound = rest.split_once(" where ").expect("a bound").1.split_once(": ").expect("a bound").1;
                let bound = bound.split(", {").next().and_then(|bound| bound.split(", <").next()).expect("a bound");
                line.push_str(&format!(".{name}({})", tidy(bound)));
            }
            let send = body.split_once("pub async fn send(").expect("a call is sent").1;
            let result = send.split_once("-> ").expect("a result").1.split(" {").next().expect("a type");
            let pages = if builders.contains(&format!("Paged for {builder}<")) { ", by pages and items" } else { "" };
            lines.push(format!("{line}.send() -> {}{pages}", tidy(result)));
        }
    }
    assert_eq!(lines.len(), 21);
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn types() {
    let mut lines = Vec::new();
    for (api, source, _) in SOURCES {
        let code = code(source);
        let types = code.split("pub mod error {").next().expect("the types come first");
        for item in types.split("pub struct ").skip(1) {
            let name = item.split(['(', ' ', ';']).next().expect("a name");
            match item.strip_prefix(name).and_then(|rest| rest.strip_prefix(" { ")) {
                Some(body) => {
                    lines.push(format!("{api} struct {name}"));
                    let fields = body.split_once(", }").expect("the end of the struct").0.split("pub ").skip(1);
                    lines.extend(fields.map(|field| {
                        let (name, ty) = field.trim().trim_end_matches(',').split_once(": ").expect("a field");
                        format!("    {name}: {}", tidy(ty))
                    }));
                }
                None => {
                    let held = item.split_once('(').and_then(|(_, rest)| rest.split_once(");")).expect("a tuple").0;
                    lines.push(format!("{api} struct {name}({})", tidy(held)));
                }
            }
        }
        for item in types.split("pub enum ").skip(1) {
            let (name, body) = item.split_once(" { ").expect("an enum");
            let variants = body.split_once(", }").expect("the end of the enum").0;
            lines.push(format!("{api} enum {name} {{ {} }}", tidy(variants)));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

/// Descriptions that came out wrong: an escape where a link was meant, a name that was not there.
#[test]
fn regression_generated_descriptions_have_their_links_and_names() {
    let mut findings = Vec::new();
    for (api, types, client) in SOURCES {
        for (number, line) in types.lines().chain(client.lines()).enumerate() {
            if line.trim_start().starts_with("//") && (line.contains("\\[`") || line.contains("`` of")) {
                findings.push(format!("{api} line {}: {line}", number + 1));
            }
        }
    }
    crate::support::assert_none(&findings);
    for doc in ["Sets the parameter `search`. ", "Sets the request body. "] {
        assert!(SOURCES[0].2.contains(doc), "setters say what they set: {doc}");
    }
    assert!(SOURCES[0].1.contains("Builder for [`CreateOrder`](super::CreateOrder)"), "links are kept");
}

/// The code on one line: without comments and attributes, with single spaces.
fn code(source: &str) -> String {
    let mut lines = Vec::new();
    let mut comment = false;
    for line in source.lines().map(str::trim) {
        comment |= line.starts_with("/**");
        if !comment && !line.starts_with("//") && !line.starts_with("#[") {
            lines.push(line);
        }
        comment &= !line.ends_with("*/");
    }
    lines.join(" ")
}

/// A type as people write it.
fn tidy(ty: &str) -> String {
    let text = ty.replace("< ", "<").replace(", >", ">").replace(",>", ">").replace(" >", ">").replace(", )", ")");
    let text = text.replace("( ", "(").replace(" )", ")");
    let roots = ["::std::", "std::", "::serde_json::", "crate::apis::wire::", "crate::apis::", "crate::"];
    let modules = ["string::", "option::", "vec::", "num::", "convert::", "ops::"];
    let text = roots.iter().fold(text, |text, root| text.replace(root, ""));
    modules.iter().fold(text, |text, module| text.replace(module, "")).trim().trim_end_matches(',').to_owned()
}
