//! [`Choices`]: what a seed stands for, in laws whose schemas are too entangled for strategies.

use serde_json::{Value, json};

/// A sequence of choices that a seed stands for.
pub(super) struct Choices(pub(super) u64);

impl Choices {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn flips(&mut self) -> bool {
        self.below(2) == 1
    }

    /// A reference to one of so many components.
    pub(super) fn referred(&mut self, components: u64) -> Value {
        json!({"$ref": format!("#/components/schemas/S{}", self.below(components))})
    }
}

/// How many pairs; more of them where somebody asks.
pub(super) fn cases() -> u32 {
    std::env::var("DIFF_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(32)
}
