//! [`Texts`]: the files of a contract, and where in them the values of its document are.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use super::place::Place;
use super::problem::{Problem, RawProblem};
use super::source::Source;
use super::source_location::SourceLocation;
use crate::json::Position;
use crate::pointer::Pointer;
use crate::schema::objects::FILES;
use crate::tree::Tree;

/// The texts that one document was read from.
#[derive(Debug)]
pub(super) struct Texts {
    /// The document itself, then the files that it refers to.
    sources: Vec<Source>,
    /// The numbers of the latter, by name.
    files: HashMap<String, usize>,
}

/// A value in a text: where it is with its key, and where it is itself.
struct Placed<'a> {
    place: Place<'a>,
    value: Position,
}

impl Texts {
    pub(super) fn new(sources: Vec<Source>) -> Self {
        let files = sources.iter().enumerate().skip(1).map(|(number, source)| (source.name().to_owned(), number));
        Self { files: files.collect(), sources }
    }

    /// The text of the document itself.
    pub(super) fn text(&self) -> &str {
        self.sources.first().map(Source::text).unwrap_or_default()
    }

    /// The text of the file of this name.
    pub(super) fn text_of(&self, file: &str) -> Option<&str> {
        let own = self.sources.first().filter(|source| source.name() == file);
        own.or_else(|| self.sources.get(*self.files.get(file)?)).map(Source::text)
    }

    /// The names and texts of all files, the document first.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|source| (source.name(), source.text()))
    }

    /// The places of these values of `document`, in their order, or of the nearest ones above them.
    pub(super) fn places(&self, document: &Tree, pointers: &[Pointer]) -> Vec<Option<Place<'_>>> {
        let placed = self.placed(document, pointers).into_iter();
        placed.map(|placed| placed.map(|placed| placed.place)).collect()
    }

    /// What is wrong with `document`, in the order of its texts.
    pub(super) fn locate(&self, document: &Tree, raw_problems: Vec<RawProblem>) -> Vec<Problem> {
        let pointers: Vec<Pointer> = raw_problems.iter().map(|raw| raw.pointer.clone()).collect();
        let placed = self.placed(document, &pointers);
        let problem = |(raw, placed): (RawProblem, Option<Placed<'_>>)| {
            let RawProblem { pointer, message, position } = raw;
            let (own, below) = self.home(&pointer);
            let (file, position) = match position {
                Some((file, position)) => (file, Some(position)),
                None => (own, placed.map(|placed| placed.value)),
            };
            let file = self.sources.get(file).or(self.sources.get(own)).map_or("", Source::name);
            let (line, column) = position.map_or((0, 0), |position| (position.line, position.column));
            let location = SourceLocation { file: file.to_owned(), pointer: below, line, column };
            Problem { location, message }
        };
        let mut problems: Vec<Problem> = raw_problems.into_iter().zip(placed).map(problem).collect();
        problems.sort_by(|left, right| in_order(&left.location, &right.location));
        problems
    }

    /// Found in one pass over each text.
    fn placed(&self, document: &Tree, pointers: &[Pointer]) -> Vec<Option<Placed<'_>>> {
        let mut asked: BTreeMap<usize, (Vec<usize>, Vec<Pointer>)> = BTreeMap::new();
        for (index, pointer) in pointers.iter().enumerate() {
            let (file, pointer) = self.home(&nearest(document, pointer));
            let (indexes, pointers) = asked.entry(file).or_default();
            indexes.push(index);
            pointers.push(pointer);
        }
        let mut placed: Vec<Option<Placed<'_>>> = std::iter::repeat_with(|| None).take(pointers.len()).collect();
        for (file, (indexes, pointers)) in asked {
            let Some(source) = self.sources.get(file) else { continue };
            let extents = source.extents(&pointers);
            let mut starts = Vec::with_capacity(2 * extents.len());
            for extent in &extents {
                let value = extent.as_ref().map_or(0, |extent| extent.value.start);
                let key = extent.as_ref().and_then(|extent| extent.key.as_ref()).map_or(value, |key| key.start);
                starts.extend([key, value]);
            }
            let positions = Position::of_each(source.text().as_bytes(), &starts);
            let positions = positions.chunks_exact(2);
            for (((index, pointer), extent), positions) in indexes.into_iter().zip(pointers).zip(extents).zip(positions)
            {
                placed[index] = extent.map(|extent| Placed {
                    place: Place {
                        file: source.name(),
                        pointer,
                        position: positions[0],
                        key: extent.key,
                        value: extent.value,
                    },
                    value: positions[1],
                });
            }
        }
        placed
    }

    /// The number of the file that the value at `pointer` came from, and its place there.
    fn home(&self, pointer: &Pointer) -> (usize, Pointer) {
        let mut tokens = pointer.parts();
        if !self.files.is_empty()
            && tokens.next().as_deref() == Some(FILES)
            && let Some(&file) = tokens.next().and_then(|name| self.files.get(name.as_ref()))
        {
            return (file, tokens.fold(Pointer::root(), |pointer, token| pointer.key(&token)));
        }
        (0, pointer.clone())
    }
}

/// The place of the last value on the way to `pointer`.
fn nearest(document: &Tree, pointer: &Pointer) -> Pointer {
    let (mut here, mut value) = (Pointer::root(), document);
    for token in pointer.parts() {
        let below = match value {
            Tree::Array(items) => token.parse::<usize>().ok().and_then(|position| items.get(position)),
            value => value.get(token.as_ref()),
        };
        let Some(below) = below else { break };
        here.push(&token);
        value = below;
    }
    here
}

fn in_order(left: &SourceLocation, right: &SourceLocation) -> Ordering {
    let file = left.file.cmp(&right.file);
    file.then_with(|| (left.line, left.column).cmp(&(right.line, right.column)))
        .then_with(|| left.pointer.cmp(&right.pointer))
}
