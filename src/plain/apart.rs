//! [`apart`]: long texts side by side, cut so that the difference is visible.

/// Texts cut to about `room` characters where they are longer, around the place where they begin to differ: what makes them
/// different stays visible.
pub(crate) fn apart(texts: &[&str], room: usize) -> Vec<String> {
    let Some((first, rest)) = texts.split_first() else { return Vec::new() };
    let common = |other: &&str| first.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let common = rest.iter().map(common).min().unwrap_or(0);
    // A third of the room is for what comes before.
    let from = if common < room { 0 } else { common - room / 3 };
    let cut = |text: &&str| {
        let total = text.chars().count();
        if total <= room {
            return (*text).to_owned();
        }
        let before = if from > 0 { "…" } else { "" };
        let shown: String = text.chars().skip(from).take(room).collect();
        let after = if from + room < total { "…" } else { "" };
        format!("{before}{shown}{after} ({total} characters in all)")
    };
    texts.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn the_difference_of_long_texts_stays_visible() {
        let (one, other) = ("x".repeat(1000) + "1", "x".repeat(1000) + "2");
        let cut = apart(&[&one, &other], 60);
        assert!(cut[0].contains("x1 (1001") && cut[1].contains("x2 (1001"), "{cut:?}");
        assert!(cut.iter().all(|text| text.chars().count() < 100));
        assert_eq!(apart(&["a", "b"], 60), ["a", "b"]);
    }
}
