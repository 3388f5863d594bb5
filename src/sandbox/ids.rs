//! [`Ids`]: ids that look like those of the APIs, the same for the same seed and the same calls.

use serde::{Deserialize, Serialize};

const BASE_62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Without the digits that are read as letters.
const SHARED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789";

/// The odd constant of splitmix64, 2^64 divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Counts, and spreads the count by the seed. The answers look random and repeat from run to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ids {
    seed: u64,
    count: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// `prefix` and 16 letters and digits.
    pub(super) fn prefixed(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.text(BASE_62, 16))
    }

    /// The id that the buyers of a group pass on.
    pub(super) fn share(&mut self) -> String {
        format!("KHT-{}", self.text(SHARED, 8))
    }

    /// Eight letters and digits.
    pub(super) fn short(&mut self) -> String {
        self.text(BASE_62, 8)
    }

    /// A UUID of version 4 (RFC 9562, 5.4), in form: its bits are those of the count.
    pub(super) fn uuid(&mut self) -> String {
        let bits = self.bits() & !(0xF000 << 64 | 0xC000 << 48) | 0x4000 << 64 | 0x8000 << 48;
        let part = |from: u32, digits: u32| bits >> from & ((1 << (4 * digits)) - 1);
        format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", part(96, 8), part(80, 4), part(64, 4), part(48, 4), part(0, 12))
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut bits = self.bits();
        let base = alphabet.len() as u128;
        let digits = std::iter::repeat_with(|| {
            let digit = usize::try_from(bits % base).unwrap_or_default();
            bits /= base;
            alphabet.get(digit).map_or('0', |&byte| char::from(byte))
        });
        digits.take(length).collect()
    }

    fn bits(&mut self) -> u128 {
        self.count = self.count.wrapping_add(1);
        let start = self.seed ^ self.count.wrapping_mul(STEP).rotate_left(17);
        u128::from(spread(start)) << 64 | u128::from(spread(start.wrapping_add(STEP)))
    }
}

/// A number from 0 to below 1, the same for the same seed, kind and count.
pub(super) fn share(seed: u64, kind: u64, count: u64) -> f64 {
    let bits = spread(spread(seed ^ kind.wrapping_mul(STEP).rotate_left(31)) ^ count.wrapping_mul(STEP));
    // As many bits as the fraction of a double has.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let share = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

/// The finalizer of splitmix64, a bijection of 64 bits.
fn spread(value: u64) -> u64 {
    let value = value.wrapping_add(STEP);
    let value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Ids, share};

    #[test]
    fn shares_are_spread_evenly_and_differ_by_each_of_their_causes() {
        for kind in 1..4 {
            let below = (1..=10_000).filter(|count| share(7, kind, *count) < 0.1).count();
            assert!((900..1_100).contains(&below), "{below}");
        }
        let of = |seed, kind| (1..100).map(|count| share(seed, kind, count)).collect::<Vec<_>>();
        assert_eq!(of(1, 1), of(1, 1));
        assert!(of(1, 1) != of(2, 1) && of(1, 1) != of(1, 2));
        assert!(of(1, 1).iter().all(|share| (0.0..1.0).contains(share)));
    }

    #[test]
    fn a_seed_repeats_its_ids_and_others_differ() {
        let ids = |seed| {
            let mut ids = Ids::new(seed);
            [ids.prefixed("ord_"), ids.share(), ids.short(), ids.uuid()]
        };
        assert_eq!(ids(1), ids(1));
        assert!(ids(1).iter().zip(ids(2)).all(|(one, other)| *one != other));
        let [order, share, short, uuid] = ids(0);
        assert_eq!((order.len(), share.len(), short.len(), uuid.len()), (20, 12, 8, 36));
        assert_eq!((&uuid[14..15], &uuid[8..9], &uuid[23..24]), ("4", "-", "-"));
        assert!("89ab".contains(&uuid[19..20]));
    }

    #[test]
    fn ids_do_not_repeat() {
        let mut ids = Ids::new(7);
        let short: HashSet<String> = (0..100_000).map(|_| ids.prefixed("")).collect();
        assert_eq!(short.len(), 100_000);
    }
}
