//! Comparisons on several threads: the answer is that of one. Documents with many edits are in `diff/schemas/rounds.rs`.

use order_contracts::diff::{self, Settings};

use super::cases::cases;

#[test]
fn a_case_is_the_same_on_two_threads() {
    for case in cases() {
        let on = |threads: usize| diff::compare(&case.base, &case.revision, &Settings::new().threads(threads));
        assert_eq!(on(2), on(1), "{}", case.name);
    }
}
