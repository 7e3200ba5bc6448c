//! Configurations inside a `Secret` or a `ConfigMap`.

use super::{Alertmanager, is_configuration, read};
use crate::load::yaml::{self, Node, Origin};
use crate::source::FileId;

/// The configurations inside a resource that stands in `file`.
pub(in crate::load) fn of_secret(file: FileId, resource: &Node<'_>) -> Vec<Alertmanager> {
    let is_secret = resource.get("kind").and_then(Node::as_str) == Some("Secret");
    let mut found = Vec::new();
    for (section, encoded) in [("stringData", false), ("data", is_secret)] {
        let entries = resource.get(section).map(Node::entries).unwrap_or_default();
        for (_, value) in entries.iter().filter(|(key, _)| is_yaml(key)) {
            let Some(text) = value.text(file) else { continue };
            if !encoded {
                found.extend(of_text(&text.value, &Origin::Within(&text)));
            } else if let Some(decoded) = decoded(&text) {
                found.extend(of_text(&decoded, &Origin::Encoded(text.place)));
            }
        }
    }
    found
}

fn is_yaml(key: &Node<'_>) -> bool {
    key.as_str().is_some_and(|key| key.ends_with(".yaml") || key.ends_with(".yml"))
}

/// The configuration in the first document of a text; Alertmanager reads no further.
pub(in crate::load) fn of_text(text: &str, origin: &Origin<'_>) -> Option<Alertmanager> {
    let stream = yaml::read(text);
    let root = stream.documents.first().filter(|document| document.error.is_none())?.root.as_ref()?;
    is_configuration(root).then(|| read(origin, root))
}

/// What a Base64 text stands for, if that is a text again.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0x3FFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn base64_is_decoded() {
        assert_eq!(decoded("cm91dGU6\nIHt9Cg==").as_deref(), Some("route: {}\n"));
        assert_eq!(decoded("w6k=").as_deref(), Some("é"));
        assert_eq!(decoded("not base64!"), None);
        assert_eq!(decoded("/w=="), None);
    }
}
