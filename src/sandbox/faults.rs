//! [`Faults`]: rules by which calls go wrong, for clients that cannot ask for it by `Prefer`. They say the same in the same words.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::ids;
use super::prefer::Preferences;
use crate::contract::Contract;
use crate::http::Select;

/// How many rules there are at once.
const MOST: usize = 100;

/// The members of a rule.
pub(super) const MEMBERS: [&str; 8] = ["operation", "path", "tag", "code", "delay", "fault", "rate", "times"];

/// The rules of a world, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<Rule>,
    /// How many there were, those that were deleted included.
    added: u64,
}

/// Which calls go wrong, and how.
#[derive(Debug)]
pub(super) struct Rule {
    number: u64,
    /// The operations whose calls are meant; `None` for all.
    operations: Option<Named>,
    wanted: Preferences,
    /// How many of the calls, from 0 to 1.
    rate: f64,
    /// How many calls at most.
    times: Option<u64>,
    /// How many calls it was asked about, and how many of them went wrong.
    seen: u64,
    applied: u64,
}

/// Operations as a rule names them.
#[derive(Debug)]
struct Named {
    /// The member that names them.
    kind: &'static str,
    name: String,
    /// Their numbers.
    numbers: Vec<usize>,
}

impl Faults {
    /// Adds a rule, and shows it; why not, where there are too many.
    pub(super) fn add(&mut self, rule: Rule) -> Result<Value, String> {
        if self.rules.len() >= MOST {
            return Err(format!("there are {MOST} rules already: `DELETE` removes them"));
        }
        self.added += 1;
        let rule = Rule { number: self.added, ..rule };
        let shown = rule.shown();
        self.rules.push(rule);
        Ok(shown)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn shown(&self) -> Value {
        json!({ "faults": self.rules.iter().map(Rule::shown).collect::<Vec<_>>() })
    }

    /// How a call of the operation with this number goes wrong. Rules are asked in order, and those behind the first that
    /// applies do not hear of the call: of two rules with `times`, the second begins when the first has ended.
    pub(super) fn draw(&mut self, seed: u64, operation: Option<usize>) -> Option<&Preferences> {
        self.rules.iter_mut().find_map(|rule| rule.draw(seed, operation))
    }
}

impl Rule {
    /// The rule that `members` describe.
    pub(super) fn of(members: &Map<String, Value>, contract: &Contract) -> Result<Self, String> {
        let mut wanted = Preferences { is_by_rule: true, ..Preferences::default() };
        for name in ["code", "delay", "fault"] {
            let text = match members.get(name) {
                None => continue,
                Some(Value::String(text)) if name == "fault" => text.clone(),
                Some(Value::Number(number)) if name != "fault" => number.to_string(),
                // Refused for what it is not.
                Some(_) => String::new(),
            };
            wanted.take(name, &text).map_err(|wanted| format!("`{name}`: {wanted}"))?;
        }
        if !wanted.is_fault() {
            return Err("the rule changes nothing: wanted `code`, `delay` or `fault`".to_owned());
        }
        let rate = members.get("rate").map_or(Some(1.0), Value::as_f64).filter(|rate| *rate > 0.0 && *rate <= 1.0);
        let times = members.get("times").map(|times| times.as_u64().filter(|times| *times > 0));
        Ok(Self {
            number: 0,
            operations: Named::of(members, contract)?,
            wanted,
            rate: rate.ok_or("`rate`: wanted a number above 0 and at most 1")?,
            times: times.map(|times| times.ok_or("`times`: wanted an integer from 1")).transpose()?,
            seen: 0,
            applied: 0,
        })
    }

    fn draw(&mut self, seed: u64, operation: Option<usize>) -> Option<&Preferences> {
        let is_meant = match &self.operations {
            Some(named) => operation.is_some_and(|operation| named.numbers.contains(&operation)),
            None => true,
        };
        if !is_meant || self.times.is_some_and(|times| self.applied >= times) {
            return None;
        }
        self.seen += 1;
        if ids::share(seed, self.number, self.seen) >= self.rate {
            return None;
        }
        self.applied += 1;
        Some(&self.wanted)
    }

    fn shown(&self) -> Value {
        let mut shown = Map::new();
        let mut show = |name: &str, value: Option<Value>| {
            shown.extend(value.map(|value| (name.to_owned(), value)));
        };
        show("number", Some(self.number.into()));
        if let Some(Named { kind, name, .. }) = &self.operations {
            show(kind, Some(name.as_str().into()));
        }
        show("code", self.wanted.code.map(Value::from));
        show("delay", self.wanted.delay.map(|delay| Value::from(u64::try_from(delay.as_millis()).unwrap_or_default())));
        show("fault", self.wanted.fault.map(|fault| fault.name().into()));
        show("rate", Some(self.rate.into()));
        show("times", self.times.map(Value::from));
        show("seen", Some(self.seen.into()));
        show("applied", Some(self.applied.into()));
        Value::Object(shown)
    }
}

impl Named {
    /// The operations that a rule with these members names.
    fn of(members: &Map<String, Value>, contract: &Contract) -> Result<Option<Self>, String> {
        let mut named = ["operation", "path", "tag"].into_iter().filter_map(|kind| Some((kind, members.get(kind)?)));
        let Some((kind, name)) = named.next() else { return Ok(None) };
        if named.next().is_some() {
            return Err("wanted only one of `operation`, `path` and `tag`".to_owned());
        }
        let name = name.as_str().ok_or_else(|| format!("`{kind}`: wanted a string"))?.to_owned();
        let select = match kind {
            "path" => Select::Path(name.clone()),
            "tag" => Select::Tag(name.clone()),
            _ => Select::Operation(name.clone()),
        };
        let numbers = select.resolve(contract).map_err(|error| format!("`{kind}`: {error}"))?;
        Ok(Some(Self { kind, name, numbers }))
    }
}

/// The number of the operation that a call is of.
pub(super) fn number(contract: &Contract, call: &Call<'_>) -> Option<usize> {
    contract.endpoints().element_offset(call.endpoint)
}
