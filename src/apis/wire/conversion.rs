//! [`ConversionError`]: why values do not become a type of a contract, all problems at once.

use std::convert::Infallible;
use std::fmt;
use std::num::{ParseIntError, TryFromIntError};

use super::TimestampError;
use crate::pointer::Pointer;

/// Why a value does not convert to a generated type: every problem, by its place in the JSON that the value would become.
///
/// The text repeats no value.
///
/// # Examples
///
/// ```
/// use order_contracts::kohortpay::types::CreateOrder;
///
/// let order = CreateOrder::builder().customer_first_name("n".repeat(101)).locale("en-US");
/// let error = CreateOrder::try_from(order).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "missing required property `amount`\n\
///      `/customerFirstName`: wanted at most 100 characters\n\
///      `/locale`: wanted one of \"en_US\", \"fr_FR\"",
/// );
/// let places: Vec<&str> = error.problems().map(|(place, _)| place.as_str()).collect();
/// assert_eq!(places, ["", "/customerFirstName", "/locale"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionError {
    problems: Vec<(Pointer, String)>,
}

impl ConversionError {
    /// Each problem: the place, and what is wrong there.
    pub fn problems(&self) -> impl Iterator<Item = (&Pointer, &str)> {
        self.problems.iter().map(|(place, what)| (place, what.as_str()))
    }

    /// The property `name` is required, and was not set.
    pub(crate) fn missing(name: &str) -> Self {
        format!("missing required property `{name}`").into()
    }

    /// The same problems as those of the property `name`. A value that does not convert to its type is described by what was
    /// `wanted`, where that says it all.
    pub(crate) fn below(self, name: &str, wanted: Option<&str>) -> Self {
        let place = Pointer::root().key(name);
        let problems = match wanted {
            Some(wanted) => vec![(place, format!("wanted {wanted}"))],
            None => self.problems.into_iter().map(|(inner, what)| (place.join(&inner), what)).collect(),
        };
        Self { problems }
    }

    /// Keeps the value of a property, or adds what is wrong with it to `problems`.
    pub(crate) fn take<T>(value: Result<T, Self>, problems: &mut Vec<Self>) -> Option<T> {
        value.map_err(|error| problems.push(error)).ok()
    }

    /// All of them as one.
    pub(crate) fn all(problems: Vec<Self>) -> Self {
        Self { problems: problems.into_iter().flat_map(|error| error.problems).collect() }
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (place, what)) in self.problems.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            if !place.is_root() {
                write!(f, "`{place}`: ")?;
            }
            f.write_str(what)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConversionError {}

impl From<String> for ConversionError {
    fn from(what: String) -> Self {
        Self { problems: vec![(Pointer::root(), what)] }
    }
}

impl From<&'static str> for ConversionError {
    fn from(what: &'static str) -> Self {
        what.to_owned().into()
    }
}

impl From<Infallible> for ConversionError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<TryFromIntError> for ConversionError {
    fn from(_: TryFromIntError) -> Self {
        "wanted an integer in range".into()
    }
}

impl From<ParseIntError> for ConversionError {
    fn from(_: ParseIntError) -> Self {
        "wanted an integer".into()
    }
}

impl From<chrono::ParseError> for ConversionError {
    fn from(_: chrono::ParseError) -> Self {
        "wanted a date".into()
    }
}

impl From<TimestampError> for ConversionError {
    fn from(error: TimestampError) -> Self {
        error.to_string().into()
    }
}
