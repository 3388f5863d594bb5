//! [`Table`]: a text in TOML, read member by member, with a line and a column for everything that is wrong with it.
//!
//! Readers ask for the members that they know. What else is there is a mistake, and the nearest known name is what was probably
//! meant. All mistakes of a text are found at once.

use std::cell::RefCell;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::Error;
use crate::similar::nearest;

/// A text, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Source<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// The first place where it is no TOML: what is found behind it means nothing.
    broken: RefCell<Option<(usize, String)>>,
    mistakes: RefCell<Vec<(usize, String)>>,
}

/// Something that is wrong at a place, both from 1; columns are in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// A value, and where it is in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) at: usize,
}

/// A table that is being read.
#[derive(Debug)]
pub(crate) struct Table<'s, 't> {
    source: &'s Source<'t>,
    /// What messages call it: `[waivers]`.
    name: String,
    /// Where it begins.
    pub(crate) at: usize,
    members: Vec<Member<'t>>,
    known: Vec<&'static str>,
    /// The members that were there, whatever they were.
    taken: Vec<&'static str>,
}

#[derive(Debug)]
struct Member<'t> {
    name: String,
    at: usize,
    value: Spanned<DeValue<'t>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, lines, broken: RefCell::default(), mistakes: RefCell::default() }
    }

    /// The text of these bytes, without a byte order mark.
    pub(crate) fn text_of(bytes: &[u8]) -> Result<&str, Error> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Error::syntax(format!("line {line}: not UTF-8"))
        })
    }

    /// The whole text as a table; what cannot be parsed is a mistake.
    pub(crate) fn root(&self) -> Table<'_, 't> {
        let root = DeTable::parse(self.text).map(Spanned::into_inner).unwrap_or_else(|error| {
            let at = error.span().map_or(self.text.len(), |span| span.start);
            *self.broken.borrow_mut() = Some((at, error.message().lines().collect::<Vec<_>>().join("; ")));
            DeTable::default()
        });
        Table::new(self, "the file".to_owned(), 0, root)
    }

    /// Takes note of a mistake.
    pub(crate) fn mistake(&self, at: usize, what: impl Into<String>) {
        self.mistakes.borrow_mut().push((at, what.into()));
    }

    /// The line of a place, and its column in characters, from 1.
    pub(crate) fn place(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        (line, self.text[start..at].chars().count() + 1)
    }

    /// Everything that is wrong, in the order of the text.
    pub(crate) fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = match &*self.broken.borrow() {
            Some(broken) => vec![broken.clone()],
            None => self.mistakes.borrow().clone(),
        };
        mistakes.sort_by_key(|(at, _)| *at);
        let mistake = |(at, what): (usize, String)| {
            let (line, column) = self.place(at);
            Mistake { line, column, what }
        };
        mistakes.into_iter().map(mistake).collect()
    }
}

impl<'s, 't> Table<'s, 't> {
    fn new(source: &'s Source<'t>, name: String, at: usize, table: DeTable<'t>) -> Self {
        let member = |(name, value): (Spanned<_>, _)| {
            let at = name.span().start;
            let name: std::borrow::Cow<'t, str> = name.into_inner();
            Member { name: name.into_owned(), at, value }
        };
        let mut members: Vec<Member<'t>> = table.into_iter().map(member).collect();
        members.sort_by_key(|member| member.at);
        Self { source, name, at, members, known: Vec::new(), taken: Vec::new() }
    }

    fn take(&mut self, name: &'static str) -> Option<Member<'t>> {
        self.known.push(name);
        let place = self.members.iter().position(|member| member.name == name)?;
        self.taken.push(name);
        Some(self.members.remove(place))
    }

    /// Where it is.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether a member that was asked for is there, be it right or wrong.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.taken.contains(&name)
    }

    fn wrong<T>(&self, name: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<T> {
        let found = kind(value.get_ref());
        self.source.mistake(value.span().start, format!("`{name}` is {found}; expected {wanted}"));
        None
    }

    /// The mistake that a member that must be there is not.
    pub(crate) fn missing(&self, name: &str) {
        self.source.mistake(self.at, format!("{} has no `{name}`", self.name));
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<At<String>> {
        let member = self.take(name)?;
        let at = member.value.span().start;
        match member.value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.source.mistake(at, format!("`{name}` is empty"));
                None
            }
            DeValue::String(text) => Some(At { value: text.to_string(), at }),
            _ => self.wrong(name, &member.value, "a text in quotes"),
        }
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Option<At<T>> {
        let text = self.text(name)?;
        one_of(self.source, name, &text, words)
    }

    /// True or false.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<At<bool>> {
        let member = self.take(name)?;
        match member.value.get_ref() {
            DeValue::Boolean(value) => Some(At { value: *value, at: member.value.span().start }),
            _ => self.wrong(name, &member.value, "`true` or `false`"),
        }
    }

    /// An integer that is not negative.
    pub(crate) fn count(&mut self, name: &'static str) -> Option<At<u64>> {
        let member = self.take(name)?;
        match count_of(member.value.get_ref()) {
            Some(value) => Some(At { value, at: member.value.span().start }),
            None => self.wrong(name, &member.value, "an integer from 0"),
        }
    }

    /// A number from 0 to 100.
    pub(crate) fn percent(&mut self, name: &'static str) -> Option<At<f64>> {
        let member = self.take(name)?;
        let number = match member.value.get_ref() {
            DeValue::Float(number) => number.as_str().replace('_', "").parse::<f64>().ok(),
            other => count_of(other).and_then(|number| u32::try_from(number).ok()).map(f64::from),
        };
        match number.filter(|number| (0.0..=100.0).contains(number)) {
            Some(value) => Some(At { value, at: member.value.span().start }),
            None => self.wrong(name, &member.value, "a number from 0 to 100"),
        }
    }

    /// A date, such as `2027-01-31`, as a date or as a text.
    pub(crate) fn date(&mut self, name: &'static str) -> Option<At<String>> {
        let member = self.take(name)?;
        let text = match member.value.get_ref() {
            DeValue::Datetime(date) if date.time.is_none() => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        // Dates are compared as text, so each must have all its digits.
        match text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok() {
            true => Some(At { value: text, at: member.value.span().start }),
            false => {
                let what = format!("`{name}` is not a date; expected one such as `2027-01-31`");
                self.source.mistake(member.value.span().start, what);
                None
            }
        }
    }

    /// A list of texts; a single one is a list of one.
    pub(crate) fn texts(&mut self, name: &'static str) -> Option<Vec<At<String>>> {
        let member = self.take(name)?;
        let mut out = Vec::new();
        let items: Vec<&Spanned<DeValue<'_>>> = match member.value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            DeValue::String(_) => vec![&member.value],
            _ => return self.wrong(name, &member.value, "a list of texts"),
        };
        for item in items {
            match item.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    out.push(At { value: text.to_string(), at: item.span().start });
                }
                _ => self.wrong(name, item, "a list of texts, none of them empty")?,
            }
        }
        Some(out)
    }

    /// A table; `shown` is what messages call it.
    pub(crate) fn table(&mut self, name: &'static str, shown: &str) -> Option<Table<'s, 't>> {
        let member = self.take(name)?;
        let source = self.source;
        match member.value.get_ref() {
            DeValue::Table(_) => Some(source.table(member, &format!("`{shown}`"))),
            _ => self.wrong(name, &member.value, &format!("a table, `{shown}`")),
        }
    }

    /// The tables of a list; `shown` is what messages call one.
    pub(crate) fn tables(&mut self, name: &'static str, shown: &str) -> Vec<Table<'s, 't>> {
        let Some(member) = self.take(name) else { return Vec::new() };
        let wanted = format!("tables that each begin with `{shown}`");
        let DeValue::Array(items) = member.value.get_ref() else {
            self.wrong::<()>(name, &member.value, &wanted);
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    out.push(Table::new(self.source, format!("`{shown}`"), item.span().start, table.clone()));
                }
                _ => _ = self.wrong::<()>(name, item, &wanted),
            }
        }
        out
    }

    /// The members that have not been asked for, whatever their names are.
    pub(crate) fn rest(&mut self) -> Vec<Entry<'s, 't>> {
        let source = self.source;
        std::mem::take(&mut self.members).into_iter().map(|member| Entry { source, member }).collect()
    }

    /// Reports the members that nobody asked for.
    pub(crate) fn finish(self) {
        for member in &self.members {
            let near = nearest(&member.name, self.known.iter().copied());
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let known: Vec<String> = self.known.iter().map(|name| format!("`{name}`")).collect();
                    format!("expected {}", known.join(", "))
                }
            };
            self.source.mistake(member.at, format!("unknown key `{}`; {hint}", member.name));
        }
    }
}

impl<'t> Source<'t> {
    fn table(&self, member: Member<'t>, shown: &str) -> Table<'_, 't> {
        let table = match member.value.into_inner() {
            DeValue::Table(table) => table,
            _ => DeTable::default(),
        };
        Table::new(self, shown.to_owned(), member.at, table)
    }
}

/// A member of a table whose keys are names of something.
#[derive(Debug)]
pub(crate) struct Entry<'s, 't> {
    source: &'s Source<'t>,
    member: Member<'t>,
}

impl<'s, 't> Entry<'s, 't> {
    pub(crate) fn name(&self) -> &str {
        &self.member.name
    }

    /// Where its name is.
    pub(crate) fn at(&self) -> usize {
        self.member.at
    }

    /// Where its value is.
    pub(crate) fn value_at(&self) -> usize {
        self.member.value.span().start
    }

    /// A text or an integer, as a text.
    pub(crate) fn amount(&self) -> Option<String> {
        match self.member.value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            other => count_of(other).map(|number| number.to_string()),
        }
    }

    /// One of some words; `None` without a mistake when it is a table, which [`table`](Self::table) reads.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)], or_else: &str) -> Option<At<T>> {
        match self.member.value.get_ref() {
            DeValue::String(text) => {
                let text = At { value: text.to_string(), at: self.value_at() };
                one_of(self.source, self.name(), &text, words)
            }
            DeValue::Table(_) => None,
            other => {
                let what = format!("`{}` is {}; expected {or_else}", self.name(), kind(other));
                self.source.mistake(self.value_at(), what);
                None
            }
        }
    }

    /// Its value, if that is a table.
    pub(crate) fn table(self) -> Option<Table<'s, 't>> {
        let name = format!("`{}`", self.member.name);
        let is_table = matches!(self.member.value.get_ref(), DeValue::Table(_));
        is_table.then(|| self.source.table(self.member, &name))
    }
}

fn one_of<T: Copy>(source: &Source<'_>, name: &str, text: &At<String>, words: &[(&'static str, T)]) -> Option<At<T>> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
        return Some(At { value: *value, at: text.at });
    }
    let hint = match nearest(&text.value, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            format!("expected {}", words.join(", "))
        }
    };
    source.mistake(text.at, format!("unknown value `{}` of `{name}`; {hint}", text.value));
    None
}

fn count_of(value: &DeValue<'_>) -> Option<u64> {
    let DeValue::Integer(number) = value else { return None };
    u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

fn kind(value: &DeValue<'_>) -> String {
    let kind = match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(number) if number.radix() == 10 => return number.as_str().to_owned(),
        DeValue::Integer(_) => "an integer",
        DeValue::Float(number) => return number.as_str().to_owned(),
        DeValue::Boolean(true) => "`true`",
        DeValue::Boolean(false) => "`false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    kind.to_owned()
}
