//! Strings in the format of another standard, or of none.

use serde_json::{Value, json};

use super::Proposals;
use crate::pointer::Pointer;
use crate::validate::repair::edit::Grade;

impl Proposals<'_> {
    pub(super) fn other_format(&mut self, here: &Pointer, value: &Value, format: &str) {
        let Value::String(text) = value else { return };
        let trimmed = text.trim();
        if trimmed.len() > 128 {
            return;
        }
        match format {
            "date-time" => self.date_time(here, trimmed),
            "date" => self.date(here, trimmed),
            "time" => {
                self.form(here, &format!("{trimmed}Z"), Grade::Guess, "the offset is missing", "with the offset Z");
                self.form(here, &format!("{trimmed}:00Z"), Grade::Guess, "seconds and offset are missing", "with :00Z");
            }
            "uuid" => self.uuid(here, trimmed),
            "email" | "idn-email" => {
                if let Some(address) = trimmed.strip_prefix("mailto:") {
                    self.form(here, address, Grade::Safe, "the address is written as a URI", "without mailto:");
                }
                if let Some((_, rest)) = trimmed.split_once('<')
                    && let Some((address, _)) = rest.split_once('>')
                {
                    self.form(here, address, Grade::Guess, "a name is written beside the address", "the part in < >");
                }
            }
            "uri" | "iri" if !trimmed.contains(':') => {
                self.form(here, &format!("https://{trimmed}"), Grade::Guess, "the scheme is missing", "with https://");
            }
            "uri" | "uri-reference" => {
                let encoded = trimmed.replace(' ', "%20");
                self.form(here, &encoded, Grade::Safe, "spaces are not encoded", "with %20 for spaces");
            }
            _ => {}
        }
    }

    fn form(&mut self, here: &Pointer, text: &str, grade: Grade, reason: &'static str, way: &'static str) {
        self.convert(here, json!(text), grade, reason, way);
    }

    fn date_time(&mut self, here: &Pointer, text: &str) {
        // RFC 3339, 5.6: `T` may be left out by agreement only, and an offset has a colon.
        let written = match (text.get(..10), text.get(10..11), text.get(11..)) {
            (Some(date), Some(" " | "_" | "t"), Some(time)) => format!("{date}T{}", time.trim_start()),
            _ => text.to_owned(),
        };
        let written = written.replace(" +", "+").replace(" -", "-").replace(" Z", "Z").replace(" UTC", "Z");
        let written = match written.strip_suffix('z') {
            Some(time) => format!("{time}Z"),
            None => written,
        };
        self.form(here, &written, Grade::Safe, "a date and a time in another notation", "in the notation of RFC 3339");
        if let Some(at) = written.len().checked_sub(5)
            && let (Some(start), Some(offset)) = (written.get(..at), written.get(at..))
            && offset.starts_with(['+', '-'])
            && offset[1..].bytes().all(|byte| byte.is_ascii_digit())
        {
            let colon = format!("{start}{}:{}", &offset[..3], &offset[3..]);
            self.form(here, &colon, Grade::Safe, "the offset has no colon", "with a colon in the offset");
        }
        self.form(here, &format!("{written}Z"), Grade::Guess, "the offset is missing", "with the offset Z");
        self.form(here, &format!("{written}:00Z"), Grade::Guess, "seconds and offset are missing", "with :00Z");
        if let Some(date) = date_parts(text) {
            let way = "with the time 00:00:00Z";
            self.form(here, &format!("{date}T00:00:00Z"), Grade::Guess, "the time is missing", way);
        }
    }

    fn date(&mut self, here: &Pointer, text: &str) {
        if let Some(date) = date_parts(text) {
            self.form(here, &date, Grade::Safe, "a date with other marks", "with hyphens");
        }
        if let Some(date) = text.get(..10).filter(|_| text.len() > 10) {
            self.form(here, date, Grade::Guess, "a date with a time", "the date alone");
        }
        let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
        if let [one, two, year] = parts[..]
            && year.len() == 4
            && (one.len(), two.len()) <= (2, 2)
        {
            // 31/01/2027 or 01/31/2027: what is certain in one case is not in the next.
            for (month, day, way) in [(two, one, "as day, month, year"), (one, two, "as month, day, year")] {
                let date = format!("{year}-{month:0>2}-{day:0>2}");
                self.form(here, &date, Grade::Guess, "a date in another order", way);
            }
        }
    }

    fn uuid(&mut self, here: &Pointer, text: &str) {
        let bare = text.trim_start_matches("urn:uuid:").trim_matches(['{', '}', '(', ')']);
        let digits: String = bare.chars().filter(char::is_ascii_hexdigit).collect();
        let is_whole = digits.len() == 32 && bare.chars().all(|it| it.is_ascii_hexdigit() || it == '-');
        if is_whole {
            let cuts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
            let uuid = cuts.join("-");
            self.form(here, &uuid, Grade::Safe, "a UUID in another notation", "as 8-4-4-4-12 digits");
        }
    }
}

/// `2027/01/31`, `2027.01.31` and `20270131` as RFC 3339 has it.
fn date_parts(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let marks: String = text.chars().filter(|character| !character.is_ascii_digit()).collect();
    let is_known = matches!(marks.as_str(), "" | "//" | ".." | "--" | "__" | "  ");
    let begins_with_year = text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    (digits.len() == 8 && is_known && begins_with_year)
        .then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}
