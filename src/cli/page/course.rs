//! [`Course`]: verdicts over the course of a run, in bounded memory, and the bars that show them.

use crate::validate::Verdict;

/// So many bars at most.
const BARS: usize = 120;

/// The size of the picture, in its own units.
const WIDTH: usize = 960;
const HEIGHT: usize = 120;

/// How many records had which verdict, by their place in the run.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Course {
    /// Each counts this many records: valid, undecided, invalid.
    bars: Vec<[u64; 3]>,
    width: u64,
}

impl Default for Course {
    fn default() -> Self {
        Self { bars: Vec::new(), width: 1 }
    }
}

/// A bar of the picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) title: String,
    pub(super) pieces: Vec<Piece>,
}

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) class: &'static str,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Course {
    /// So many more records have this verdict.
    pub(in crate::cli) fn add(&mut self, verdict: Verdict, mut records: u64) {
        let kind = match verdict {
            Verdict::Valid => 0,
            Verdict::Undecided => 1,
            Verdict::Invalid => 2,
        };
        while records > 0 {
            let left = self.width - self.bars.last().map_or(self.width, |last| last.iter().sum());
            if left == 0 {
                if self.bars.len() == BARS {
                    self.halve();
                    continue;
                }
                self.bars.push([0; 3]);
                continue;
            }
            let taken = records.min(left);
            if let Some(last) = self.bars.last_mut() {
                last[kind] += taken;
            }
            records -= taken;
        }
    }

    /// Two bars become one.
    fn halve(&mut self) {
        self.width *= 2;
        let sum = |pair: &[[u64; 3]]| {
            let mut sum = [0; 3];
            pair.iter().for_each(|bar| (0..3).for_each(|kind| sum[kind] += bar[kind]));
            sum
        };
        self.bars = self.bars.chunks(2).map(sum).collect();
    }

    /// How many records there are.
    pub(super) fn records(&self) -> u64 {
        self.bars.iter().flatten().sum()
    }

    /// How many records a bar is for.
    pub(super) fn per_bar(&self) -> u64 {
        self.width
    }

    /// The bars, each as high as the share of its records: what is wrong is on top, and never too small to be seen.
    pub(super) fn drawn(&self) -> Vec<Bar> {
        let count = self.bars.len().max(1);
        let bar = |(number, bar): (usize, &[u64; 3])| {
            let (x, next) = (number * WIDTH / count, (number + 1) * WIDTH / count);
            let total: u64 = bar.iter().sum::<u64>().max(1);
            let height = |records: u64| -> usize {
                let share = usize::try_from(records.saturating_mul(HEIGHT as u64) / total).unwrap_or(HEIGHT);
                if records > 0 { share.max(3) } else { 0 }
            };
            let (invalid, undecided) = (height(bar[2]), height(bar[1]));
            let (invalid, undecided) = (invalid.min(HEIGHT), undecided.min(HEIGHT - invalid.min(HEIGHT)));
            let heights = [("invalid", invalid), ("undecided", undecided), ("valid", HEIGHT - invalid - undecided)];
            let mut y = 0;
            let mut pieces = Vec::new();
            for (class, height) in heights {
                if height > 0 {
                    let gap = usize::from(next - x > 3);
                    pieces.push(Piece { class, x, y, width: next - x - gap, height });
                }
                y += height;
            }
            let first = number as u64 * self.width + 1;
            let last = first + total - 1;
            let records = if first == last { format!("record {first}") } else { format!("records {first} to {last}") };
            let title = format!("{records}: {} valid, {} invalid, {} undecided", bar[0], bar[2], bar[1]);
            Bar { title, pieces }
        };
        self.bars.iter().enumerate().map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BARS, Course};
    use crate::validate::Verdict;

    #[test]
    fn a_course_keeps_its_counts_in_bounded_memory() {
        let mut course = Course::default();
        for number in 0..10_007_u64 {
            course.add(if number % 100 == 7 { Verdict::Invalid } else { Verdict::Valid }, 1);
        }
        course.add(Verdict::Valid, 1_000_000);
        assert_eq!(course.records(), 1_010_007);
        assert!(course.bars.len() <= BARS && course.bars.iter().map(|bar| bar[2]).sum::<u64>() == 100);
        let all_at_once = |verdict| {
            let mut course = Course::default();
            course.add(verdict, 5_000);
            course
        };
        assert_eq!(all_at_once(Verdict::Valid).records(), 5_000);
        // One of very many is seen.
        let mut rare = all_at_once(Verdict::Valid);
        rare.add(Verdict::Invalid, 1);
        assert!(
            rare.drawn().iter().flat_map(|bar| &bar.pieces).any(|piece| piece.class == "invalid" && piece.height >= 3)
        );
        assert_eq!(Course::default().drawn(), []);
    }
}
