//! From the text of a regular expression to its [`Ast`], by the grammar of ECMA-262.
//!
//! JSON Schema asks for patterns that are valid with the `u` flag (2020-12, core 6.4). A pattern that is valid only
//! without it (`\-`, `\_`, a lone `]`) is read by the grammar of Annex B, which most engines use for it. Only the grammar
//! differs: a character of the text is a code point in both.

use super::syntax::{Assert, Ast, Look, Repeat, add, set};
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

pub(super) struct Parser<'t> {
    text: &'t [char],
    at: usize,
    /// Whether the grammar is that of the `u` flag.
    pub(super) unicode: bool,
    /// How many capturing groups there are in the whole, and in what was read.
    pub(super) all_groups: u32,
    groups: u32,
    /// Whether some group has a name.
    pub(super) has_names: bool,
    names: Vec<(String, u32)>,
    /// The names that are referred to.
    wanted: Vec<String>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t [char], unicode: bool) -> Self {
        let (all_groups, has_names) = count_groups(text);
        Self { text, at: 0, unicode, all_groups, groups: 0, has_names, names: Vec::new(), wanted: Vec::new(), depth: 0 }
    }

    fn read(mut self) -> Result<Ast, Unusable> {
        let mut ast = self.disjunction()?;
        let is_named = |wanted: &String| self.names.iter().any(|(name, _)| name == wanted);
        if self.at < self.text.len() || !self.wanted.iter().all(is_named) {
            return Err(Unusable::Syntax);
        }
        name_references(&mut ast, &self.wanted, &self.names);
        Ok(ast)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.peek_after(0)
    }

    pub(super) fn peek_after(&self, count: usize) -> Option<char> {
        self.text.get(self.at + count).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// Gives back what [`Self::next`] took.
    pub(super) fn back(&mut self) {
        self.at -= 1;
    }

    pub(super) fn skip(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The result of `read`; what it took is given back if there is none.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let from = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = from;
        }
        found
    }

    fn disjunction(&mut self) -> Result<Ast, Unusable> {
        let mut alternatives = vec![self.alternative()?];
        while self.skip('|') {
            alternatives.push(self.alternative()?);
        }
        Ok(match alternatives.pop() {
            Some(only) if alternatives.is_empty() => only,
            last => Ast::Alternation(alternatives.into_iter().chain(last).collect()),
        })
    }

    fn alternative(&mut self) -> Result<Ast, Unusable> {
        let mut terms = Vec::new();
        while self.peek().is_some_and(|next| next != '|' && next != ')') {
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
        let repeatable = match (self.peek(), self.peek_after(1), self.peek_after(2)) {
            (Some('^' | '$'), _, _) | (Some('\\'), Some('b' | 'B'), _) => false,
            // Annex B: a lookahead may be repeated, a lookbehind may not.
            (Some('('), Some('?'), Some('=' | '!')) => !self.unicode,
            (Some('('), Some('?'), Some('<')) => !matches!(self.peek_after(3), Some('=' | '!')),
            _ => true,
        };
        let atom = self.atom()?;
        let Some((min, max)) = self.quantifier()? else { return Ok(atom) };
        if !repeatable || max.is_some_and(|max| max < min) {
            return Err(Unusable::Syntax);
        }
        let greedy = !self.skip('?');
        let groups = (before + 1, self.groups + 1);
        Ok(Ast::Repeat(Box::new(Repeat { body: atom, min, max, greedy, groups })))
    }

    fn atom(&mut self) -> Result<Ast, Unusable> {
        let next = self.next().ok_or(Unusable::Syntax)?;
        Ok(match next {
            '^' => Ast::Assert(Assert::Start),
            '$' => Ast::Assert(Assert::End),
            '(' => return deep(|| self.group()),
            '[' => Ast::Set(self.class()?),
            '\\' => return escape::atom(self),
            '.' => {
                let mut line_ends = set(&[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)]);
                line_ends.negate();
                Ast::Set(line_ends)
            }
            '*' | '+' | '?' => return Err(Unusable::Syntax),
            '{' | '}' | ']' if self.unicode => return Err(Unusable::Syntax),
            '{' if self.attempt(Self::bounds).is_some() => return Err(Unusable::Syntax),
            literal => character(u32::from(literal)),
        })
    }

    /// After an atom: how often it is repeated, if a quantifier follows.
    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, Unusable> {
        let bounds = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                let bounds = self.attempt(Self::bounds);
                if bounds.is_none() {
                    if self.unicode {
                        return Err(Unusable::Syntax);
                    }
                    self.at -= 1;
                }
                return Ok(bounds);
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(bounds))
    }

    /// After `{`: `n}`, `n,}` or `n,m}`.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let min = self.number()?;
        let max =
            if self.skip(',') { if self.peek() == Some('}') { None } else { Some(self.number()?) } } else { Some(min) };
        // No text is longer: a bound beyond it is none.
        self.skip('}').then_some((min, max.filter(|&max| max < u32::MAX)))
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            value = Some(value.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        value
    }

    /// After `(`.
    fn group(&mut self) -> Result<Ast, Unusable> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unusable::Size);
        }
        let ast = if self.skip('?') {
            match (self.next(), self.peek()) {
                (Some(':'), _) => self.disjunction()?,
                (Some(sign @ ('=' | '!')), _) => self.look(true, sign == '!')?,
                (Some('<'), Some(sign @ ('=' | '!'))) => {
                    self.at += 1;
                    self.look(false, sign == '!')?
                }
                (Some('<'), _) => {
                    let name = escape::name(self).ok_or(Unusable::Syntax)?;
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
        if self.skip(')') { Ok(ast) } else { Err(Unusable::Syntax) }
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
    fn class(&mut self) -> Result<regex_syntax::hir::ClassUnicode, Unusable> {
        use escape::Class;
        let negated = self.skip('^');
        let mut members = set(&[]);
        while !self.skip(']') {
            let first = escape::class(self)?;
            let ranges = self.peek() == Some('-') && self.peek_after(1).is_some_and(|after| after != ']');
            if !ranges {
                first.join(&mut members);
                continue;
            }
            self.at += 1;
            match (first, escape::class(self)?) {
                (Class::Char(from), Class::Char(to)) if from <= to => add(&mut members, from, to),
                (Class::Char(_), Class::Char(_)) => return Err(Unusable::Syntax),
                // Annex B: the hyphen is one.
                (first, last) if !self.unicode => {
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
    pub(super) fn reference(&mut self, name: String) -> Ast {
        self.wanted.push(name);
        // Counted from the top, where no group is.
        Ast::Reference(vec![u32::MAX - (self.wanted.len() as u32 - 1)])
    }
}

/// One character.
pub(super) fn character(code_point: u32) -> Ast {
    Ast::Set(set(&[(code_point, code_point)]))
}

/// How many capturing groups there are, and whether some have names.
fn count_groups(text: &[char]) -> (u32, bool) {
    let (mut count, mut named, mut in_class, mut at) = (0, false, false, 0);
    while let Some(next) = text.get(at) {
        match next {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let is_named = text.get(at + 1..at + 3) == Some(&['?', '<'])
                    && text.get(at + 3).is_some_and(|sign| !matches!(sign, '=' | '!'));
                named |= is_named;
                count += u32::from(is_named || text.get(at + 1) != Some(&'?'));
            }
            _ => {}
        }
        at += 1;
    }
    (count, named)
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
