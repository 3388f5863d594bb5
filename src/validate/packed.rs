//! Bodies without their content encoding (RFC 9110, 8.4): a copy to be checked, never what is passed on.
//!
//! Whoever has a body, packed, asks here: the functions of this module, the layer, the proxy and the sandbox give one answer.

use std::io::{self, Read};

use ::http::header::CONTENT_ENCODING;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::headers::Headers;

/// Why a body was not unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotDecoded {
    /// It unpacks to more bytes than the limit.
    TooLong,
    /// It is not of the encoding that the header names.
    Malformed,
}

/// So many encodings in a row are undone; nobody needs more than one.
const MAX_CODINGS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
}

/// The codings of a header's value in the order in which they were applied; `None` when one is unknown.
fn codings(encoding: &str) -> Option<Vec<Coding>> {
    let mut codings = Vec::new();
    for name in encoding.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name.to_ascii_lowercase().as_str() {
            "identity" => {}
            "gzip" | "x-gzip" => codings.push(Coding::Gzip),
            "deflate" => codings.push(Coding::Deflate),
            _ => return None,
        }
    }
    (codings.len() <= MAX_CODINGS).then_some(codings)
}

/// The content encodings that the headers name, unless that is just `identity`. Several lines are one list.
pub(crate) fn encoding(headers: &Headers<'_>) -> Option<String> {
    let mut values = headers.of(CONTENT_ENCODING).peekable();
    values.peek()?;
    let encoding = values.map(String::from_utf8_lossy).collect::<Vec<_>>().join(", ");
    let is_plain = matches!(encoding.trim().to_ascii_lowercase().as_str(), "" | "identity");
    (!is_plain).then_some(encoding)
}

/// Whether [`decoded`] knows an encoding.
pub(crate) fn knows(encoding: &str) -> bool {
    codings(encoding).is_some()
}

/// What `bytes` unpack to, if that is at most `limit` bytes.
pub(crate) fn decoded(encoding: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>, NotDecoded> {
    let mut decoded = bytes.to_vec();
    // What is packed twice may be a little longer when it is packed once.
    let packed = limit.saturating_add(limit / 1024).saturating_add(64);
    for (left, coding) in codings(encoding).unwrap_or_default().iter().enumerate().rev() {
        let limit = if left == 0 { limit } else { packed };
        decoded = match coding {
            Coding::Gzip => read(MultiGzDecoder::new(decoded.as_slice()), limit)?,
            // The standard means the format of zlib; some clients send what is inside of it.
            Coding::Deflate => match read(ZlibDecoder::new(decoded.as_slice()), limit) {
                Err(NotDecoded::Malformed) => read(DeflateDecoder::new(decoded.as_slice()), limit)?,
                other => other?,
            },
        };
    }
    Ok(decoded)
}

fn read(decoder: impl Read, limit: usize) -> Result<Vec<u8>, NotDecoded> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut out).map_err(|_: io::Error| NotDecoded::Malformed)?;
    if out.len() > limit { Err(NotDecoded::TooLong) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::{NotDecoded, decoded, knows};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
    }

    #[test]
    fn encodings_are_undone_from_the_last_to_the_first() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        let zlib = zlib.write_all(b"{}").and_then(|()| zlib.finish()).unwrap_or_default();
        let raw = raw.write_all(b"{}").and_then(|()| raw.finish()).unwrap_or_default();
        for (encoding, bytes) in [
            ("gzip", gzip(b"{}")),
            ("X-GZIP", gzip(b"{}")),
            ("deflate", zlib.clone()),
            ("deflate", raw),
            ("deflate, gzip", gzip(&zlib)),
            ("identity", b"{}".to_vec()),
        ] {
            assert!(knows(encoding), "{encoding}");
            assert_eq!(decoded(encoding, &bytes, 2), Ok(b"{}".to_vec()), "{encoding}");
        }
        assert!(!knows("br") && !knows("gzip, br") && !knows("gzip,gzip,gzip,gzip"));
    }

    #[test]
    fn no_more_is_unpacked_than_the_limit() {
        let bomb = gzip(&vec![b' '; 1 << 20]);
        assert_eq!(decoded("gzip", &bomb, 1 << 10), Err(NotDecoded::TooLong));
        assert_eq!(decoded("gzip", b"{}", 10), Err(NotDecoded::Malformed));
        assert_eq!(decoded("deflate", b"\xff\xff", 10), Err(NotDecoded::Malformed));
        let whole = gzip(b"{}");
        assert_eq!(decoded("gzip", &whole[..whole.len() - 1], 10), Err(NotDecoded::Malformed));
    }
}
