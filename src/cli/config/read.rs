//! The configuration as it is read: every mistake has a line, a column and, where there is one, the name that was meant.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::find::{self, ConfigArguments};
use super::values::{Config, Entry, Origin, RuleSetting, Setting, Traffic, is_part};
use super::walk::is_outside;
use crate::cli::Context;
use crate::cli::document;
use crate::diff::{Gate, Level, Levels, Threshold};
use crate::error::Error;
use crate::limits::Limits;
use crate::similar::nearest;
use crate::tables::{At, Source, Table};

/// A longer file is no configuration.
const MOST_BYTES: u64 = 1 << 20;

/// More are counted.
const MOST_MISTAKES: usize = 50;

const SENT: [(&str, bool); 2] = [("sent", true), ("not-sent", false)];

impl Config {
    /// The configuration that holds. All mistakes are printed but the last, which is the error.
    pub(in crate::cli) fn load(arguments: &ConfigArguments, context: &mut Context<'_, '_>) -> Result<Self, Error> {
        let Some(file) = find::file(arguments)? else { return Ok(Self::default()) };
        let name = file.value.display().to_string();
        let limits = Limits { document_bytes: MOST_BYTES, ..Limits::default() };
        if std::fs::metadata(&file.value).is_ok_and(|found| found.len() > MOST_BYTES) {
            return Err(Error::settings(format!(
                "`{name}` has more than {MOST_BYTES} bytes, which no configuration has"
            )));
        }
        let bytes = document::read(&file.value.to_string_lossy(), &mut io::empty(), &limits)?;
        let text = Source::text_of(&bytes).map_err(|error| Error::settings(format!("`{name}`: {error}")))?;
        let (config, mistakes) = read(text, file);
        let mut errors: Vec<Error> = mistakes
            .iter()
            .take(MOST_MISTAKES)
            .map(|mistake| Error::settings(format!("{name}:{}:{}: {}", mistake.line, mistake.column, mistake.what)))
            .collect();
        if let Some(more @ 1..) = mistakes.len().checked_sub(MOST_MISTAKES) {
            errors.push(Error::settings(format!("{more} more mistakes in `{name}`")));
        }
        match errors.pop() {
            None => Ok(config),
            Some(last) => {
                errors.iter().for_each(|error| context.fail(error));
                Err(last)
            }
        }
    }
}

fn read(text: &str, file: Setting<PathBuf>) -> (Config, Vec<crate::tables::Mistake>) {
    let source = Source::new(text);
    let reader = Reader { source: &source };
    let mut config = Config { file: Some(file), ..Config::default() };
    let mut root = source.root();
    match root.count("version") {
        Some(version) if version.value != 1 => {
            source.mistake(version.at, format!("unknown version {}; this program reads version 1", version.value));
        }
        None if !root.has("version") => source.mistake(0, "the file has no `version`; expected `version = 1`"),
        _ => {}
    }
    config.base.set(root.text("base").map(|base| reader.base(base, &config)));
    config.undeclared_sent.set(root.word("undeclared", &SENT).map(|sent| reader.setting(sent)));
    config.overlapping_sent.set(root.word("overlapping", &SENT).map(|sent| reader.setting(sent)));
    if let Some(table) = root.table("fail-on", "[fail-on]") {
        reader.gate(table, &mut config);
    }
    if let Some(table) = root.table("waivers", "[waivers]") {
        reader.waivers(table, &mut config);
    }
    if let Some(table) = root.table("limits", "[limits]") {
        reader.limits(table, &mut config);
    }
    for table in root.tables("contract", "[[contract]]") {
        reader.contract(table, &mut config);
    }
    // Rules may name contracts.
    if let Some(table) = root.table("rules", "[rules]") {
        reader.rules(table, &mut config);
    }
    root.finish();
    (config, source.mistakes())
}

struct Reader<'s, 't> {
    source: &'s Source<'t>,
}

impl Reader<'_, '_> {
    fn setting<T>(&self, found: At<T>) -> Setting<T> {
        Setting { value: found.value, from: Origin::Line(self.source.place(found.at).0) }
    }

    /// A revision, or a path within the repository.
    fn base(&self, base: At<String>, config: &Config) -> Setting<String> {
        self.path(&base, config);
        self.setting(base)
    }

    fn gate(&self, mut table: Table<'_, '_>, config: &mut Config) {
        for (facet, from) in Gate::FACETS.into_iter().zip(&mut config.gate_from) {
            let words: &[(&str, Threshold)] = match facet {
                "docs" => &[("any", Threshold::Any), ("off", Threshold::Off)],
                _ => &Threshold::NAMES,
            };
            let Some(threshold) = table.word(facet, words) else { continue };
            // Neither the facet nor the threshold can be wrong here.
            let _ = config.gate.set(facet, threshold.value);
            *from = self.setting(threshold).from;
        }
        table.finish();
    }

    fn waivers(&self, mut table: Table<'_, '_>, config: &mut Config) {
        if let Some(file) = table.text("file") {
            let path = self.path(&file, config);
            config.waivers.file = Some(Setting { value: path, from: self.setting(file).from });
        }
        config.waivers.max_days = table.count("max-days").map(|days| self.setting(days));
        config.waivers.stale.set(table.word("stale", &Level::NAMES).map(|level| self.setting(level)));
        config.waivers.new.set(table.word("new", &Level::NAMES).map(|level| self.setting(level)));
        table.finish();
    }

    fn limits(&self, mut table: Table<'_, '_>, config: &mut Config) {
        for entry in table.rest() {
            let Some(amount) = entry.amount() else {
                let what = format!("`{}` is no amount; expected an integer, or a text such as `64MiB`", entry.name());
                self.source.mistake(entry.value_at(), what);
                continue;
            };
            // Which of both is wrong decides the place.
            let is_known = crate::limits::ALL.iter().any(|limit| limit.name == entry.name());
            let at = if is_known { entry.value_at() } else { entry.at() };
            match config.limits.set(entry.name(), &amount) {
                Ok(()) => {
                    let line = Origin::Line(self.source.place(entry.at()).0);
                    config.limits_from.push((entry.name().to_owned(), line));
                }
                Err(error) => self.source.mistake(at, error.to_string()),
            }
        }
    }

    fn rules(&self, mut table: Table<'_, '_>, config: &mut Config) {
        for entry in table.rest() {
            let (rule, at) = (entry.name().to_owned(), entry.at());
            if let Err(error) = Levels::default().set(&rule, Level::Allow, None) {
                self.source.mistake(at, error.to_string());
                continue;
            }
            let line = self.source.place(at).0;
            let wanted = "`allow`, `warn`, `deny`, or a table with `level`";
            if let Some(level) = entry.word(&Level::NAMES, wanted) {
                let level = level.value;
                config.rules.push(RuleSetting { rule, level, reason: None, contracts: None, line });
                continue;
            }
            let Some(mut table) = entry.table() else { continue };
            let level = table.word("level", &Level::NAMES);
            if level.is_none() && !table.has("level") {
                table.missing("level");
            }
            let reason = table.text("reason").map(|reason| reason.value);
            let contracts = table.texts("contracts").map(|names| self.known_contracts(names, config));
            table.finish();
            if let Some(level) = level {
                config.rules.push(RuleSetting { rule, level: level.value, reason, contracts, line });
            }
        }
    }

    fn known_contracts(&self, names: Vec<At<String>>, config: &Config) -> Vec<String> {
        let known: Vec<&str> =
            config.contracts.iter().map(|entry| entry.name.as_deref().unwrap_or(&entry.path)).collect();
        for name in &names {
            if !known.iter().any(|known| is_part(known, &name.value)) {
                let hint = match nearest(&name.value, known.iter().copied()) {
                    Some(near) => format!("; did you mean `{near}`?"),
                    None => String::new(),
                };
                self.source.mistake(name.at, format!("unknown contract `{}`{hint}", name.value));
            }
        }
        names.into_iter().map(|name| name.value).collect()
    }

    fn contract(&self, mut table: Table<'_, '_>, config: &mut Config) {
        let name = table.text("name");
        let path = table.text("path");
        if path.is_none() && !table.has("path") {
            table.missing("path");
        }
        let base = table.text("base").map(|base| self.base(base, config));
        let traffic = table.table("traffic", "[contract.traffic]").map(|table| self.traffic(table, config));
        table.finish();
        let Some(path) = path else { return };
        self.path(&path, config);
        if let Err(error) = glob::Pattern::new(&path.value) {
            self.source.mistake(path.at, format!("`{}` is no pattern: {}", path.value, error.msg));
        }
        let called = name.as_ref().unwrap_or(&path);
        let twice = |entry: &Entry| entry.name.as_deref().unwrap_or(&entry.path) == called.value;
        if config.contracts.iter().any(twice) {
            self.source.mistake(called.at, format!("two contracts are called `{}`", called.value));
        }
        config.contracts.push(Entry {
            name: name.map(|name| name.value),
            base,
            traffic,
            place: self.source.place(path.at),
            path: path.value,
        });
    }

    fn traffic(&self, mut table: Table<'_, '_>, config: &Config) -> Traffic {
        let inputs = table.texts("inputs");
        if inputs.is_none() && !table.has("inputs") {
            table.missing("inputs");
        }
        if inputs.as_ref().is_some_and(Vec::is_empty) {
            self.source.mistake(table.at(), "`inputs` is empty; expected the files of the traffic");
        }
        let mut input = |input: At<String>| {
            self.path(&input, config);
            if let Err(error) = glob::Pattern::new(&input.value) {
                self.source.mistake(input.at, format!("`{}` is no pattern: {}", input.value, error.msg));
            }
            (input.value, self.source.place(input.at))
        };
        let baseline = table.text("baseline").map(|file| {
            let value = self.path(&file, config);
            self.setting(At { value, at: file.at })
        });
        let traffic = Traffic {
            inputs: inputs.unwrap_or_default().into_iter().map(&mut input).collect(),
            schema: table.text("schema").map(|schema| self.setting(schema)),
            baseline,
            min_coverage: table.percent("min-coverage").map(|percent| self.setting(percent)),
            strict: table.flag("strict").map_or_else(Setting::default, |strict| self.setting(strict)),
        };
        table.finish();
        traffic
    }

    /// A path in the configuration, from the folder that the program runs in. One that leads out of the repository is a mistake:
    /// the configuration of a pull request is of a stranger.
    fn path(&self, written: &At<String>, config: &Config) -> PathBuf {
        let path = Path::new(&written.value);
        let path_of_config = config.path(path);
        if path.is_absolute() || path.components().any(|part| matches!(part, Component::Prefix(_))) {
            let what = format!("`{}` is absolute; expected a path from the folder of this file", written.value);
            self.source.mistake(written.at, what);
        } else if is_outside(path, config.folder()) {
            self.source.mistake(written.at, format!("`{}` is outside of the repository", written.value));
        }
        path_of_config
    }
}
