//! `\p{...}`: the properties that ECMA-262 knows (22.2.1, tables 67 to 70), by their exact names.
//!
//! Rust's dialect knows more names and does not mind how they are spelled; what only it takes is no property here.

use regex_syntax::hir::{ClassUnicode, HirKind};

use super::cursor::Cursor;
use super::syntax::set;

/// The values of `General_Category`, which may be named alone.
const CATEGORIES: &[&str] = &[
    "Cased_Letter",
    "LC",
    "Close_Punctuation",
    "Pe",
    "Connector_Punctuation",
    "Pc",
    "Control",
    "Cc",
    "cntrl",
    "Currency_Symbol",
    "Sc",
    "Dash_Punctuation",
    "Pd",
    "Decimal_Number",
    "Nd",
    "digit",
    "Enclosing_Mark",
    "Me",
    "Final_Punctuation",
    "Pf",
    "Format",
    "Cf",
    "Initial_Punctuation",
    "Pi",
    "Letter",
    "L",
    "Letter_Number",
    "Nl",
    "Line_Separator",
    "Zl",
    "Lowercase_Letter",
    "Ll",
    "Mark",
    "M",
    "Combining_Mark",
    "Math_Symbol",
    "Sm",
    "Modifier_Letter",
    "Lm",
    "Modifier_Symbol",
    "Sk",
    "Nonspacing_Mark",
    "Mn",
    "Number",
    "N",
    "Open_Punctuation",
    "Ps",
    "Other",
    "C",
    "Other_Letter",
    "Lo",
    "Other_Number",
    "No",
    "Other_Punctuation",
    "Po",
    "Other_Symbol",
    "So",
    "Paragraph_Separator",
    "Zp",
    "Private_Use",
    "Co",
    "Punctuation",
    "P",
    "punct",
    "Separator",
    "Z",
    "Space_Separator",
    "Zs",
    "Spacing_Mark",
    "Mc",
    "Surrogate",
    "Cs",
    "Symbol",
    "S",
    "Titlecase_Letter",
    "Lt",
    "Unassigned",
    "Cn",
    "Uppercase_Letter",
    "Lu",
];

/// The properties that are true or false.
const BINARY: &[&str] = &[
    "ASCII",
    "ASCII_Hex_Digit",
    "AHex",
    "Alphabetic",
    "Alpha",
    "Any",
    "Assigned",
    "Bidi_Control",
    "Bidi_C",
    "Bidi_Mirrored",
    "Bidi_M",
    "Case_Ignorable",
    "CI",
    "Cased",
    "Changes_When_Casefolded",
    "CWCF",
    "Changes_When_Casemapped",
    "CWCM",
    "Changes_When_Lowercased",
    "CWL",
    "Changes_When_NFKC_Casefolded",
    "CWKCF",
    "Changes_When_Titlecased",
    "CWT",
    "Changes_When_Uppercased",
    "CWU",
    "Dash",
    "Default_Ignorable_Code_Point",
    "DI",
    "Deprecated",
    "Dep",
    "Diacritic",
    "Dia",
    "Emoji",
    "Emoji_Component",
    "EComp",
    "Emoji_Modifier",
    "EMod",
    "Emoji_Modifier_Base",
    "EBase",
    "Emoji_Presentation",
    "EPres",
    "Extended_Pictographic",
    "ExtPict",
    "Extender",
    "Ext",
    "Grapheme_Base",
    "Gr_Base",
    "Grapheme_Extend",
    "Gr_Ext",
    "Hex_Digit",
    "Hex",
    "IDS_Binary_Operator",
    "IDSB",
    "IDS_Trinary_Operator",
    "IDST",
    "ID_Continue",
    "IDC",
    "ID_Start",
    "IDS",
    "Ideographic",
    "Ideo",
    "Join_Control",
    "Join_C",
    "Logical_Order_Exception",
    "LOE",
    "Lowercase",
    "Lower",
    "Math",
    "Noncharacter_Code_Point",
    "NChar",
    "Pattern_Syntax",
    "Pat_Syn",
    "Pattern_White_Space",
    "Pat_WS",
    "Quotation_Mark",
    "QMark",
    "Radical",
    "Regional_Indicator",
    "RI",
    "Sentence_Terminal",
    "STerm",
    "Soft_Dotted",
    "SD",
    "Terminal_Punctuation",
    "Term",
    "Unified_Ideograph",
    "UIdeo",
    "Uppercase",
    "Upper",
    "Variation_Selector",
    "VS",
    "White_Space",
    "space",
    "XID_Continue",
    "XIDC",
    "XID_Start",
    "XIDS",
];

/// After `\p`: `{name}` or `{name=value}`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<ClassUnicode> {
    if !cursor.skip('{') {
        return None;
    }
    let mut text = String::new();
    loop {
        match cursor.next()? {
            '}' => break,
            next if next.is_ascii_alphanumeric() || matches!(next, '_' | '=') => text.push(next),
            _ => return None,
        }
    }
    match text.split_once('=') {
        Some(("General_Category" | "gc", value)) if CATEGORIES.contains(&value) => category(value),
        Some(("Script" | "sc", value)) if is_value(value) => table(&format!("sc={value}")),
        Some(("Script_Extensions" | "scx", value)) if is_value(value) => table(&format!("scx={value}")),
        Some(_) => None,
        None if CATEGORIES.contains(&text.as_str()) => category(&text),
        None if BINARY.contains(&text.as_str()) => table(&text),
        None => None,
    }
}

/// Whether `c` may follow in a name: a combining mark.
pub(super) fn is_mark(c: char) -> bool {
    let is_in = |class: &ClassUnicode| class.iter().any(|range| (range.start()..=range.end()).contains(&c));
    !c.is_ascii() && ["Mn", "Mc", "Pc"].iter().any(|&name| category(name).as_ref().is_some_and(is_in))
}

fn category(name: &str) -> Option<ClassUnicode> {
    // No text has a surrogate.
    if matches!(name, "Surrogate" | "Cs") { Some(set(&[])) } else { table(&format!("gc={name}")) }
}

/// The names of scripts begin with a capital; everything else about them is in the table.
fn is_value(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && !name.contains('=')
}

fn table(query: &str) -> Option<ClassUnicode> {
    let hir = regex_syntax::parse(&format!(r"\p{{{query}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => Some(class),
        // A set of one character.
        HirKind::Literal(literal) => {
            let only = std::str::from_utf8(&literal.0).ok()?.chars().next().map(u32::from)?;
            Some(set(&[(only, only)]))
        }
        _ => None,
    }
}
