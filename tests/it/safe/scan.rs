//! How readers of a log or a terminal take a text: what they would obey in it.

use super::MARK;

/// The colours that the program writes itself.
const COLOURS: &[&str] = &["0", "1", "2", "4", "31", "32", "33", "36"];

/// The text without the colours of the program, which are asked for with `--color always`.
pub(super) fn without_colours(text: &str) -> String {
    let mut out = text.to_owned();
    for colour in COLOURS {
        out = out.replace(&format!("\u{1b}[{colour}m"), "");
    }
    out
}

/// Everything in the text that somebody obeys, and the line it is on.
pub(super) fn obeyed(text: &str, is_github: bool) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.split('\n') {
        let mut wrong = |what: &str| found.push(format!("{what}: {line:?}"));
        if let Some(character) = line.chars().find(|character| is_dangerous(*character)) {
            wrong(&format!("{character:?}"));
        }
        if ["##[", "##vso[", "##teamcity["].iter().any(|command| line.contains(command)) {
            wrong("a command of a runner");
        }
        let is_command = line.trim_start().starts_with("::");
        if is_github {
            if !line.is_empty() && !is_annotation(line) {
                wrong("no annotation");
            }
        } else if is_command {
            wrong("a workflow command");
        }
    }
    found
}

/// Joiners are judged by the tests of the characters: they are part of ordinary texts.
fn is_dangerous(character: char) -> bool {
    character.is_control()
        || "\u{ad}\u{61c}\u{feff}\u{2028}\u{2029}".contains(character)
        || ('\u{200b}'..='\u{200f}').contains(&character) && !"\u{200c}\u{200d}".contains(character)
        || ('\u{202a}'..='\u{202e}').contains(&character)
        || ('\u{2060}'..='\u{206f}').contains(&character)
        || ('\u{fdd0}'..='\u{fdef}').contains(&character)
        || ('\u{e0000}'..='\u{e0fff}').contains(&character)
        || u32::from(character) % 0x1_0000 >= 0xfffe
}

/// One of ours, in full: the command, its properties, and data that ends with the line.
fn is_annotation(line: &str) -> bool {
    let Some((command, rest)) = line.strip_prefix("::").and_then(|rest| rest.split_once(' ')) else { return false };
    let Some((properties, _)) = rest.split_once("::") else { return false };
    let is_ours = |property: &str| {
        let Some((name, value)) = property.split_once('=') else { return false };
        match name {
            "file" => true,
            "line" | "col" => value.bytes().all(|byte| byte.is_ascii_digit()),
            "title" => !value.contains(MARK),
            _ => false,
        }
    };
    matches!(command, "error" | "warning" | "notice") && properties.split(',').all(is_ours)
}

#[test]
fn the_scan_finds_what_is_obeyed() {
    for text in ["a\u{1b}[5mb", "a\u{9b}", "a\r", "\u{202e}", "\u{ffff}", "a\n  ::error::x", "x ##[group]", "\u{e0041}"]
    {
        assert!(!obeyed(text, false).is_empty(), "{text:?}");
    }
    assert_eq!(obeyed("é 注 👩\u{200d}💻 a::b # ## \\u{1b}\n", false), Vec::<String>::new());
    assert!(!obeyed("octocat\n::error title=octocat::x\n", true).is_empty());
    assert_eq!(obeyed("::error file=a,line=1,col=2,title=type::x ::y\n", true), Vec::<String>::new());
}
