//! Many branches of `oneOf` and `anyOf`: what excludes one another at a glance costs no more than there are branches.

use order_contracts::containment::{Containment, Options, close, covers};
use serde_json::{Value, json};

/// Steps that suffice for any question here; telling branches apart by all combinations takes many times as many.
const STEPS: u64 = 100_000;
const SIZES: [usize; 3] = [12, 20, 50];

fn ask(sub: &Value, sup: &Value) -> Containment {
    covers(sub, sup, &Options::new().budget(STEPS))
}

fn closed(schema: &Value) -> Value {
    close(schema).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// How one branch differs from the others: its number, and what it says of a property of its own.
type Branch = fn(usize) -> Value;

fn tagged(at: usize) -> Value {
    let mut branch =
        json!({"type": "object", "properties": {"type": {"enum": [format!("t{at}")]}}, "required": ["type"]});
    branch["properties"][format!("p{at}")] = json!({"type": "string"});
    branch
}

fn tagged_in_parts(at: usize) -> Value {
    json!({"allOf": [
        {"type": "object", "properties": {"type": {"type": "string", "const": format!("t{at}")}}, "required": ["type"]},
        {"properties": {"src": {"type": "string"}, "more": {"properties": {"of": {"maxLength": at}}}}},
    ]})
}

fn tagged_inside(at: usize) -> Value {
    let kind = json!({"properties": {"kind": {"const": at}}, "required": ["kind"]});
    json!({"type": "object", "properties": {"head": {"type": "object", "allOf": [kind]}}, "required": ["head"]})
}

fn required(at: usize) -> Value {
    json!({"type": "object", "properties": {format!("p{at}"): {"type": "string"}}, "required": [format!("p{at}")]})
}

fn exclusive(at: usize) -> Value {
    let mut branch = required(at);
    branch["additionalProperties"] = json!(false);
    branch
}

const BRANCHES: [(&str, Branch); 5] = [
    ("tagged", tagged),
    ("tagged in parts", tagged_in_parts),
    ("tagged inside", tagged_inside),
    ("required", required),
    ("exclusive", exclusive),
];

fn union(keyword: &str, branch: Branch, count: usize) -> Value {
    json!({keyword: (0..count).map(branch).collect::<Vec<_>>()})
}

#[test]
fn a_property_more_in_one_branch_is_told() {
    for (name, branch) in BRANCHES {
        for count in SIZES {
            let base = union("oneOf", branch, count);
            let mut revision = base.clone();
            revision["oneOf"][0]["properties"]["html_url"] = json!({"type": "string"});
            // Whoever sends only what is declared sends nothing new with a wrong type.
            let answer = ask(&closed(&revision), &base);
            assert_eq!(answer.is_yes(), name != "exclusive", "{name} {count}: {answer:?}");
            let answer = ask(&closed(&base), &revision);
            assert!(answer.is_yes(), "{name} {count}: {answer:?}");
            // Whoever sends anything may send this property with a wrong type.
            let answer = ask(&base, &revision);
            assert_eq!(answer.is_no(), name != "exclusive", "{name} {count}: {answer:?}");
        }
    }
}

#[test]
fn a_branch_more_is_told() {
    for (name, branch) in BRANCHES {
        for keyword in ["oneOf", "anyOf"] {
            for count in SIZES {
                let (base, revision) = (union(keyword, branch, count), union(keyword, branch, count + 1));
                let answer = ask(&closed(&revision), &base);
                assert!(answer.is_no(), "{name} {keyword} {count}: {answer:?}");
                let answer = ask(&closed(&base), &revision);
                assert!(answer.is_yes(), "{name} {keyword} {count}: {answer:?}");
                let answer = ask(&base, &revision);
                // What one of two branches requires may stand beside what the other does.
                let overlaps = name == "required" && keyword == "oneOf";
                assert_eq!(answer.is_no(), overlaps, "{name} {keyword} {count}: {answer:?}");
                assert_eq!(answer.is_yes(), !overlaps, "{name} {keyword} {count}: {answer:?}");
            }
        }
    }
}

#[test]
fn one_of_tagged_branches_is_any_of_them() {
    for count in SIZES {
        for branch in [tagged, tagged_in_parts, tagged_inside, exclusive] {
            let (one, any) = (union("oneOf", branch, count), union("anyOf", branch, count));
            assert!(ask(&one, &any).is_yes());
            let answer = ask(&any, &one);
            assert!(answer.is_yes(), "{count}: {answer:?}");
        }
        let answer = ask(&union("anyOf", required, count), &union("oneOf", required, count));
        assert!(answer.is_no(), "{count}: {answer:?}");
    }
}

/// A branch that is new is within an old one, and what is not declared by it is not sent.
#[test]
fn a_branch_within_another_is_told() {
    for count in SIZES {
        let mut base = union("anyOf", required, count);
        base["anyOf"][3] = json!({"type": "object", "properties": {"c": {"type": "string"}, "d": {"type": "string"}}});
        let mut revision = base.clone();
        let more = json!({"type": "object", "properties": {"c": {"type": "string"}}, "required": ["c"]});
        revision["anyOf"].as_array_mut().unwrap().push(more);
        let answer = ask(&closed(&revision), &base);
        assert!(answer.is_yes(), "{count}: {answer:?}");
        revision["anyOf"][count]["properties"]["c"] = json!({"type": "integer"});
        let answer = ask(&closed(&revision), &base);
        assert!(answer.is_no(), "{count}: {answer:?}");
    }
}

/// Every branch was edited below, so that none is the same as before.
#[test]
fn edits_below_every_branch_are_told() {
    let whole = |count: usize, owner: &Value| {
        let branches: Vec<Value> = (0..count)
            .map(|at| {
                let mut branch = required(at);
                branch["properties"]["app"] = json!({"anyOf": [{"type": "null"}, {"properties": {"owner": owner}}]});
                branch["required"] = json!(["app", format!("p{at}")]);
                branch
            })
            .collect();
        json!({ "anyOf": branches })
    };
    let user = json!({"type": "object", "properties": {"login": {"type": "string"}}, "required": ["login"]});
    let team = json!({"type": "object", "properties": {"slug": {"type": "string"}}, "required": ["slug"]});
    let either = json!({"oneOf": [user, team]});
    for count in SIZES {
        let (base, revision) = (whole(count, &user), whole(count, &either));
        let answer = ask(&closed(&revision), &base);
        assert!(answer.is_no(), "{count}: {answer:?}");
        let answer = ask(&closed(&base), &revision);
        assert!(answer.is_yes(), "{count}: {answer:?}");
    }
}
