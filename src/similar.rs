//! The nearest of some names, for "did you mean".

/// The name that is fewest edits away from `wanted`, if it is near enough to be sure: at most a third of its length, so that
/// names of one or two letters are never guessed.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A long stranger is no misspelling, and the table below grows with its length.
    if wanted.chars().count() > 64 {
        return None;
    }
    let wanted_lower = wanted.to_lowercase();
    let length = wanted_lower.chars().count();
    names
        // Each character that one of them has more is an edit; lower case may have a few characters more.
        .filter(|name| name.chars().count().abs_diff(length) <= name.chars().count() / 3 + 2)
        .map(|name| (distance(&wanted_lower, &name.to_lowercase()), name))
        .filter(|(edits, name)| *edits * 3 <= name.chars().count())
        // Of names that differ only in case, the one with the same case wins.
        .min_by_key(|(edits, name)| (*edits, distance(wanted, name)))
        .map(|(_, name)| name)
}

/// Every name that `wanted` may be short for or a misspelling of, the nearest first, at most `limit`: those that contain it,
/// and the nearest by edits.
#[cfg(feature = "cli")]
pub(crate) fn all_near<'a>(wanted: &str, names: impl Iterator<Item = &'a str> + Clone, limit: usize) -> Vec<&'a str> {
    let lower = wanted.to_lowercase();
    let mut near: Vec<&str> = Vec::new();
    if lower.chars().count() > 2 {
        near.extend(names.clone().filter(|name| name.to_lowercase().starts_with(&lower)));
        near.extend(names.clone().filter(|name| {
            let name = name.to_lowercase();
            name.contains(&lower) && !name.starts_with(&lower)
        }));
    }
    if let Some(nearest) = nearest(wanted, names)
        && !near.contains(&nearest)
    {
        near.insert(0, nearest);
    }
    near.truncate(limit);
    near
}

/// Levenshtein's distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, character) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = position + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances_are_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("order", "order"), 0);
        assert_eq!(distance("ordre", "order"), 2);
        assert_eq!(distance("order", "orders"), 1);
    }

    #[test]
    fn only_a_near_name_is_named() {
        let names = ["createOrder", "listOrders", "CreateOrder"];
        assert_eq!(nearest("createOrdr", names.into_iter()), Some("createOrder"));
        assert_eq!(nearest("CreateOrdr", names.into_iter()), Some("CreateOrder"));
        assert_eq!(nearest("cancelGroup", names.into_iter()), None);
        assert_eq!(nearest(&"x".repeat(1000), names.into_iter()), None);
        assert_eq!(nearest("x", ["y", "xy"].into_iter()), None, "one letter is no misspelling");
        assert_eq!(nearest("Y", ["y", "xy"].into_iter()), Some("y"));
    }
}
