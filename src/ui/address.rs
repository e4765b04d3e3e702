//! Addresses: texts as parts of them.

/// A text as part of an address, percent-encoded but for the unreserved characters of RFC 3986 § 2.3.
pub fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
