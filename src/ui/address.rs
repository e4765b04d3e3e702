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

/// The text that stands in an address percent-encoded; what is no escape stays as it is.
pub fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = || {
            let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        };
        let escaped = if *first == b'%' { hex() } else { None };
        out.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn what_was_encoded_reads_as_before_and_what_is_no_escape_stays() {
        let text = "p@ss %/क?&=+";
        assert_eq!(decode(&encode(text)), text);
        assert_eq!(decode("p%40ss%2"), "p@ss%2");
        assert_eq!(decode("100%+%+1%zz"), "100%+%+1%zz");
    }
}
