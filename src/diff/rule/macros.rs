//! Macros that define rules: a header line, then the texts of the page that `explain` prints.

macro_rules! way {
    (request) => {
        Some(MessageDirection::Request)
    };
    (response) => {
        Some(MessageDirection::Response)
    };
    (none) => {
        None
    };
}

macro_rules! page {
    ($summary:expr, $why:expr, $example:expr, $instead:expr) => {
        concat!("Finds: ", $summary, ".\n\nWhy: ", $why, "\n\nExample: ", $example, ".\n\nInstead: ", $instead, "\n")
    };
}

macro_rules! rules {
    ($($id:literal $facet:ident $way:ident $level:ident: $sum:literal, $why:literal, $ex:literal, $instead:literal;)*) => {
        pub(super) const RULES: &[Rule] = &[
            $(Rule {
                id: $id,
                facet: Facet::$facet,
                direction: way!($way),
                level: Verdict::$level,
                summary: $sum,
                page: page!($sum, $why, $ex, $instead),
            },)*
        ];
    };
}

pub(super) use {page, rules, way};
