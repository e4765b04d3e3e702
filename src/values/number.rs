//! Decimal text to scaled integers and back: what Money, Quantity and Percent share.

use super::ParseError;

/// The largest count any parsed value may hold: the largest integer JavaScript keeps exactly, so that a value
/// survives the JSON of a browser or a phone.
pub(super) const LARGEST: i64 = 9_007_199_254_740_991;

/// The ASCII digit meant by a digit of another script that people here type, or the character itself.
pub(super) fn western_digit(character: char) -> char {
    let digit = match character {
        '०'..='९' => character as u32 - '०' as u32,
        '０'..='９' => character as u32 - '０' as u32,
        '−' | '–' => return '-',
        _ => return character,
    };
    char::from(b'0' + digit as u8)
}

/// Spaces of any kind, and the invisible marks that spreadsheets and chats leave around a number.
pub(super) fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// Reads a decimal number as a count of units of `10^-decimals`. Grouping may be Indian or western; zeros beyond the
/// last decimal are harmless and accepted.
pub(super) fn parse_scaled(text: &str, decimals: u8) -> Result<i64, ParseError> {
    let text: String = text.trim_matches(is_blank).chars().map(western_digit).collect();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start_matches(is_blank)),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str, comma| part.bytes().all(|b| b.is_ascii_digit() || (comma && b == b','));
    if !is_number(whole, true) || !is_number(fraction, false) || (whole.is_empty() && fraction.is_empty()) {
        return Err(ParseError::NotANumber);
    }
    if !is_grouped(whole) {
        return Err(ParseError::Grouping);
    }
    let significant = fraction.trim_end_matches('0');
    if significant.len() > usize::from(decimals) {
        return Err(ParseError::TooManyDecimals { max: decimals });
    }
    let padding = usize::from(decimals) - significant.len();
    let mut value: i64 = 0;
    for byte in
        whole.bytes().filter(|b| *b != b',').chain(significant.bytes()).chain(std::iter::repeat_n(b'0', padding))
    {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i64::from(byte - b'0')))
            .filter(|v| *v <= LARGEST)
            .ok_or(ParseError::TooLarge)?;
    }
    Ok(if negative { -value } else { value })
}

/// As [`parse_scaled`], refusing what is below zero.
pub(super) fn parse_scaled_not_negative(text: &str, decimals: u8) -> Result<i64, ParseError> {
    match parse_scaled(text, decimals)? {
        below if below < 0 => Err(ParseError::Negative),
        value => Ok(value),
    }
}

/// Whether commas, if any, stand every three digits, or as `12,34,567`.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.rsplit(',').map(str::len);
    let last = groups.next().unwrap_or_default();
    let rest: Vec<usize> = groups.collect();
    let Some((first, middle)) = rest.split_last() else {
        return true;
    };
    let by = |size: usize| (1..=size).contains(first) && middle.iter().all(|len| *len == size);
    last == 3 && (by(2) || by(3))
}

/// Digits grouped the Indian way: `1234567` → `12,34,567`.
pub fn group_indian(number: u64) -> String {
    let mut out = String::with_capacity(USUAL);
    push_grouped(&mut out, number);
    out
}

/// What a written number comes to, in bytes.
const USUAL: usize = 24;

fn push_grouped(out: &mut String, number: u64) {
    let mut buffer = itoa::Buffer::new();
    let mut rest = buffer.format(number);
    // The last three digits stand together, those before them by two; the first may stand alone.
    while rest.len() > 3 {
        let (group, after) = rest.split_at(if rest.len().is_multiple_of(2) { 1 } else { 2 });
        out.push_str(group);
        out.push(',');
        rest = after;
    }
    out.push_str(rest);
}

/// Writes a whole number with zeros before it, `width` digits at least.
pub(super) fn push_padded(out: &mut String, number: u64, width: usize) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    for _ in digits.len()..width {
        out.push('0');
    }
    out.push_str(digits);
}

/// How the digits of a scaled number are to be written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub decimals: u8,
    pub grouped: bool,
    /// Drop zeros at the end of the fraction, and the point with them.
    pub trimmed: bool,
}

pub(super) fn write_scaled(value: i64, style: Style) -> String {
    write_with("", value, style)
}

/// As [`write_scaled`], with a sign of currency between the minus and the digits.
pub(super) fn write_with(currency: &str, value: i64, style: Style) -> String {
    let scale = 10u64.pow(u32::from(style.decimals));
    let magnitude = value.unsigned_abs();
    let (whole, fraction) = (magnitude / scale, magnitude % scale);
    let mut out = String::with_capacity(USUAL);
    if value < 0 {
        out.push('-');
    }
    out.push_str(currency);
    if style.grouped {
        push_grouped(&mut out, whole);
    } else {
        push_padded(&mut out, whole, 1);
    }
    if style.decimals > 0 && !(style.trimmed && fraction == 0) {
        out.push('.');
        push_padded(&mut out, fraction, usize::from(style.decimals));
        if style.trimmed {
            out.truncate(out.trim_end_matches('0').len());
        }
    }
    out
}

/// `numerator ÷ denominator`, halves away from zero. `None` when the result does not fit or the denominator is zero.
pub(super) fn divide_rounded(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator == 0 {
        return None;
    }
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let rounded = n / d + u128::from(n % d >= d - n % d);
    let value = i64::try_from(rounded).ok()?;
    Some(if (numerator < 0) == (denominator < 0) { value } else { -value })
}

#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "lakhs and paise, as they are read here")]
mod tests {
    use super::*;

    #[test]
    fn digits_group_the_indian_way() {
        let grouped = [0, 7, 999, 1_000, 99_999, 1_00_000, 12_34_567, 1_23_45_67_890].map(group_indian);
        assert_eq!(grouped, ["0", "7", "999", "1,000", "99,999", "1,00,000", "12,34,567", "1,23,45,67,890"]);
    }

    #[test]
    fn indian_and_western_commas_are_read_and_stray_ones_refused() {
        for good in ["1,24,500", "124,500", "12,345,678", "1,23,45,678", "1,000", "999"] {
            assert!(is_grouped(good), "{good}");
        }
        for stray in ["1,5", "1,2,3", ",500", "1,,000", "1234,500", "1,24,50", "12,3456", "1,000,00,000", "500,"] {
            assert!(!is_grouped(stray), "{stray}");
        }
    }

    #[test]
    fn halves_round_away_from_zero() {
        let halves = [(5, 2), (-5, 2), (4, 3), (5, 3), (-1, 2), (1, -2)].map(|(n, d)| divide_rounded(n, d));
        assert_eq!(halves, [Some(3), Some(-3), Some(1), Some(2), Some(-1), Some(-1)]);
        assert_eq!(divide_rounded(1, 0), None);
        assert_eq!(divide_rounded(i128::MAX, 1), None);
    }
}
