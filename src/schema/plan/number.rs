//! Numbers: integers exactly, fractions where an `f64` and a short decimal agree.

use std::cmp::Ordering;

use super::node::{Amount, Divisor, Node, Number, types};
use super::pass::Walk;
use super::step::{Miss, Step};
use crate::json::Decimal;
use crate::json::number::{self, Lexeme};

/// 2^53: integers up to here are exact as `f64`.
const EXACT: i128 = 1 << 53;

impl<const COUNTED: bool> Walk<'_, COUNTED> {
    /// The number at `at`.
    #[inline]
    pub(super) fn number(&mut self, node: &Node, at: usize) -> Step {
        const NUMBER: u8 = types::INTEGER | types::FRACTION;
        let (end, whole) = number::end(self.bytes, at).map_err(|_| Miss::Unsure)?;
        self.spend((end - at) / 16)?;
        let kinds = node.types & NUMBER;
        if kinds == 0 {
            return Err(Miss::No);
        }
        if kinds == NUMBER && node.number.is_none() && node.choice.is_none() {
            return Ok(end);
        }
        let lexeme = Lexeme { text: self.text(at, end)?, whole, at };
        let amount = Amount::of_lexeme(&lexeme).ok_or(Miss::Unsure)?;
        let kind = if let Amount::Int(_) = amount { types::INTEGER } else { types::FRACTION };
        if kinds & kind == 0 {
            return Err(Miss::No);
        }
        if let Some(choice) = &node.choice {
            any_equal(&choice.numbers, amount)?;
        }
        if let Some(rules) = &node.number {
            rules.check(amount, &lexeme)?;
        }
        Ok(end)
    }
}

fn any_equal(choices: &[Amount], amount: Amount) -> Result<(), Miss> {
    let mut miss = Miss::No;
    for choice in choices {
        match amount.compare(choice) {
            Some(Ordering::Equal) => return Ok(()),
            Some(_) => {}
            None => miss = Miss::Unsure,
        }
    }
    Err(miss)
}

impl Amount {
    /// The number in the text; `None` when an `f64` rounds it.
    #[inline]
    fn of_lexeme(lexeme: &Lexeme<'_>) -> Option<Self> {
        let (number, exact) = lexeme.number();
        exact.then(|| Self::of(&number))?
    }

    /// What the validator makes of `number`: floats without a fraction are integers.
    #[inline]
    pub(in crate::schema) fn of(number: &serde_json::Number) -> Option<Self> {
        if let Some(int) = number.as_i64() {
            return Some(Self::Int(int.into()));
        }
        if let Some(int) = number.as_u64() {
            return Some(Self::Int(int.into()));
        }
        let float = number.as_f64()?;
        // Beyond 2^53 every float is an integer, but not the one that was written.
        #[expect(clippy::cast_possible_truncation, reason = "no fraction, and below 2^53")]
        (float.abs() < EXACT as f64)
            .then(|| if float.fract() == 0.0 { Self::Int(float as i128) } else { Self::Float(float) })
    }

    /// How the two compare; `None` when that takes more than an `f64`.
    pub(in crate::schema) fn compare(&self, other: &Self) -> Option<Ordering> {
        let float = |int: i128| (int.abs() <= EXACT).then_some(int as f64);
        match (*self, *other) {
            (Self::Int(one), Self::Int(other)) => Some(one.cmp(&other)),
            (Self::Float(one), Self::Float(other)) => one.partial_cmp(&other),
            (Self::Int(one), Self::Float(other)) => float(one)?.partial_cmp(&other),
            (Self::Float(one), Self::Int(other)) => one.partial_cmp(&float(other)?),
        }
    }
}

impl Number {
    fn check(&self, amount: Amount, lexeme: &Lexeme<'_>) -> Result<(), Miss> {
        let Self { minimum, maximum, above, below, multiple_of } = self;
        let holds = |bound: &Option<Amount>, test: fn(Ordering) -> bool| match bound {
            None => Ok(()),
            Some(bound) => match amount.compare(bound) {
                Some(ordering) if test(ordering) => Ok(()),
                Some(_) => Err(Miss::No),
                None => Err(Miss::Unsure),
            },
        };
        holds(minimum, Ordering::is_ge)?;
        holds(maximum, Ordering::is_le)?;
        holds(above, Ordering::is_gt)?;
        holds(below, Ordering::is_lt)?;
        let multiple = match (multiple_of, amount) {
            (None, _) => Some(true),
            (Some(Divisor::Int(divisor)), Amount::Int(int)) => Some(int % divisor == 0),
            (Some(Divisor::Int(_)), Amount::Float(_)) => Some(false),
            // The validator divides short decimals exactly, and long ones in its own way.
            (Some(Divisor::Decimal(divisor)), _) if lexeme.text.len() <= 12 && !lexeme.text.contains(['e', 'E']) => {
                Decimal::parse(lexeme.text).and_then(|number| number.is_multiple_of(divisor))
            }
            (Some(_), _) => None,
        };
        match multiple {
            Some(true) => Ok(()),
            Some(false) => Err(Miss::No),
            None => Err(Miss::Unsure),
        }
    }
}

impl Divisor {
    pub(in crate::schema) fn of(number: &serde_json::Number) -> Self {
        match Amount::of(number) {
            Some(Amount::Int(int @ 1..=EXACT)) => Self::Int(int),
            Some(Amount::Float(float)) if float > 0.0 && number.to_string().len() <= 12 && float >= 1e-9 => {
                Decimal::of(number).map_or(Self::Unknown, Self::Decimal)
            }
            _ => Self::Unknown,
        }
    }
}
