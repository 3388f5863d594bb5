//! [`write`]: a body from a list of its parts, as captures have them (HAR 1.2, `params`).

use super::read::NOT_KEPT;

/// A part as a capture lists it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::validate) struct Field<'a> {
    pub(in crate::validate) name: &'a str,
    /// `None` where the capture does not have it.
    pub(in crate::validate) value: Option<&'a str>,
    pub(in crate::validate) file_name: Option<&'a str>,
    pub(in crate::validate) content_type: Option<&'a str>,
}

/// The body of these parts; its boundary is `boundary`, or one that is in none of them.
pub(in crate::validate) fn write(fields: &[Field<'_>], boundary: Option<&str>) -> (String, String) {
    let boundary = boundary.map_or_else(
        || {
            let mut boundary = "boundary".to_owned();
            while fields.iter().any(|field| field.value.is_some_and(|value| value.contains(&boundary))) {
                boundary.push('-');
            }
            boundary
        },
        str::to_owned,
    );
    let mut body = String::new();
    for field in fields {
        let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        body.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(field.name)));
        if let Some(name) = field.file_name {
            body.push_str(&format!("; filename=\"{}\"", quoted(name)));
        }
        if let Some(media_type) = field.content_type {
            body.push_str(&format!("\r\nContent-Type: {}", media_type.replace(['\r', '\n'], " ")));
        }
        if field.value.is_none() {
            body.push_str(&format!("\r\nContent-Transfer-Encoding: {NOT_KEPT}"));
        }
        body.push_str(&format!("\r\n\r\n{}\r\n", field.value.unwrap_or_default()));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    (body, boundary)
}
