//! All materials by code, name and barcode, small enough for a phone to keep for when there is no line.

use serde::{Deserialize, Serialize};

use super::model::Unit;
use crate::values::fold;

/// Materials that the list holds at most.
pub const MOST: i64 = 10_000;

/// Code, name, unit and barcode: as an array, since the names of fields would be half of what a phone keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named(pub String, pub String, pub Unit, pub String);

/// The list as it is sent and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    pub data: Vec<Named>,
}

impl Names {
    /// Those that hold every word that was typed; one alone where it is a code or a barcode.
    pub fn matching(&self, typed: &str, most: usize) -> Vec<Named> {
        let whole = typed.trim();
        let is = |one: &&Named| {
            one.0.eq_ignore_ascii_case(whole) || (!one.3.is_empty() && one.3.eq_ignore_ascii_case(whole))
        };
        if let Some(found) = self.data.iter().find(is) {
            return vec![found.clone()];
        }
        let typed = fold(typed);
        let words: Vec<&str> = typed.split_whitespace().collect();
        let holds = |one: &&Named| {
            let text = fold(&[&one.0, one.1.as_str(), &one.3].join(" "));
            words.iter().all(|word| text.contains(word))
        };
        if words.is_empty() { Vec::new() } else { self.data.iter().filter(holds).take(most).cloned().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let named = |code: &str, name: &str, barcode: &str| {
            Named(code.to_owned(), name.to_owned(), Unit::Pieces, barcode.to_owned())
        };
        let data = vec![
            named("PKG-001", "Poly Bags 5kg", ""),
            named("PKG-010", "Vacuum pouch 200 × 300", "8901234567894"),
            named("PKG-011", "Vacuum pouch 300 × 400", ""),
        ];
        Names { data }
    }

    fn found(typed: &str) -> Vec<String> {
        names().matching(typed, 8).into_iter().map(|one| one.0).collect()
    }

    #[test]
    fn a_material_is_found_by_code_name_and_barcode() {
        assert_eq!(found(" pkg-010 "), ["PKG-010"]);
        assert_eq!(found("8901234567894"), ["PKG-010"]);
        assert_eq!(found("pouch vacuum"), ["PKG-010", "PKG-011"]);
        assert_eq!(found("POLY"), ["PKG-001"]);
        assert_eq!((found("  "), found("carton")), (Vec::<String>::new(), Vec::new()));
        assert_eq!(names().matching("pkg", 2).len(), 2);
    }

    #[test]
    fn it_is_sent_as_arrays_and_read_again() {
        let text = serde_json::to_string(&names()).expect("json");
        assert!(text.starts_with(r#"{"data":[["PKG-001","Poly Bags 5kg","PCS",""],"#), "{text}");
        let told = text.replacen('{', r#"{"success":true,"#, 1);
        assert_eq!(serde_json::from_str::<Names>(&told).expect("read"), names());
    }
}
