//! Repeats that are too many to be written out, for texts that are too short to need the count.

use super::syntax::{Ast, Repeat, set};

/// Repeats of up to this many are left as they are.
const FEW: u32 = 8;

/// `ast` without its larger counts, and the length of the longest text for which it says the same.
pub(super) fn relaxed(ast: &Ast) -> (Ast, usize) {
    let mut most = usize::MAX;
    (relax(ast, &mut most), most)
}

fn relax(ast: &Ast, most: &mut usize) -> Ast {
    match ast {
        Ast::Empty | Ast::Set(_) | Ast::Assert(_) | Ast::Reference(_) => ast.clone(),
        Ast::Concat(parts) => Ast::Concat(parts.iter().map(|part| relax(part, most)).collect()),
        Ast::Alternation(parts) => Ast::Alternation(parts.iter().map(|part| relax(part, most)).collect()),
        Ast::Group(number, body) => Ast::Group(*number, Box::new(relax(body, most))),
        Ast::Look(look) => {
            let mut look = look.clone();
            look.body = relax(&look.body, most);
            Ast::Look(look)
        }
        // Counted as it is, see `program`.
        Ast::Repeat(repeat) if repeat.body.fixed(256).is_some_and(|unit| !unit.is_empty()) => ast.clone(),
        Ast::Repeat(repeat) => {
            let Repeat { body, min, max, .. } = &**repeat;
            let mut repeat = repeat.clone();
            let shortest = body.shortest();
            if *min > FEW && !body.takes_nothing() && shortest > 0 {
                *most = (*most).min((*min as usize).saturating_mul(shortest) - 1);
                return Ast::Set(set(&[]));
            }
            if let Some(max) = max.filter(|&max| max > FEW) {
                // As many repeats as the text has characters, and none of them empty, are never too many.
                *most = (*most).min((max as usize).saturating_mul(shortest.max(1)));
                repeat.max = None;
            }
            repeat.body = relax(body, most);
            Ast::Repeat(repeat)
        }
    }
}
