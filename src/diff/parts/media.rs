//! [`pairs`]: which media types of two bodies describe the same messages. A range of one side may be for what the other side
//! declares by itself: the nearest counts, on each side for itself (OpenAPI 3.0.3, 4.7.14.1).

use crate::contract::{Content, MediaRange};

/// A media type of a body as its sender declares it.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Media {
    /// Its number.
    pub(in crate::diff) number: usize,
    /// As which one of its range a message is sent, where that matters.
    pub(in crate::diff) sent: Option<MediaRange>,
}

impl From<usize> for Media {
    fn from(number: usize) -> Self {
        Self { number, sent: None }
    }
}

/// The media types of the sender, each with the number of the receiver's that is for the same messages.
pub(super) fn pairs(sent: &Content, received: &Content) -> Vec<(Media, usize)> {
    let mut found: Vec<(Media, usize)> = Vec::new();
    for (number, media_type) in sent.media_types.iter().enumerate() {
        let own = received.position(&media_type.range);
        found.extend(own.map(|other| (Media::from(number), other)));
        if !media_type.range.is_range() {
            continue;
        }
        for (other, declared) in received.media_types.iter().enumerate() {
            let range = &declared.range;
            let is_for_both = sent.position(range) == Some(number) && received.position(range) == Some(other);
            if is_for_both && own != Some(other) {
                found.push((Media { number, sent: Some(range.clone()) }, other));
            }
        }
    }
    found
}
