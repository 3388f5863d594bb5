//! Time of containment, by size and shape: `cargo bench --bench containment`.
//!
//! Prints a table. Every row is the fastest of several runs, so that other load on the machine matters little.

use std::time::{Duration, Instant};

use order_contracts::containment::{Containment, Options, close, covers};
use serde_json::{Map, Value, json};

fn main() {
    println!("{:<44}{:>10}{:>12}{:>12}", "pair", "schemas", "answer", "fastest");
    for (name, sub, sup) in small() {
        row(name, &sub, &sup);
    }
    for size in [100, 1_000, 10_000] {
        let base = document(size, 70, None);
        row("document against itself", &base, &base);
        row("document, a description edited", &base, &document(size, 70, Some("note")));
        row("document, a definition behind a $ref", &base, &indirect(&base));
        row("document, a leaf widened", &base, &document(size, 70, Some("wider")));
        row("document, a leaf narrowed", &base, &document(size, 70, Some("narrower")));
        row("document, a property added", &base, &document(size, 70, Some("property")));
        if let Ok(closed) = close(&base) {
            row("closed document, a property added", &closed, &document(size, 70, Some("property")));
        }
    }
}

fn row(name: &str, sub: &Value, sup: &Value) {
    let options = Options::new().assert_formats(true);
    let (mut fastest, mut total, mut runs) = (Duration::MAX, Duration::ZERO, 0);
    let mut answer = covers(sub, sup, &options);
    while runs < 200 && total < Duration::from_secs(1) {
        let start = Instant::now();
        answer = covers(sub, sup, &options);
        let taken = start.elapsed();
        fastest = fastest.min(taken);
        total += taken;
        runs += 1;
    }
    let answer = match answer {
        Containment::Yes => "yes",
        Containment::No { .. } => "no",
        Containment::Undecided { .. } => "undecided",
    };
    println!("{name:<44}{:>10}{answer:>12}{:>12}", schemas(sub), format!("{fastest:.1?}"));
}

/// How many objects and lists of keywords a document holds, roughly its number of schemas.
fn schemas(document: &Value) -> usize {
    document["$defs"].as_object().map_or(1, |definitions| definitions.len() * 6 + 1)
}

fn small() -> Vec<(&'static str, Value, Value)> {
    let order = json!({
        "type": "object",
        "required": ["reference", "amount", "customer"],
        "properties": {
            "reference": {"type": "string", "minLength": 1, "maxLength": 100},
            "amount": {"type": "integer", "minimum": 0},
            "locale": {"enum": ["fr_FR", "en_US"]},
            "customer": {
                "type": "object",
                "required": ["email"],
                "properties": {"email": {"type": "string", "format": "email"}, "name": {"type": ["string", "null"]}},
            },
            "lines": {"type": "array", "items": {"type": "object", "properties": {"price": {"multipleOf": 0.01}}}},
        },
    });
    let edited = |pointer: &str, value: Value| {
        let mut edited = order.clone();
        if let Some(place) = edited.pointer_mut(pointer) {
            *place = value;
        }
        edited
    };
    vec![
        ("order against itself", order.clone(), order.clone()),
        ("order, maxLength 100 to 50", order.clone(), edited("/properties/reference/maxLength", json!(50))),
        ("order, maxLength 100 to 200", order.clone(), edited("/properties/reference/maxLength", json!(200))),
        ("order, a locale more", order.clone(), edited("/properties/locale/enum", json!(["fr_FR", "en_US", "en_GB"]))),
        ("order, a new required property", order.clone(), edited("/required", json!(["reference", "lines"]))),
        (
            "pattern {3} to {3,4}",
            json!({"type": "string", "pattern": "^[A-Z]{3}$"}),
            json!({"type": "string", "pattern": "^[A-Z]{3,4}$"}),
        ),
        ("pattern {3,4} to {3}", json!({"pattern": "^[A-Z]{3,4}$"}), json!({"pattern": "^[A-Z]{3}$"})),
        (
            "union of types to a list of types",
            json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"type": ["null", "string"]}),
        ),
    ]
}

/// A document of about `size` schemas: definitions that refer to later ones, every tenth to a cycle of `cycle` others.
fn document(size: usize, cycle: usize, edit: Option<&str>) -> Value {
    let count = (size / 6).max(2);
    let cycle = cycle.min(count - 1);
    let mut definitions = Map::new();
    for at in 0..count {
        let next = if at < cycle { (at + 1) % cycle } else { (at * 7 + 1) % count };
        let other = if at % 10 == 0 { at % cycle.max(1) } else { (at + 1).min(count - 1) };
        let mut definition = json!({
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "integer", "minimum": 0},
                "name": {"type": "string", "maxLength": 100 + at % 7},
                "next": {"$ref": format!("#/$defs/D{next}")},
                "others": {"type": "array", "items": {"$ref": format!("#/$defs/D{other}")}},
            },
        });
        if at == count / 2 {
            match edit {
                Some("note") => definition["description"] = json!("edited"),
                Some("wider") => definition["properties"]["id"]["minimum"] = json!(-1),
                Some("narrower") => definition["properties"]["id"]["minimum"] = json!(1),
                Some("property") => definition["properties"]["extra"] = json!({"type": "string"}),
                _ => {}
            }
        }
        definitions.insert(format!("D{at}"), definition);
    }
    let all = (0..count).map(|at| (format!("p{at}"), json!({"$ref": format!("#/$defs/D{at}")})));
    json!({"type": "object", "properties": all.collect::<Map<_, _>>(), "$defs": definitions})
}

/// The same document with every definition reached through one more.
fn indirect(document: &Value) -> Value {
    let mut copy = document.clone();
    if let Some(definitions) = copy["$defs"].as_object_mut() {
        let names: Vec<String> = definitions.keys().cloned().collect();
        for name in names {
            definitions.insert(format!("To{name}"), json!({"$ref": format!("#/$defs/{name}")}));
        }
    }
    if let Some(properties) = copy["properties"].as_object_mut() {
        for property in properties.values_mut() {
            let target = property["$ref"].as_str().unwrap_or_default().replace("#/$defs/", "#/$defs/To");
            *property = json!({"$ref": target});
        }
    }
    copy
}
