// Whether a comment that a stranger's workflow made is as harmless as those of this program: all that is not our own words is in code
// spans and blocks of code, where nothing is a link, a mention, an image or a tag.

// Lines that are tags, which have a blank line behind them: up to that, backticks would mean nothing.
const TAGS = /^(<details><summary>[\w ,:.-]*<\/summary>|<\/details>)$/;
const MARKER = /^<!-- order-contracts diff [\w./%]*(-[\w./%]+)* -->$/;

// What would be obeyed outside of code.
const MEANT = [
  [/@/, 'a mention'],
  [/[<>]/, 'a tag'],
  [/\]\s*[([:]/, 'a link or an image'],
  [/[a-z][a-z+.-]*:\/\/|www\./i, 'an address'],
  [/#\d/, 'a reference to an issue'],
  [/\bGH-\d/i, 'a reference to an issue'],
  [/&[#\w]+;/, 'a character reference'],
  [/\b[0-9a-f]{7,64}\b/, 'a reference to a commit'],
  [/^\s*~{3}/, 'a block of code of another kind'],
];

// What is not shown, or shown in another order.
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u;

// The second line of a table, which makes one of the line above it.
const DELIMITERS = /^[|: -]*-[|: -]*$/;

// No line of a comment of ours is longer.
const LONGEST = 4000;

// Why it is refused, or nothing.
export function refused(text) {
  if (UNSEEN.test(text)) return 'a character that is not shown';
  let fence;
  let before = '';
  let isTable = false;
  const lines = text.split('\n');
  for (const [number, line] of lines.entries()) {
    // Some of the patterns take time that grows with the square of a line.
    if (line.length > LONGEST) return 'a line that is too long';
    const [above, is] = [before, line.trim()];
    before = is;
    const [own, next] = [bare(line), bare(lines[number + 1] ?? '')];
    isTable = own !== '' && (isTable || DELIMITERS.test(own) || DELIMITERS.test(next));
    if (fence !== undefined) {
      const close = /^ {0,3}(`{3,}) *$/.exec(line);
      if (close && close[1].length >= fence) fence = undefined;
      continue;
    }
    if (TAGS.test(above) && is !== '') return 'a tag without a blank line behind it';
    if (TAGS.test(line) || MARKER.test(line)) continue;
    // Of some languages the platform makes pictures, or changes to the code.
    const open = /^(`{3,})(json|http|sh|console|text|yaml|diff)?$/.exec(line);
    if (open) {
      if (above !== '') return 'a block of code without a blank line before it';
      fence = open[1].length;
      continue;
    }
    const parts = split(line);
    if (parts === undefined) return 'a code span that is not closed';
    // In a table a bar ends the cell, and with it the code.
    if (isTable && parts.codes.some((code) => /(^|[^\\])\|/.test(code) || /\\\\+\|/.test(code))) return 'a bar in a table';
    for (const [pattern, what] of MEANT) {
      if (pattern.test(parts.outside.replace(/^> /, ''))) return what;
    }
  }
  return fence === undefined ? undefined : 'a block of code that is not closed';
}

// A line without what makes it part of a quote or a list: tables may be in those.
function bare(line) {
  return line.replace(/^(?:[\s>]|[-*+] |\d{1,9}[.)] )+/, '').trim();
}

// A line without its code spans, and what is in them: a run of backticks is closed by the next run of as many (CommonMark, 6.1).
function split(line) {
  const codes = [];
  let outside = '';
  let rest = line;
  for (;;) {
    const start = rest.indexOf('`');
    if (start < 0) return { outside: outside + rest, codes };
    // A backslash would make it a character.
    if (rest[start - 1] === '\\') return undefined;
    outside += `${rest.slice(0, start)} `;
    const run = /^`+/.exec(rest.slice(start))[0];
    rest = rest.slice(start + run.length);
    const end = [...rest.matchAll(/`+/g)].find((other) => other[0].length === run.length);
    if (end === undefined) return undefined;
    codes.push(rest.slice(0, end.index));
    rest = rest.slice(end.index + run.length);
  }
}
