//! Fingerprints: names that stay the same as long as what they name does, in files that outlive a run.

/// FNV-1a of the parts, each with its end.
pub(crate) fn number<'p>(parts: impl IntoIterator<Item = &'p str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// How a fingerprint is written: 16 hexadecimal digits.
pub(crate) fn text(number: u64) -> String {
    format!("{number:016x}")
}

/// The same of these parts.
#[cfg(feature = "diff")]
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    text(number(parts.iter().copied()))
}

/// FNV-1a of 128 bits, for texts of which many are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digest(u128);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    /// 32 hexadecimal digits.
    pub(crate) fn text(self) -> String {
        format!("{:032x}", self.0)
    }
}
