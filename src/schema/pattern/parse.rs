//! From the text of a regular expression to its [`Ast`], by the grammar of ECMA-262.
//!
//! JSON Schema asks for patterns that are valid with the `u` flag (2020-12, core 6.4). A pattern that is valid only
//! without it (`\-`, `\_`, a lone `]`) is read by the grammar of Annex B, which most engines use for it. Only the grammar
//! differs: a character of the text is a code point in both.

use regex_syntax::hir::ClassUnicode;

use super::cursor::Cursor;
use super::escape::{Class, Escaped};
use super::syntax::{Assert, Ast, Look, Repeat, add, character, set};
use super::{Unusable, escape};
use crate::stack::deep;

/// Groups nested deeper than this are refused.
const MAX_DEPTH: usize = 100;

/// What `source` says.
///
/// # Errors
///
/// When it is not a regular expression by either grammar, or nested too deep.
pub(crate) fn parse(source: &str) -> Result<Ast, Unusable> {
    let text: Vec<char> = source.chars().collect();
    match Parser::new(&text, true).read() {
        Err(Unusable::Syntax) => Parser::new(&text, false).read(),
        read => read,
    }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    /// How many capturing groups there are in what was read.
    groups: u32,
    names: Vec<(String, u32)>,
    /// The names that are referred to.
    wanted: Vec<String>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t [char], unicode: bool) -> Self {
        Self { cursor: Cursor::new(text, unicode), groups: 0, names: Vec::new(), wanted: Vec::new(), depth: 0 }
    }

    fn read(mut self) -> Result<Ast, Unusable> {
        let mut ast = self.disjunction()?;
        let is_named = |wanted: &String| self.names.iter().any(|(name, _)| name == wanted);
        if self.cursor.peek().is_some() || !self.wanted.iter().all(is_named) {
            return Err(Unusable::Syntax);
        }
        name_references(&mut ast, &self.wanted, &self.names);
        Ok(ast)
    }

    fn disjunction(&mut self) -> Result<Ast, Unusable> {
        let mut alternatives = vec![self.alternative()?];
        while self.cursor.skip('|') {
            alternatives.push(self.alternative()?);
        }
        Ok(match alternatives.pop() {
            Some(only) if alternatives.is_empty() => only,
            last => either(alternatives.into_iter().chain(last).collect()),
        })
    }

    fn alternative(&mut self) -> Result<Ast, Unusable> {
        let mut terms = Vec::new();
        while self.cursor.peek().is_some_and(|next| next != '|' && next != ')') {
            terms.push(self.term()?);
        }
        Ok(match terms.pop() {
            None => Ast::Empty,
            Some(only) if terms.is_empty() => only,
            last => Ast::Concat(terms.into_iter().chain(last).collect()),
        })
    }

    fn term(&mut self) -> Result<Ast, Unusable> {
        let before = self.groups;
        let repeatable = match (self.cursor.peek(), self.cursor.peek_after(1), self.cursor.peek_after(2)) {
            (Some('^' | '$'), _, _) | (Some('\\'), Some('b' | 'B'), _) => false,
            // Annex B: a lookahead may be repeated, a lookbehind may not.
            (Some('('), Some('?'), Some('=' | '!')) => !self.cursor.unicode,
            (Some('('), Some('?'), Some('<')) => !matches!(self.cursor.peek_after(3), Some('=' | '!')),
            _ => true,
        };
        let atom = self.atom()?;
        let Some((min, max)) = self.quantifier()? else { return Ok(atom) };
        if !repeatable || max.is_some_and(|max| max < min) {
            return Err(Unusable::Syntax);
        }
        let greedy = !self.cursor.skip('?');
        let groups = (before + 1, self.groups + 1);
        Ok(Ast::Repeat(Box::new(Repeat { body: atom, min, max, greedy, groups })))
    }

    fn atom(&mut self) -> Result<Ast, Unusable> {
        let next = self.cursor.next().ok_or(Unusable::Syntax)?;
        Ok(match next {
            '^' => Ast::Assert(Assert::Start),
            '$' => Ast::Assert(Assert::End),
            '(' => return deep(|| self.group()),
            '[' => Ast::Set(self.class()?),
            '\\' => match escape::atom(&mut self.cursor)? {
                Escaped::Assert(assert) => Ast::Assert(assert),
                Escaped::Group(number) => Ast::Reference(vec![number]),
                Escaped::Name(name) => self.reference(name),
                Escaped::Member(Class::Char(code_point)) => character(code_point),
                Escaped::Member(Class::Set(set)) => Ast::Set(set),
            },
            '.' => {
                let mut line_ends = set(&[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)]);
                line_ends.negate();
                Ast::Set(line_ends)
            }
            '*' | '+' | '?' => return Err(Unusable::Syntax),
            '{' | '}' | ']' if self.cursor.unicode => return Err(Unusable::Syntax),
            '{' if self.cursor.attempt(bounds).is_some() => return Err(Unusable::Syntax),
            literal => character(u32::from(literal)),
        })
    }

    /// After an atom: how often it is repeated, if a quantifier follows.
    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, Unusable> {
        let bounds = match self.cursor.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.cursor.next();
                let bounds = self.cursor.attempt(bounds);
                if bounds.is_none() {
                    if self.cursor.unicode {
                        return Err(Unusable::Syntax);
                    }
                    self.cursor.back();
                }
                return Ok(bounds);
            }
            _ => return Ok(None),
        };
        self.cursor.next();
        Ok(Some(bounds))
    }

    /// After `(`.
    fn group(&mut self) -> Result<Ast, Unusable> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unusable::Size);
        }
        let ast = if self.cursor.skip('?') {
            match (self.cursor.next(), self.cursor.peek()) {
                (Some(':'), _) => self.disjunction()?,
                (Some(sign @ ('=' | '!')), _) => self.look(true, sign == '!')?,
                (Some('<'), Some(sign @ ('=' | '!'))) => {
                    self.cursor.next();
                    self.look(false, sign == '!')?
                }
                (Some('<'), _) => {
                    let name = escape::name(&mut self.cursor).ok_or(Unusable::Syntax)?;
                    if self.names.iter().any(|(known, _)| *known == name) {
                        return Err(Unusable::Syntax);
                    }
                    self.names.push((name, self.groups + 1));
                    self.capture()?
                }
                _ => return Err(Unusable::Syntax),
            }
        } else {
            self.capture()?
        };
        self.depth -= 1;
        if self.cursor.skip(')') { Ok(ast) } else { Err(Unusable::Syntax) }
    }

    fn capture(&mut self) -> Result<Ast, Unusable> {
        self.groups += 1;
        let number = self.groups;
        Ok(Ast::Group(number, Box::new(self.disjunction()?)))
    }

    fn look(&mut self, ahead: bool, negated: bool) -> Result<Ast, Unusable> {
        Ok(Ast::Look(Box::new(Look { body: self.disjunction()?, ahead, negated })))
    }

    /// After `[`.
    fn class(&mut self) -> Result<ClassUnicode, Unusable> {
        let negated = self.cursor.skip('^');
        let mut members = set(&[]);
        while !self.cursor.skip(']') {
            let first = escape::class(&mut self.cursor)?;
            let ranges = self.cursor.peek() == Some('-') && self.cursor.peek_after(1).is_some_and(|after| after != ']');
            if !ranges {
                first.join(&mut members);
                continue;
            }
            self.cursor.next();
            match (first, escape::class(&mut self.cursor)?) {
                (Class::Char(from), Class::Char(to)) if from <= to => add(&mut members, from, to),
                (Class::Char(_), Class::Char(_)) => return Err(Unusable::Syntax),
                // Annex B: the hyphen is one.
                (first, last) if !self.cursor.unicode => {
                    [first, Class::Char(u32::from('-')), last].iter().for_each(|part| part.join(&mut members));
                }
                _ => return Err(Unusable::Syntax),
            }
        }
        if negated {
            members.negate();
        }
        Ok(members)
    }

    /// A reference to the group of that name, which may follow: see [`name_references`].
    fn reference(&mut self, name: String) -> Ast {
        self.wanted.push(name);
        // Counted from the top, where no group is.
        Ast::Reference(vec![u32::MAX - (self.wanted.len() as u32 - 1)])
    }
}

/// After `{`: `n}`, `n,}` or `n,m}`.
fn bounds(cursor: &mut Cursor<'_>) -> Option<(u32, Option<u32>)> {
    let min = cursor.number(10)?;
    let max = match cursor.skip(',') {
        true if cursor.peek() == Some('}') => None,
        true => Some(cursor.number(10)?),
        false => Some(min),
    };
    // No text is longer: a bound beyond it is none.
    cursor.skip('}').then_some((min, max.filter(|&max| max < u32::MAX)))
}

/// One of these; of single characters, one set of them all.
fn either(alternatives: Vec<Ast>) -> Ast {
    let mut all = set(&[]);
    for alternative in &alternatives {
        let Ast::Set(set) = alternative else { return Ast::Alternation(alternatives) };
        all.union(set);
    }
    Ast::Set(all)
}

/// Gives the references by name the numbers of their groups.
fn name_references(ast: &mut Ast, wanted: &[String], names: &[(String, u32)]) {
    match ast {
        Ast::Empty | Ast::Set(_) | Ast::Assert(_) => {}
        Ast::Reference(groups) => {
            let name = groups.first().and_then(|&group| wanted.get((u32::MAX - group) as usize));
            if let Some(name) = name {
                *groups = names.iter().filter(|(known, _)| known == name).map(|&(_, number)| number).collect();
            }
        }
        Ast::Concat(parts) | Ast::Alternation(parts) => {
            parts.iter_mut().for_each(|part| name_references(part, wanted, names));
        }
        Ast::Repeat(repeat) => name_references(&mut repeat.body, wanted, names),
        Ast::Group(_, body) => name_references(body, wanted, names),
        Ast::Look(look) => name_references(&mut look.body, wanted, names),
    }
}
