//! What came from outside, as it may be shown: nothing in it is obeyed, wherever it is read.
//!
//! Documents, payloads, captures, file names, arguments and git are written by strangers. What they wrote reaches a terminal, the
//! log of a build, a comment on a pull request and the parsers of reports, and each obeys something else. Two rules keep that
//! harmless:
//!
//! 1. [`plain`] is the only way from a text to [`Plain`]: one line, in which everything that is obeyed anywhere or cannot be seen
//!    is spelled out (`\u{1b}`).
//! 2. Whatever is written is a [`Shown`], a text of one [`Dialect`], and only two things can be pushed to it: string literals
//!    (`&'static str`), which are our own words, and [`Plain`], which the dialect escapes once more. A report in Markdown has a
//!    name in a code span because Markdown has no other form for a [`Plain`].
//!
//! So a report that forgets about this does not compile: a `String`, a `Path` or `format_args!` is no [`Show`]. Formatting macros
//! were the alternative, but `format_args!` takes any `Display` and erases its type. Pieces are tuples instead:
//! `out.line((name, ":", line, ": ", error("invalid")))`.

mod apart;
mod command;
pub(crate) mod digits;
mod escape;
#[cfg(feature = "cli")]
mod html;
mod json;
mod markdown;
pub(crate) mod platform;
mod sarif;
mod shortened;
mod shown;
mod text;
mod word;
mod xml;

pub(crate) use apart::apart;
pub(crate) use command::{Data, Property};
pub(crate) use escape::{is_obeyed, lines, on_one_line};
#[cfg(feature = "cli")]
pub(crate) use html::{Html, page};
#[cfg(feature = "cli")]
pub(crate) use json::schema_pretty;
pub(crate) use json::{json, json_pretty};
pub(crate) use markdown::{Cell, CodeSpans, Fence, Hidden, Markdown, Marked};
pub(crate) use sarif::Sarif;
pub(crate) use shortened::shortened;
pub(crate) use shown::{Dialect, Joined, Screen, Show, Shown};
pub(crate) use text::{Plain, plain};
pub(crate) use word::shell_word;
pub(crate) use xml::Xml;
