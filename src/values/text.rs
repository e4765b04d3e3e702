//! Comparing words as people do: for search, and for "did you mean".

use super::number::is_blank;

/// A text as it is searched: lower case, without Latin accents, one space between words. Store it beside the text it
/// came from and fold what is typed the same way.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(without_accent).filter(|c| !is_accent(*c)));
    }
    out
}

/// Accents that stand as characters of their own, as some keyboards and files have them.
fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

fn without_accent(character: char) -> char {
    match character {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ñ' | 'ń' | 'ň' | 'ṇ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' | 'ş' | 'ṣ' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ḍ' => 'd',
        'ł' => 'l',
        'ř' | 'ṛ' => 'r',
        'ṭ' => 't',
        '’' | '‘' => '\'',
        other => other,
    }
}

/// A cell of a file that no spreadsheet takes for a formula.
pub fn guarded(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@') => format!("'{text}"),
        _ if text.starts_with(['\t', '\r', '\n']) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// What [`guarded`] was given: a file of ours is read as it was written.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// How many slips of the hand lie between two texts (a letter too many, too few, another, or two swapped), unless more
/// than `most`. Case and accents do not count, nor do O for 0 and I or l for 1.
pub fn similar(a: &str, b: &str, most: usize) -> Option<usize> {
    let mut rows = Rows::default();
    rows.distance(&looks(a), &looks(b), most)
}

/// The candidate that was probably meant: the nearest, when it is near and no other is as near.
pub fn did_you_mean<'a>(needle: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let needle = looks(needle);
    let mut most = match needle.len() {
        0 => return None,
        1..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let mut rows = Rows::default();
    let mut best: Option<(usize, &str, bool)> = None;
    for candidate in candidates {
        // Bytes are at least as many as characters, so this lets go of most without looking at a letter.
        if candidate.len() + most < needle.len() {
            continue;
        }
        let Some(distance) = rows.distance(&needle, &looks(candidate), most) else {
            continue;
        };
        match best {
            Some((nearest, found, _)) if nearest == distance => {
                best = Some((nearest, found, best.is_some_and(|(_, _, tied)| tied) || found != candidate));
            }
            _ => {
                most = distance;
                best = Some((distance, candidate, false));
            }
        }
    }
    best.and_then(|(_, candidate, tied)| (!tied).then_some(candidate))
}

/// The characters of a text with those that look alike made one.
fn looks(text: &str) -> Vec<char> {
    let alike = |character| match character {
        'o' => '0',
        'i' | 'l' | '|' => '1',
        other => other,
    };
    fold(text).chars().map(alike).collect()
}

/// The last three rows of the table of distances, kept between calls.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    previous: Vec<usize>,
    current: Vec<usize>,
}

impl Rows {
    /// Damerau–Levenshtein (optimal string alignment), given up as soon as a whole row is beyond `most`.
    fn distance(&mut self, a: &[char], b: &[char], most: usize) -> Option<usize> {
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        self.previous.clear();
        self.previous.extend(0..=b.len());
        self.before.clone_from(&self.previous);
        self.current.clone_from(&self.previous);
        for i in 0..a.len() {
            self.current[0] = i + 1;
            for j in 0..b.len() {
                let swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
                let mut least = (self.previous[j] + usize::from(a[i] != b[j]))
                    .min(self.previous[j + 1] + 1)
                    .min(self.current[j] + 1);
                if swapped {
                    least = least.min(self.before[j - 1] + 1);
                }
                self.current[j + 1] = least;
            }
            if self.current.iter().all(|distance| *distance > most) {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.previous);
            std::mem::swap(&mut self.previous, &mut self.current);
        }
        self.previous.last().copied().filter(|distance| *distance <= most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn search_overlooks_case_accents_and_spaces() {
        assert_eq!(fold("  Café\u{a0} CORAL\tHotel "), "cafe coral hotel");
        assert_eq!(fold("Jalapen\u{303}o"), "jalapeno");
        assert_eq!(fold("होटल कोरल"), "होटल कोरल");
    }

    #[test]
    fn slips_of_the_hand_are_counted() {
        for (a, b, slips) in [
            ("SKU-0O1", "SKU-001", 0),
            ("CUST-OIl", "cust-011", 0),
            ("Basmati", "Basmti", 1),
            ("Basmati", "Bsamati", 1),
            ("Basmati", "Basmatti", 1),
            ("Basmati", "Bazmatty", 3),
            ("", "ab", 2),
        ] {
            assert_eq!(similar(a, b, 3), Some(slips), "{a} {b}");
        }
        assert_eq!(similar("Basmati", "Prawns", 3), None);
    }

    #[test]
    fn a_letter_o_for_a_zero_is_understood_among_neighbours() {
        let skus: Vec<String> = (1..=5_000).map(|n| format!("SKU-{n:03}")).collect();
        assert_eq!(did_you_mean("SKU-0O1", skus.iter().map(String::as_str)), Some("SKU-001"));
    }

    #[test]
    fn nothing_is_offered_where_several_are_as_near() {
        assert_eq!(did_you_mean("SKU-009", ["SKU-001", "SKU-002"]), None);
        assert_eq!(did_you_mean("Hotel Corel", ["ABC Traders", "Hotel Coral", "Hotel Coral"]), Some("Hotel Coral"));
    }

    #[test]
    fn a_nearer_one_wins_over_an_earlier_one() {
        assert_eq!(
            did_you_mean("Basmati Rice", ["Basmati Ryce", "Basmatti Ryce", "Basmati  RICE"]),
            Some("Basmati  RICE")
        );
    }

    #[test]
    fn nothing_is_offered_for_what_is_far_or_short() {
        assert_eq!(did_you_mean("XYZ", ["ABC", "XYA"]), None);
        assert_eq!(did_you_mean("", ["ABC"]), None);
        assert_eq!(did_you_mean("Prawns", ["Basmati", "Peas"]), None);
    }

    proptest! {
        #[test]
        fn the_way_there_is_as_long_as_the_way_back(a in "[a-d]{0,6}", b in "[a-d]{0,6}") {
            prop_assert_eq!(similar(&a, &b, 9), similar(&b, &a, 9));
            prop_assert_eq!(similar(&a, &b, 9) == Some(0), a == b);
        }

        #[test]
        fn a_bound_only_hides_what_is_farther(a in "[a-d]{0,6}", b in "[a-d]{0,6}", most in 0..7usize) {
            prop_assert_eq!(similar(&a, &b, most), similar(&a, &b, 9).filter(|d| *d <= most));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }

    #[test]
    fn no_cell_is_a_formula_and_what_was_guarded_is_read_as_it_was() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM", "'@SUM"),
            ("-2", "'-2"),
            ("+91", "'+91"),
            (" =x", "' =x"),
            ("A=1", "A=1"),
            ("", ""),
        ] {
            assert_eq!(guarded(typed), written);
            assert_eq!(unguarded(written), typed);
        }
        assert_eq!(unguarded("'tis"), "'tis");
    }
}
