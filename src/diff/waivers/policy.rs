//! [`Policy`]: what waivers must be like.

use super::Waiver;
use crate::error::Error;

/// What waivers must be like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// So many days from now, at most, they may hold; without a number they need not expire.
    pub max_days: Option<u64>,
}

impl Policy {
    /// A waiver must expire within so many days.
    #[must_use]
    pub fn max_days(self, days: u64) -> Self {
        Self { max_days: Some(days) }
    }

    /// Checks waivers, as of a day (`2027-01-31`).
    ///
    /// # Errors
    ///
    /// When one has no `until`, or one that is too late.
    pub fn check(&self, waivers: &[Waiver], today: &str) -> Result<(), Error> {
        let Some(days) = self.max_days else { return Ok(()) };
        let Some(latest) = latest(today, days) else { return Ok(()) };
        for Waiver { fingerprint, until, .. } in waivers {
            let wrong = match until.as_deref() {
                None => "has no `until`".to_owned(),
                Some(until) if until > latest.as_str() => format!("holds until {until}"),
                Some(_) => continue,
            };
            return Err(Error::settings(format!(
                "the waiver `{fingerprint}` {wrong}; expected {latest} or earlier, {days} days from today (`max-days`)"
            )));
        }
        Ok(())
    }
}

/// The day that is so many days from `today`; `None` beyond the calendar.
fn latest(today: &str, days: u64) -> Option<String> {
    let today: chrono::NaiveDate = today.parse().ok()?;
    today.checked_add_days(chrono::Days::new(days)).map(|day| day.format("%Y-%m-%d").to_string())
}
