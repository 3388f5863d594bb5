//! The digest of a document: whether two runs were against the same contract.

use crate::fingerprint::Digest;
use crate::stack::deep;
use crate::tree::Tree;

/// The digest of what the document says, in whatever order and layout: of YAML and of JSON it is the same.
pub(super) fn digest(document: &Tree) -> String {
    let mut digest = Digest::new();
    write(document, &mut digest);
    digest.text()
}

fn write(value: &Tree, out: &mut Digest) {
    match value {
        Tree::Null => out.write(b"n"),
        Tree::Bool(flag) => out.write(if *flag { b"t" } else { b"f" }),
        Tree::Number(number) => sized(out, b"d", number.to_string().as_bytes()),
        Tree::String(text) => sized(out, b"s", text.as_bytes()),
        Tree::Array(items) => {
            out.write(format!("a{};", items.len()).as_bytes());
            items.iter().for_each(|item| deep(|| write(item, out)));
        }
        Tree::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.write(format!("o{};", members.len()).as_bytes());
            for (name, member) in members {
                sized(out, b"k", name.as_bytes());
                deep(|| write(member, out));
            }
        }
    }
}

/// A text with its length, so that no two values are written alike.
fn sized(out: &mut Digest, tag: &[u8], bytes: &[u8]) {
    out.write(tag);
    out.write(format!("{};", bytes.len()).as_bytes());
    out.write(bytes);
}
