//! What was probably meant by a text that is no number.

use super::number::{is_blank, parse_scaled_not_negative, western_digit};
use super::{ParseError, Quantity};

const WORDS: [(&str, u32); 29] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("dozen", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// The decimals a suggestion may keep when the error does not say.
const DECIMALS: u8 = 3;

pub(super) fn number(error: ParseError, text: &str) -> Option<String> {
    let text: String = text.trim_matches(is_blank).chars().map(western_digit).collect();
    let (guess, decimals) = match error {
        ParseError::NotANumber => {
            (in_words(&text).or_else(|| misread_digits(&text)).or_else(|| with_unit(&text))?, DECIMALS)
        }
        ParseError::TooManyDecimals { max } => (rounded(&text, max)?, max),
        ParseError::Grouping => (decimal_comma(&text)?, DECIMALS),
        ParseError::Negative => (text.trim_start_matches(['-', ' ']).to_string(), DECIMALS),
        _ => return None,
    };
    parse_scaled_not_negative(&guess, decimals).is_ok().then_some(guess)
}

/// `ten`, `twenty five`, `Twenty-Five`.
fn in_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let mut sum = None;
    for word in lower.split([' ', '-']).filter(|word| !word.is_empty()) {
        let value = WORDS.iter().find(|(name, _)| *name == word)?.1;
        sum = match sum {
            None => Some(value),
            Some(tens) if tens >= 20 && tens % 10 == 0 && (1..10).contains(&value) => Some(tens + value),
            Some(_) => return None,
        };
    }
    sum.map(|value: u32| value.to_string())
}

/// Letters that look like digits, or gaps inside a number; not both, for `10 l` is ten litres. There has to be a
/// digit already.
fn misread_digits(text: &str) -> Option<String> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mended: String = if text.contains(is_blank) {
        text.chars().filter(|c| !is_blank(*c)).collect()
    } else {
        text.chars().map(look_alike_digit).collect()
    };
    parse_scaled_not_negative(&mended, DECIMALS).is_ok().then_some(mended)
}

fn look_alike_digit(character: char) -> char {
    match character {
        'o' | 'O' => '0',
        'i' | 'I' | 'l' | '|' => '1',
        's' | 'S' => '5',
        'B' => '8',
        other => other,
    }
}

/// `10 kg`, `10pcs`: a number and a word after it.
fn with_unit(text: &str) -> Option<String> {
    let end = text.find(|c: char| c.is_alphabetic())?;
    let (number, unit) = text.split_at(end);
    let word = unit.chars().all(|c| c.is_alphabetic() || c == '.');
    word.then(|| number.trim_end_matches(is_blank).to_string())
}

/// `1,5` as much of the world writes one and a half.
fn decimal_comma(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once(',')?;
    (fraction.len() <= 2 && !whole.is_empty()).then(|| format!("{whole}.{fraction}"))
}

/// The nearest number with so many decimals.
fn rounded(text: &str, decimals: u8) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let kept = fraction.get(..usize::from(decimals))?;
    let up = fraction.as_bytes().get(usize::from(decimals)).is_some_and(|digit| *digit >= b'5');
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let mut scaled: i64 = format!("{whole}{kept}").parse().ok()?;
    scaled = scaled.checked_add(i64::from(up))?.checked_mul(10i64.pow(3 - u32::from(decimals.min(3))))?;
    Some(Quantity::from_thousandths(scaled).plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Option<String> {
        Quantity::parse(text).err()?.suggestion(text)
    }

    #[test]
    fn a_number_in_words_is_understood() {
        for (text, meant) in
            [("ten", "10"), ("Twenty", "20"), ("twenty five", "25"), ("Ninety-Nine", "99"), ("zero", "0")]
        {
            assert_eq!(quantity(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_understood() {
        for (text, meant) in [("4O", "40"), ("l0", "10"), ("1 0", "10"), ("5O.5", "50.5"), ("S0", "50")] {
            assert_eq!(quantity(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn a_unit_behind_the_number_is_left_out() {
        for (text, meant) in [("10 kg", "10"), ("10 l", "10"), ("1.5kg", "1.5"), ("12 pcs.", "12")] {
            assert_eq!(quantity(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn surplus_decimals_are_rounded() {
        for (text, meant) in [("1.00001", "1"), ("1.23456", "1.235"), ("9.9996", "10"), (".0005", "0.001")] {
            assert_eq!(quantity(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(ParseError::TooManyDecimals { max: 2 }.suggestion("₹1,450.129").as_deref(), Some("1450.13"));
    }

    #[test]
    fn a_decimal_comma_and_a_stray_minus_are_understood() {
        assert_eq!(quantity("1,5").as_deref(), Some("1.5"));
        assert_eq!(quantity("-5").as_deref(), Some("5"));
    }

    #[test]
    fn nothing_is_suggested_where_nothing_stands_out() {
        for text in ["", "many", "ten ten", "five twenty", "1.2.3", "SKU-001", "oIl", "1,2,3"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }
}
