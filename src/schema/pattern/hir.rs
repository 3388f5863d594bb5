//! From [`Ast`] to the form that the linear engines take; never through their syntax, where a text could mean more.

use regex_syntax::hir::{Class, Hir, Look, Repetition};

use super::syntax::{Assert, Ast};
use crate::stack::deep;

/// The language of `ast`, or `None` where it looks around or refers back.
pub(crate) fn hir(ast: &Ast) -> Option<Hir> {
    Some(match ast {
        Ast::Empty => Hir::empty(),
        Ast::Set(set) => Hir::class(Class::Unicode(set.clone())),
        Ast::Assert(Assert::Start) => Hir::look(Look::Start),
        Ast::Assert(Assert::End) => Hir::look(Look::End),
        Ast::Assert(Assert::Boundary) => Hir::look(Look::WordAscii),
        Ast::Assert(Assert::NoBoundary) => Hir::look(Look::WordAsciiNegate),
        Ast::Concat(parts) => Hir::concat(parts.iter().map(hir).collect::<Option<_>>()?),
        Ast::Alternation(parts) => Hir::alternation(parts.iter().map(hir).collect::<Option<_>>()?),
        // Which match is found does not matter, only whether there is one.
        Ast::Repeat(repeat) => Hir::repetition(Repetition {
            min: repeat.min,
            max: repeat.max,
            greedy: true,
            sub: Box::new(deep(|| hir(&repeat.body))?),
        }),
        Ast::Group(_, body) => deep(|| hir(body))?,
        Ast::Look(_) | Ast::Reference(_) => return None,
    })
}
