//! [`values_at`]: from the positions of values back to the values.

use std::ops::Range;

use super::position::{Cursor, Position};
use super::{number, string};

/// Where the values are that begin at `positions`, which ascend; of an array or an object, only its bracket.
pub(crate) fn values_at(bytes: &[u8], positions: &[Position]) -> Vec<Option<Range<usize>>> {
    let mut cursor = Cursor::START;
    let value = |position: &Position| {
        let start = cursor.find(bytes, *position)?;
        let end = match bytes.get(start)? {
            b'"' => string::close(bytes, start).ok()?.0 + 1,
            b'-' | b'0'..=b'9' => number::end(bytes, start).ok()?.0,
            b'f' => start + "false".len(),
            b't' | b'n' => start + "null".len(),
            _ => start + 1,
        };
        Some(start..end)
    };
    positions.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::values_at;
    use crate::json::Position;

    #[test]
    fn values_are_found_by_their_positions() {
        let text = "{\r\n \"é🦀\": -1.5e3, \"b\":\r[\"é\\\"\", true],\n\n\"c\": {\"d\": null, \"é\": false}}";
        let values = ["-1.5e3", "[", "\"é\\\"\"", "true", "{\"d", "null", "false"];
        let starts: Vec<usize> = values.iter().filter_map(|value| text.find(value)).collect();
        let positions: Vec<Position> = starts.iter().map(|start| Position::of(text.as_bytes(), *start)).collect();
        let found = values_at(text.as_bytes(), &positions);
        let shown: Vec<&str> = found.into_iter().flatten().filter_map(|range| text.get(range)).collect();
        assert_eq!(shown, ["-1.5e3", "[", "\"é\\\"\"", "true", "{", "null", "false"]);
        let twice = [positions[5], positions[5], Position { line: 9, column: 1 }];
        let found: Vec<_> =
            values_at(text.as_bytes(), &twice).into_iter().map(|range| range.map(|it| it.start)).collect();
        assert_eq!(found, [Some(starts[5]), Some(starts[5]), None]);
    }
}
