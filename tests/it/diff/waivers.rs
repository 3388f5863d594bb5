//! Waivers as they are edited in files, and gates and levels as laws.

use order_contracts::contract::Contract;
use order_contracts::diff::{
    Gate, Level, Levels, Policy, RULES, Settings, Threshold, Verdict, Waiver, compare, prune, waive, with_entries,
};
use proptest::prelude::*;

fn any_waiver() -> impl Strategy<Value = Waiver> {
    (
        "[0-9a-f]{16}",
        "[ -~\u{a0}-\u{2fff}\\n\\t\u{1b}]{0,40}x",
        prop::option::of("20[0-9]{2}-0[1-9]-[12][0-8]"),
        prop::option::of("[a-zé\"\\\\]{1,9}"),
    )
        .prop_map(|(fingerprint, reason, until, by)| {
            let mut waiver = Waiver::new(&fingerprint, &reason);
            if let Some(until) = until {
                waiver = waiver.until(&until);
            }
            match by {
                Some(name) => waiver.by(&name),
                None => waiver,
            }
        })
}

/// Waivers of different changes.
fn any_waivers() -> impl Strategy<Value = Vec<Waiver>> {
    prop::collection::vec(any_waiver(), 0..5).prop_map(|mut waivers| {
        waivers.sort_by(|left, right| left.fingerprint.cmp(&right.fingerprint));
        waivers.dedup_by(|left, right| left.fingerprint == right.fingerprint);
        waivers
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_and_what_was_there_stays(
        waivers in any_waivers(),
        comment in prop::sample::select(vec!["", "# Agreed.\n", "\n\n# a\n\n# b", "# no end", "#\ta\r\n"]),
        chosen in any::<prop::sample::Index>(),
    ) {
        let text = with_entries(comment, &waivers).unwrap();
        prop_assert!(text.starts_with(comment));
        prop_assert_eq!(&Waiver::read(&text).unwrap(), &waivers);
        prop_assert!(!text.contains('\u{1b}'), "nothing that a terminal would obey");
        prop_assert_eq!(&with_entries(&text, &waivers).unwrap(), &text, "nothing is written twice");
        if !waivers.is_empty() {
            let one = chosen.get(&waivers).fingerprint.clone();
            let pruned = prune(&text, std::slice::from_ref(&one)).unwrap();
            let left: Vec<Waiver> = waivers.iter().filter(|waiver| waiver.fingerprint != one).cloned().collect();
            prop_assert_eq!(Waiver::read(&pruned).unwrap(), left);
            prop_assert!(pruned.starts_with(comment.trim_end()));
        }
        let all: Vec<String> = waivers.iter().map(|waiver| waiver.fingerprint.clone()).collect();
        let none = prune(&text, &all).unwrap();
        prop_assert_eq!(none.trim_end(), comment.trim_end());
    }

    #[test]
    fn any_text_is_waivers_or_an_error(text in "(\\[\\[waiver\\]\\]|fingerprint|reason|=|\"a\"|\n| |\\[|\\{|#|'''|2027-01-31){0,20}") {
        let waivers = Waiver::read(&text);
        prop_assert!(waivers.is_ok() || waivers.is_err_and(|error| !error.to_string().is_empty()));
    }
}

#[test]
fn files_that_cannot_be_edited_are_refused() {
    let inline = "waiver = [{fingerprint = \"0\", reason = \"r\"}]\n";
    assert_eq!(Waiver::read(inline).unwrap().len(), 1);
    let error = prune(inline, &["0".to_owned()]).unwrap_err().to_string();
    assert_eq!(error, "waivers are not all written as `[[waiver]]` tables: edit the file by hand");
    let hidden = "[[waiver]]\nfingerprint = \"0\"\nreason = '''\n[[waiver]]\n'''\n";
    assert!(prune(hidden, &["0".to_owned()]).is_err());
    let error = with_entries("[]", &[]).unwrap_err().to_string();
    assert!(error.starts_with("waivers in JSON are only read"), "{error}");
    for wrong in
        [Waiver::new("0", "r").until("2027-02-29"), Waiver::new("0", "r").until("1\nx = 1"), Waiver::new("0", " ")]
    {
        assert!(with_entries("", std::slice::from_ref(&wrong)).is_err(), "{wrong:?}");
    }
    let refused = |text: &str| Waiver::read(text).unwrap_err().to_string();
    assert_eq!(refused("[[waiver]]\nreason = \"r\"\n"), "line 1, column 1: `[[waiver]]` has no `fingerprint`");
    assert_eq!(refused("[[waver]]\n"), "line 1, column 3: unknown key `waver`; did you mean `waiver`?");
    let twice = "[[waiver]]\nfingerprint = \"0\"\nreason = \"r\"\n".repeat(2);
    assert_eq!(refused(&twice), "line 5, column 15: the waiver `0` is there twice");
    assert_eq!(
        refused(&format!("{twice}x = 1\n")),
        "line 5, column 15: the waiver `0` is there twice; line 7, column 1: unknown key `x`; expected `fingerprint`, `reason`, \
         `rule`, `change`, `by`, `until`"
    );
    let four = "[[waiver]]\nfingerprint = 1\nreason = 2\nrule = 3\nby = 4\n";
    assert!(
        refused(four).ends_with("; line 4, column 8: `rule` is 3; expected a text in quotes (and 1 more)"),
        "{}",
        refused(four)
    );
}

fn contracts() -> (Contract, Contract) {
    let base = Contract::from_str(BASE, "base.yaml").unwrap();
    let revision = BASE
        .replace("maxLength: 100", "maxLength: 50")
        .replace("operationId: createOrder", "operationId: makeOrder")
        .replace("description: The created order.", "description: Made.");
    (base, Contract::from_str(&revision, "revision.yaml").unwrap())
}

const BASE: &str = include_str!("../../../examples/contracts/shop.yaml");

#[test]
fn a_level_moves_what_fails_and_no_verdict() {
    let (base, revision) = contracts();
    let plain = compare(&base, &revision, &Settings::new());
    assert!(!plain.changes.is_empty());
    for level in [Level::Allow, Level::Warn, Level::Deny] {
        let mut levels = Levels::default();
        RULES.iter().for_each(|rule| levels.set(rule.id, level, Some("r")).unwrap());
        let comparison = compare(&base, &revision, &Settings::new().levels(levels));
        let verdicts = |comparison: &order_contracts::diff::Comparison| {
            comparison.changes.iter().map(|change| (change.fingerprint.clone(), change.verdict)).collect::<Vec<_>>()
        };
        assert_eq!(verdicts(&comparison), verdicts(&plain));
        assert_eq!(comparison.verdict(), plain.verdict());
        let failing = Gate::all(Threshold::Any).failing(&comparison).count();
        assert_eq!(failing, if level == Level::Deny { comparison.changes.len() } else { 0 });
    }
}

#[test]
fn a_gate_is_wider_the_lower_its_threshold_is() {
    let (base, revision) = contracts();
    let comparison = compare(&base, &revision, &Settings::new());
    let failing = |text: &str| Gate::default().with(text).unwrap().failing(&comparison).count();
    let counts = ["off", "breaking", "undecided", "any"].map(failing);
    assert!(counts.is_sorted(), "{counts:?}");
    assert_eq!((counts[0], counts[3]), (0, comparison.changes.len()));
    assert_eq!(failing("none"), 0, "the older word");
    let docs = comparison.changes.iter().filter(|change| change.verdict == Verdict::Docs).count();
    assert_eq!(failing("off,docs=any"), docs);
    for facet in ["wire", "code", "policy"] {
        let own = comparison
            .changes
            .iter()
            .filter(|change| change.verdict > Verdict::Docs && change.rule.facet.name() == facet)
            .count();
        assert_eq!(failing(&format!("off,{facet}=any")), own, "{facet}");
    }
    let refused = |text: &str| Gate::default().with(text).unwrap_err().to_string();
    assert_eq!(refused("docs=breaking"), "documentation is never breaking; expected `any` or `off` for `docs`");
    assert_eq!(refused(""), "unknown verdict ``; expected `breaking`, `undecided`, `any`, `off`");
    assert_eq!(refused("wire=breakin"), "unknown verdict `breakin`; did you mean `breaking`?");
}

#[test]
fn a_waiver_is_for_one_rule_and_until_a_day() {
    let (base, revision) = contracts();
    let mut comparison = compare(&base, &revision, &Settings::new());
    let waiver = Waiver::of(&comparison.changes[0], "r").until("2027-01-31");
    assert_eq!(
        waive(&mut comparison.changes, std::slice::from_ref(&waiver), Some("2027-02-01"))[0].to_string(),
        format!("the waiver `{}` (r) expired on 2027-01-31", waiver.fingerprint)
    );
    assert_eq!(comparison.changes[0].waiver, None);
    assert!(waive(&mut comparison.changes, std::slice::from_ref(&waiver), Some("2027-01-31")).is_empty());
    assert_eq!(comparison.changes[0].waiver, Some(waiver.clone()));
    assert!(!Gate::all(Threshold::Any).fails(&comparison.changes[0]));

    let policy = Policy::default().max_days(30);
    assert!(policy.check(std::slice::from_ref(&waiver), "2027-01-01").is_ok());
    assert!(policy.check(std::slice::from_ref(&waiver), "2026-12-31").is_err());
    assert!(policy.check(&[Waiver::new("0", "r")], "2027-01-01").is_err());
    assert!(Policy::default().check(&[Waiver::new("0", "r")], "2027-01-01").is_ok());
    assert!(
        Policy::default().max_days(u64::MAX).check(&[Waiver::new("0", "r")], "2027-01-01").is_ok(),
        "beyond the calendar"
    );
}
