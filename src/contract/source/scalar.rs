//! What a plain scalar of YAML means: the core schema (YAML 1.2.2, 10.3.2), so `no` and `on` are strings.

use crate::tree::Tree;

/// The null, boolean or number that `text` spells, one that no `f64` holds as [`exact`](crate::json::exact) keeps it; `None` when it is a
/// string, or a number that JSON has no text for.
pub(super) fn resolve(text: &str) -> Option<Tree> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Tree::Null),
        "true" | "True" | "TRUE" => Some(Tree::Bool(true)),
        "false" | "False" | "FALSE" => Some(Tree::Bool(false)),
        _ => number(text),
    }
}

/// Whether `text` is one of the core schema's spellings of infinity and "not a number".
pub(super) fn is_no_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn number(text: &str) -> Option<Tree> {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = Some(digits).filter(|digits| !digits.starts_with(['+', '-']))?;
            return u64::from_str_radix(digits, radix).ok().map(Tree::from);
        }
    }
    let (sign, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    let spelt = all_digits(whole)
        && all_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent_digits.is_none_or(|digits| !digits.is_empty() && all_digits(digits));
    if !spelt {
        return None;
    }
    // As JSON spells it: no leading zeros, a digit before the point, none or more behind it.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
    let read = crate::json::parse_exact(format!("{sign}{whole}{point}{fraction}{exponent}").as_bytes());
    read.ok().map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use crate::tree::{Tree, tree};

    use super::{is_no_number, resolve};

    #[test]
    fn the_core_schema_and_nothing_of_yaml_1_1() {
        let table = [
            ("0", tree!(0)),
            ("-12", tree!(-12)),
            ("+7", tree!(7)),
            ("007", tree!(7)),
            ("0o17", tree!(15)),
            ("0xFf", tree!(255)),
            ("1.", tree!(1)),
            (".5", tree!(0.5)),
            ("-.5e1", tree!(-5.0)),
            ("1.10", tree!(1.1)),
            ("12e03", tree!(12000.0)),
            ("True", tree!(true)),
            ("~", Tree::Null),
        ];
        for (text, wanted) in table {
            assert_eq!(resolve(text), Some(wanted), "{text}");
        }
        for text in
            ["yes", "no", "on", "off", "1_000", "1:30", "2020-01-01", "1.2.3", ".", "e5", "1e", "0x", "0o8", "--1"]
        {
            assert_eq!(resolve(text), None, "{text}");
        }
        assert!(is_no_number("-.inf") && is_no_number(".NaN") && !is_no_number("-.nan"));
    }
}
