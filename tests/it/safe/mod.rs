//! Nothing that comes from a document, a payload, a file name, an argument or git is obeyed by whoever reads the output.
//!
//! One set of hostile texts is put wherever a name or a text can be, every command is run over it in every format, and both
//! streams are read as a terminal, a log, GitHub, a Markdown renderer and the parsers of reports would read them.

mod contracts;
mod formats;
mod names;
mod runs;
mod scan;
mod sources;

/// Who must not be mentioned, linked or run.
pub(super) const MARK: &str = "octocat";

/// What is obeyed somewhere, and what only looks as if it were. None has a slash, so that each can be a file name.
pub(super) const HOSTILE: &[&str] = &[
    "a\n::error::octocat\u{1b}]0;x\u{7}\u{202e}@octocat ![x](http:x.example) <img src=x> | `code` \u{fffe}",
    "::error file=x::octocat",
    " \u{a0}::stop-commands::octocat",
    "##[error]octocat ##vso[task.setvariable]octocat",
    "x` @octocat [octocat](1) www.octocat.example `y",
    "x` to `octocat",
    "octocat``` \r\n# octocat\r\n```\n| octocat |\n|-|\n",
    "]]><octocat>&amp;\u{ffff}\u{1}{0}",
    "\u{9b}31moctocat\u{85}\u{2028}\u{2029}\u{feff}\u{ad}\u{200b}\u{e0041}\u{61c}\u{2066}\u{7f}",
    "am\u{200d}ount\u{200c}\u{fe0f}octocat",
    "-octocat'; $(octocat) %0A::error::octocat,line=1",
];

/// The same with what no file name and no argument can have.
pub(super) const IN_DOCUMENTS: &[&str] =
    &["</details>\n\n<script>octocat</script> http://octocat.example/#1 \u{0}", "x/y~z%41 `\n\n- octocat\n> octocat"];

/// What must stay readable: it is ordinary.
pub(super) const ORDINARY: &str = "Größe 注文 👩\u{200d}💻 'a' \"b\" C:\\x";
