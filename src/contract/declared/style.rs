//! [`Location`] and [`Style`]: where a parameter is sent, and how its value is written as text.

/// Where a parameter is sent (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Complete in OpenAPI 3.0 and 3.1.
pub enum Location {
    /// In the path template.
    Path,
    /// Behind the `?`.
    Query,
    /// In a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

/// How a parameter's value is written as text (OpenAPI 3.0.3, 4.7.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Complete in OpenAPI 3.0 and 3.1.
pub enum Style {
    /// `;color=blue`, in paths.
    Matrix,
    /// `.blue`, in paths.
    Label,
    /// `color=blue`, in queries and cookies.
    Form,
    /// `blue`, in paths and headers.
    Simple,
    /// `blue%20black`, in queries.
    SpaceDelimited,
    /// `blue|black`, in queries.
    PipeDelimited,
    /// `color[R]=100`, in queries.
    DeepObject,
}

impl Location {
    /// The word of the standard: `path`, `query`, `header`, `cookie`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    pub(super) fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::Cookie => Style::Form,
        }
    }

    pub(super) fn allows(self, style: Style) -> bool {
        match self {
            Self::Path => matches!(style, Style::Matrix | Style::Label | Style::Simple),
            Self::Query => {
                matches!(style, Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject)
            }
            Self::Header => style == Style::Simple,
            Self::Cookie => style == Style::Form,
        }
    }
}

impl Style {
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "matrix" => Self::Matrix,
            "label" => Self::Label,
            "form" => Self::Form,
            "simple" => Self::Simple,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }
}
