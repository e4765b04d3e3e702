//! A stock count: a sheet of materials, what was found, and what the book said.

use serde::{Deserialize, Serialize};

use super::model::{Choice, Unit};
use crate::values::{CountId, MaterialId, Money, ParseError, Quantity, Timestamp, Version, named};

named! {
    /// The life of a count.
    pub enum CountState: "state of a count" {
        Counting = "Counting",
        /// Waits for another person to approve it.
        Submitted = "Submitted",
        Approved = "Approved",
        Cancelled = "Cancelled",
    }
}

impl CountState {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Counting | Self::Submitted)
    }
}

/// A new count, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountForm {
    /// Made by the client, the same on every try.
    pub key: String,
    /// The warehouse's code.
    pub warehouse: String,
    /// Empty: all categories.
    pub category: String,
    /// `on`: the sheet does not show the book's quantities.
    pub blind: String,
    /// `on`: counted in boxes and loose pieces.
    pub in_boxes: String,
}

/// What was found of a material, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    /// Code or barcode.
    pub material: String,
    /// Full boxes.
    pub boxes: String,
    /// Pieces, or what is loose beside the boxes. A line without boxes and pieces is left as it was.
    pub loose: String,
    /// Why it differs from the book.
    pub reason: String,
}

/// Lines of a count, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountSheetForm {
    pub count: String,
    /// `submit` hands it in for approval; anything else only keeps the lines.
    pub intent: String,
    /// `on`: handed in although lines are not counted.
    pub partly: String,
    pub lines: Vec<FoundForm>,
}

/// The answer to a count that waits, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerdictForm {
    pub count: String,
    /// The version that was looked at.
    pub version: String,
    /// `approve`, `recount` (back to counting) or `cancel`.
    pub verdict: String,
    pub remark: String,
}

/// A count in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRow {
    pub id: CountId,
    pub warehouse: Choice,
    pub category: String,
    pub blind: bool,
    pub in_boxes: bool,
    pub state: CountState,
    pub started_by: String,
    pub started_at: Timestamp,
    pub submitted_by: Option<String>,
    pub submitted_at: Option<Timestamp>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    pub remark: String,
    pub lines: i64,
    pub counted: i64,
    pub version: Version,
}

/// A line of a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLine {
    pub material: MaterialId,
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: Unit,
    pub barcode: String,
    pub per_box: Quantity,
    /// What the book said when this was counted, or says now; `None` on a blind sheet that is still counted.
    pub book: Option<Quantity>,
    pub boxes: Option<i64>,
    pub loose: Option<Quantity>,
    pub counted: Option<Quantity>,
    /// Counted less book; as hidden as the book is.
    pub difference: Option<Quantity>,
    /// The difference at the material's rate.
    pub value: Option<Money>,
    pub reason: String,
    pub counted_by: Option<String>,
    pub counted_at: Option<Timestamp>,
    /// It moved while the count was under way.
    pub moved: bool,
}

/// All of a count's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountSheet {
    pub count: CountRow,
    pub lines: Vec<CountLine>,
    /// Lines whose count differs from the book; 0 while a blind sheet is counted.
    pub differences: i64,
    /// What the differences are worth.
    pub value: Money,
    /// Materials that moved during the count, as a sentence; empty when none did.
    pub warning: String,
    pub may_count: bool,
    pub may_approve: bool,
    /// Why one may not approve it, where that is so.
    pub refusal: String,
    pub now: Timestamp,
}

/// What is to be counted next: a category of a warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextCount {
    pub warehouse: Choice,
    pub category: String,
    /// When another count of it was approved.
    pub last: Option<Timestamp>,
}

/// The counts, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: Vec<CountRow>,
    pub warehouses: Vec<Choice>,
    pub categories: Vec<String>,
    pub may_count: bool,
    /// The key of the next count to begin; empty for who may not.
    pub key: String,
    pub now: Timestamp,
}

/// Boxes and loose pieces as one quantity; `None` when it would not fit.
pub fn pieces(boxes: i64, per_box: Quantity, loose: Quantity) -> Option<Quantity> {
    let full = boxes.checked_mul(per_box.thousandths())?;
    full.checked_add(loose.thousandths()).map(Quantity::from_thousandths)
}

/// A quantity as full boxes and what is left; all of it is left where there are no boxes.
pub const fn boxes(quantity: Quantity, per_box: Quantity) -> (i64, Quantity) {
    if !per_box.is_positive() || quantity.is_negative() {
        return (0, quantity);
    }
    let (all, one) = (quantity.thousandths(), per_box.thousandths());
    (all / one, Quantity::from_thousandths(all % one))
}

/// Reads boxes and pieces as typed into one quantity; `None` when both are empty.
///
/// # Errors
/// In which field (`boxes`, or the one named), the code of what is wrong, and what to say.
pub fn read(
    typed_boxes: &str,
    typed: &str,
    per_box: Quantity,
    unit: Unit,
    field: &'static str,
) -> Result<Option<(i64, Quantity, Quantity)>, Misread> {
    let told = |field, error: ParseError| match error {
        ParseError::TooLarge => too_large(field),
        error => misread(field, format!("{error}.")),
    };
    if typed_boxes.trim().is_empty() && typed.trim().is_empty() {
        return Ok(None);
    }
    let full = if typed_boxes.trim().is_empty() {
        Quantity::ZERO
    } else {
        Quantity::parse(typed_boxes).map_err(|error| told("boxes", error))?
    };
    let loose = if typed.trim().is_empty() {
        Quantity::ZERO
    } else {
        Quantity::parse(typed).map_err(|error| told(field, error))?
    };
    if !full.is_whole() {
        return Err(misread("boxes", "Boxes are counted in whole numbers; write the rest as pieces.".to_owned()));
    }
    let full = full.thousandths() / 1_000;
    if full > 0 && !per_box.is_positive() {
        return Err(misread("boxes", "This material is not kept in boxes; write pieces.".to_owned()));
    }
    if unit.is_whole() && !loose.is_whole() {
        return Err(misread(field, format!("{} are counted in whole numbers.", unit.as_str())));
    }
    match pieces(full, per_box, loose).filter(|all| *all <= Quantity::MOST) {
        Some(all) => Ok(Some((full, loose, all))),
        None => Err(too_large(if loose > Quantity::MOST || full == 0 { field } else { "boxes" })),
    }
}

type Misread = (&'static str, &'static str, String);

const fn misread(field: &'static str, message: String) -> Misread {
    (field, "not_a_quantity", message)
}

fn too_large(field: &'static str) -> Misread {
    (field, "too_large", format!("At most {} fit one line.", Quantity::MOST))
}

/// What the sheet warns of: which materials moved while they were counted.
pub fn moved_warning(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => {
            format!("{only} moved during the count: count it again, or be sure that the movement is in what was found.")
        }
        [first, rest @ ..] => format!(
            "{first} and {} more moved during the count: count them again, or be sure that the movements are in what was found.",
            rest.len()
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(count: i64) -> Quantity {
        Quantity::from_units(count)
    }

    #[test]
    fn boxes_and_pieces_come_to_one_quantity() {
        assert_eq!(read("4", "30", units(250), Unit::Pieces, "loose"), Ok(Some((4, units(30), units(1_030)))));
        assert_eq!(read("", "30", Quantity::ZERO, Unit::Pieces, "loose"), Ok(Some((0, units(30), units(30)))));
        assert_eq!(read(" ", "", units(250), Unit::Pieces, "loose"), Ok(None));
    }

    #[test]
    fn half_a_box_and_half_a_pouch_are_refused() {
        let field = |boxes: &str, loose: &str, per_box| {
            read(boxes, loose, per_box, Unit::Pieces, "loose").map_err(|wrong| wrong.0)
        };
        assert_eq!(field("1.5", "", units(10)), Err("boxes"));
        assert_eq!(field("1", "0.5", units(10)), Err("loose"));
        assert_eq!(field("1", "", Quantity::ZERO), Err("boxes"));
        assert_eq!(field("", "ten", units(10)), Err("loose"));
        assert!(read("", "0.5", Quantity::ZERO, Unit::Kilos, "loose").is_ok());
    }

    #[test]
    fn more_than_anybody_has_is_a_slip_of_the_finger() {
        let told = |boxes: &str, loose: &str| {
            read(boxes, loose, units(1_000), Unit::Pieces, "loose").map_err(|(field, code, _)| (field, code))
        };
        assert_eq!(told("", "1,00,00,000"), Ok(Some((0, Quantity::MOST, Quantity::MOST))));
        assert_eq!(told("", "1,00,00,001"), Err(("loose", "too_large")));
        assert_eq!(told("10,001", "5"), Err(("boxes", "too_large")));
        assert_eq!(told("", "1000000000000000"), Err(("loose", "too_large")));
        let said = read("", "99999999999", units(1), Unit::Pieces, "loose").map_err(|wrong| wrong.2);
        assert_eq!(said, Err("At most 1,00,00,000 fit one line.".to_owned()));
    }

    #[test]
    fn what_moved_is_named() {
        assert_eq!(moved_warning(&[]), "");
        assert!(moved_warning(&["Poly Bags 5kg"]).starts_with("Poly Bags 5kg moved"));
        assert!(moved_warning(&["Tape", "Label", "Pouch"]).starts_with("Tape and 2 more moved"));
    }

    proptest! {
        #[test]
        fn boxes_and_pieces_are_the_same_quantity(all in 0_i64..1_000_000_000, per_box in 1_i64..1_000_000) {
            let (all, per_box) = (Quantity::from_thousandths(all), Quantity::from_thousandths(per_box));
            let (full, loose) = boxes(all, per_box);
            prop_assert!(loose < per_box);
            prop_assert_eq!(pieces(full, per_box, loose), Some(all));
        }
    }
}
