//! The effective configuration as `config` prints it: each value, and where it comes from.

use serde_json::{Value, json};

use super::find::NAME;
use super::select::Selected;
use super::values::{Config, Origin};
use crate::cli::output::Output;
use crate::cli::style;
use crate::diff::Gate;
use crate::limits::ALL;
use crate::plain::plain;

/// A value under a key such as `fail-on.wire`.
struct Row {
    key: String,
    value: Value,
    from: String,
}

/// Two columns, and where each value comes from behind them.
pub(super) fn text(config: &Config, documents: &[Selected], out: &mut Output<'_>) {
    match &config.file {
        Some(file) => {
            let from = origin(config, file.from);
            out.line((style::heading(plain(file.value.display())), style::faint((" (", plain(from), ")"))));
        }
        None => out.line(("no configuration: there is no `", plain(NAME), "`")),
    }
    let rows = rows(config);
    let sections = documents.iter().map(|document| (Some(document), contract_rows(config, document)));
    for (document, rows) in std::iter::once((None, rows)).chain(sections) {
        if let Some(document) = document {
            out.line((style::heading(("contract ", plain(&document.name))), ""));
        }
        let shown: Vec<(String, String, String)> =
            rows.into_iter().map(|row| (row.key, shown(&row.value), row.from)).collect();
        let width = |column: fn(&(String, String, String)) -> &String| {
            shown.iter().map(|row| column(row).chars().count()).max().unwrap_or_default()
        };
        let (keys, values) = (width(|row| &row.0), width(|row| &row.1).min(40));
        for (key, value, from) in &shown {
            let row = format!("  {key:keys$}  {value:values$}  ");
            out.line((plain(row), style::faint(plain(from))));
        }
    }
}

/// An object: `version` (1), `file` and where it comes from, `settings` (`key`, `value`, `from`), and `contracts`, each with `name`,
/// `path` and `settings`.
pub(super) fn json(config: &Config, documents: &[Selected]) -> Value {
    let rows = |rows: Vec<Row>| {
        rows.into_iter().map(|row| json!({ "key": row.key, "value": row.value, "from": row.from })).collect::<Vec<_>>()
    };
    let contracts: Vec<Value> = documents
        .iter()
        .map(|document| {
            json!({
                "name": document.name,
                "path": document.path,
                "settings": rows(contract_rows(config, document)),
            })
        })
        .collect();
    let file = config.file.as_ref().map(|file| json!({ "path": file.value, "from": origin(config, file.from) }));
    json!({ "version": 1, "file": file, "settings": rows(self::rows(config)), "contracts": contracts })
}

fn rows(config: &Config) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |key: String, value: Value, from: Origin| {
        rows.push(Row { key, value, from: origin(config, from) });
    };
    let sent = |sent: bool| json!(if sent { "sent" } else { "not-sent" });
    add("base".to_owned(), json!(config.base.value), config.base.from);
    add("undeclared".to_owned(), sent(config.undeclared_sent.value), config.undeclared_sent.from);
    add("overlapping".to_owned(), sent(config.overlapping_sent.value), config.overlapping_sent.from);
    let thresholds = [config.gate.wire, config.gate.code, config.gate.policy, config.gate.docs];
    for ((facet, threshold), from) in Gate::FACETS.into_iter().zip(thresholds).zip(config.gate_from) {
        add(format!("fail-on.{facet}"), json!(threshold), from);
    }
    for rule in &config.rules {
        let mut value = json!({ "level": rule.level });
        if let Some(reason) = &rule.reason {
            value["reason"] = json!(reason);
        }
        if let Some(contracts) = &rule.contracts {
            value["contracts"] = json!(contracts);
        }
        add(format!("rules.{}", rule.rule), value, Origin::Line(rule.line));
    }
    let waivers = &config.waivers;
    let file = waivers.file.as_ref();
    add("waivers.file".to_owned(), json!(file.map(|file| &file.value)), file.map_or(Origin::Default, |file| file.from));
    let days = waivers.max_days.as_ref();
    add(
        "waivers.max-days".to_owned(),
        json!(days.map(|days| days.value)),
        days.map_or(Origin::Default, |days| days.from),
    );
    add("waivers.stale".to_owned(), json!(waivers.stale.value), waivers.stale.from);
    add("waivers.new".to_owned(), json!(waivers.new.value), waivers.new.from);
    for limit in &ALL {
        let from = config.limits_from.iter().find(|(name, _)| name == limit.name);
        let from = from.map_or(Origin::Default, |(_, from)| *from);
        add(format!("limits.{}", limit.name), json!(limit.of(&config.limits)), from);
    }
    rows
}

fn contract_rows(config: &Config, document: &Selected) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |key: &str, value: Value, from: Origin| {
        rows.push(Row { key: key.to_owned(), value, from: origin(config, from) });
    };
    add("path", json!(document.path), document.line.map_or(Origin::Default, Origin::Line));
    add("base", json!(document.base.value), document.base.from);
    if let Some(traffic) = &document.traffic {
        let inputs: Vec<&str> = traffic.inputs.iter().map(|(input, _)| input.as_str()).collect();
        let place = traffic.inputs.first().map_or(Origin::Default, |(_, place)| Origin::Line(place.0));
        add("traffic.inputs", json!(inputs), place);
        if let Some(schema) = &traffic.schema {
            add("traffic.schema", json!(schema.value), schema.from);
        }
        if let Some(baseline) = &traffic.baseline {
            add("traffic.baseline", json!(baseline.value), baseline.from);
        }
        if let Some(percent) = &traffic.min_coverage {
            add("traffic.min-coverage", json!(percent.value), percent.from);
        }
        add("traffic.strict", json!(traffic.strict.value), traffic.strict.from);
    }
    rows
}

fn origin(config: &Config, from: Origin) -> String {
    match from {
        Origin::Default => "default".to_owned(),
        Origin::Line(line) => {
            let file = config.file.as_ref().map(|file| file.value.display().to_string()).unwrap_or_default();
            format!("{file}:{line}")
        }
        Origin::Flag(name) => name.to_owned(),
        Origin::Environment(name) => format!("environment variable {name}"),
        Origin::Found => "found from the working directory upwards".to_owned(),
    }
}

/// A value in words.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| match name.as_str() {
                "level" => shown(value),
                "reason" => format!("({})", shown(value)),
                _ => format!("for {}", shown(value)),
            };
            // The level comes first, and the rest behind it.
            let mut parts: Vec<(bool, String)> = members.iter().map(|part| (part.0 != "level", member(part))).collect();
            parts.sort();
            parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
