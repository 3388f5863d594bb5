//! What the result of a column is written to: verdicts alone, or verdicts with their findings.

use std::fmt::Display;
use std::sync::Arc;

use arrow_array::builder::{GenericStringBuilder, Int32Builder};
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields};
use order_contracts::validate::{Report, Undecided, Violation};

use crate::report::name_of;

/// A column that grows by one report a row.
pub(super) trait Written {
    fn push(&mut self, report: &Report) -> Result<(), ArrowError>;
    fn push_null(&mut self) -> Result<(), ArrowError>;
    /// The column; `nulls` are the rows of [`Written::push_null`].
    fn finish(self, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError>;
}

/// Strings of which all together have fewer bytes than a column of `string` can have.
struct Texts {
    builder: GenericStringBuilder<i32>,
    bytes: usize,
}

impl Texts {
    fn with_capacity(rows: usize) -> Self {
        Self { builder: GenericStringBuilder::with_capacity(rows, rows * 8), bytes: 0 }
    }

    fn push(&mut self, text: &str) -> Result<(), ArrowError> {
        self.bytes += text.len();
        if i32::try_from(self.bytes).is_err() {
            let what = "the findings of these rows take more than 2 GiB; check fewer rows at a time";
            return Err(ArrowError::ComputeError(what.to_owned()));
        }
        self.builder.append_value(text);
        Ok(())
    }

    fn push_shown(&mut self, shown: impl Display) -> Result<(), ArrowError> {
        self.push(&shown.to_string())
    }

    fn push_null(&mut self) {
        self.builder.append_null();
    }

    fn finish(mut self) -> ArrayRef {
        Arc::new(self.builder.finish())
    }
}

/// Verdicts alone.
pub(super) struct Verdicts(Texts);

impl Verdicts {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self(Texts::with_capacity(rows))
    }
}

impl Written for Verdicts {
    fn push(&mut self, report: &Report) -> Result<(), ArrowError> {
        self.0.push(name_of(report.verdict()))
    }

    fn push_null(&mut self) -> Result<(), ArrowError> {
        self.0.push_null();
        Ok(())
    }

    fn finish(self, _: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        Ok(self.0.finish())
    }
}

/// The type of a column of findings.
pub(super) fn findings_type() -> DataType {
    DataType::Struct(columns())
}

fn columns() -> Fields {
    let list = |of: Fields| DataType::List(Arc::new(Field::new("item", DataType::Struct(of), true)));
    Fields::from(vec![
        Field::new("verdict", DataType::Utf8, true),
        Field::new("violations", list(violation_fields()), true),
        Field::new("undecided", list(undecided_fields()), true),
        Field::new("left_out", DataType::Int32, true),
    ])
}

fn violation_fields() -> Fields {
    let field = |name: &str| Field::new(name, DataType::Utf8, true);
    Fields::from(vec![
        field("id"),
        field("part"),
        field("instance"),
        field("keyword"),
        Field::new("line", DataType::Int32, true),
        Field::new("column", DataType::Int32, true),
        field("message"),
        field("wanted"),
        field("found"),
    ])
}

fn undecided_fields() -> Fields {
    let field = |name: &str| Field::new(name, DataType::Utf8, true);
    Fields::from(vec![field("id"), field("reason"), field("keyword")])
}

/// Where the lists of the rows begin and end.
struct Lists(Vec<i32>);

impl Lists {
    fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self(offsets)
    }

    fn push(&mut self, items: usize) -> Result<(), ArrowError> {
        let last = self.0.last().copied().unwrap_or_default();
        let next = i32::try_from(items).ok().and_then(|items| last.checked_add(items));
        let too_many = || ArrowError::ComputeError("too many findings; check fewer rows at a time".to_owned());
        self.0.push(next.ok_or_else(too_many)?);
        Ok(())
    }

    fn finish(self, fields: Fields, columns: Vec<ArrayRef>) -> Result<ArrayRef, ArrowError> {
        let items = StructArray::try_new(fields.clone(), columns, None)?;
        let item = Arc::new(Field::new("item", DataType::Struct(fields), true));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.0));
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(items), None)?))
    }
}

/// Verdicts with violations and with checks that could not be made.
pub(super) struct Findings {
    verdicts: Texts,
    violations: Lists,
    /// `id`, `part`, `instance`, `keyword`, `message`, `wanted`, `found`.
    violated: [Texts; 7],
    /// `line`, `column`.
    positions: [Int32Builder; 2],
    undecided: Lists,
    /// `id`, `reason`, `keyword`.
    unjudged: [Texts; 3],
    left_out: Int32Builder,
}

impl Findings {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            verdicts: Texts::with_capacity(rows),
            violations: Lists::with_capacity(rows),
            violated: std::array::from_fn(|_| Texts::with_capacity(0)),
            positions: std::array::from_fn(|_| Int32Builder::new()),
            undecided: Lists::with_capacity(rows),
            unjudged: std::array::from_fn(|_| Texts::with_capacity(0)),
            left_out: Int32Builder::with_capacity(rows),
        }
    }

    fn push_violation(&mut self, violation: &Violation) -> Result<(), ArrowError> {
        let [id, part, instance, keyword, message, wanted, found] = &mut self.violated;
        id.push(violation.id())?;
        part.push(violation.part().name())?;
        instance.push(violation.instance().as_str())?;
        keyword.push(violation.keyword().as_str())?;
        message.push_shown(violation)?;
        wanted.push_shown(violation.wanted())?;
        found.push_shown(violation.found())?;
        let position = violation.position();
        let [line, column] = &mut self.positions;
        line.append_option(position.and_then(|position| i32::try_from(position.line).ok()));
        column.append_option(position.and_then(|position| i32::try_from(position.column).ok()));
        Ok(())
    }

    fn push_undecided(&mut self, undecided: &Undecided) -> Result<(), ArrowError> {
        let [id, reason, keyword] = &mut self.unjudged;
        id.push(undecided.reason().id())?;
        reason.push_shown(undecided.reason())?;
        match undecided.keyword() {
            Some(pointer) => keyword.push(pointer.as_str())?,
            None => keyword.push_null(),
        }
        Ok(())
    }
}

impl Written for Findings {
    fn push(&mut self, report: &Report) -> Result<(), ArrowError> {
        self.verdicts.push(name_of(report.verdict()))?;
        report.violations().iter().try_for_each(|violation| self.push_violation(violation))?;
        self.violations.push(report.violations().len())?;
        report.undecided().iter().try_for_each(|undecided| self.push_undecided(undecided))?;
        self.undecided.push(report.undecided().len())?;
        self.left_out.append_value(i32::try_from(report.left_out()).unwrap_or(i32::MAX));
        Ok(())
    }

    fn push_null(&mut self) -> Result<(), ArrowError> {
        self.verdicts.push_null();
        self.violations.push(0)?;
        self.undecided.push(0)?;
        self.left_out.append_null();
        Ok(())
    }

    fn finish(self, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        let Self { verdicts, violations, violated, positions, undecided, unjudged, mut left_out } = self;
        let [id, part, instance, keyword, message, wanted, found] = violated.map(Texts::finish);
        let [line, column] = positions.map(|mut positions| Arc::new(positions.finish()) as ArrayRef);
        let violated = vec![id, part, instance, keyword, line, column, message, wanted, found];
        let unjudged = unjudged.map(Texts::finish).to_vec();
        let columns_of_rows = vec![
            verdicts.finish(),
            violations.finish(violation_fields(), violated)?,
            undecided.finish(undecided_fields(), unjudged)?,
            Arc::new(left_out.finish()),
        ];
        Ok(Arc::new(StructArray::try_new(columns(), columns_of_rows, nulls)?))
    }
}
