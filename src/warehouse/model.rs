//! Stock as the forms know it.

use serde::{Deserialize, Serialize};

use crate::{
    audit::model::LogRow,
    catalog::reader::Reader,
    platform::failure::FieldError,
    values::{BatchId, Date, Quantity, State, Version, named},
};

named! {
    /// Why a batch's stock is corrected.
    pub enum Correction: "correction" { Adjustment = "Adjustment", WriteOff = "Write-off", Return = "Return" }
}

/// A receipt as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptForm {
    /// The warehouse's code.
    pub warehouse: String,
    pub batch: String,
    pub made: String,
    pub expires: String,
    pub weight: String,
    pub quantity: String,
    /// The supplier's paper.
    pub reference: String,
}

/// A receipt, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub warehouse: String,
    /// In capitals.
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub weight: Option<String>,
    pub quantity: Quantity,
    pub reference: Option<String>,
}

impl Receipt {
    /// Reads what was typed. `whole`: the product is not weighed, so only whole numbers are taken.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &ReceiptForm, whole: bool, today: Date) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let (made, expires) = dates(&mut read, &form.made, &form.expires, today, true);
        let receipt = Self {
            warehouse: read.text("warehouse", "Warehouse", &form.warehouse, 40),
            batch: read.text("batch", "Batch", &form.batch, 60).to_uppercase(),
            made,
            expires,
            weight: read.maybe("weight", "Weight", &form.weight, 40),
            quantity: quantity(&mut read, &form.quantity, whole),
            reference: read.maybe("reference", "Reference", &form.reference, 80),
        };
        read.finish(Some(receipt))
    }
}

/// The days a batch was made and expires; `fresh`: goods that come in, so not expired.
fn dates(read: &mut Reader, made: &str, expires: &str, today: Date, fresh: bool) -> (Option<Date>, Option<Date>) {
    let (typed_made, typed) = (made, expires);
    let made = read.some("made", "Manufactured", typed_made, Date::parse);
    let expires = read.some("expires", "Expires", typed, Date::parse);
    if fresh && expires.is_some_and(|expires| expires < today) {
        read.refuse("expires", "expired", "Expires: these goods are expired already.".to_owned(), typed);
    }
    if made.is_some_and(|made| made > today) {
        read.refuse("made", "in_the_future", "Manufactured: this day is still to come.".to_owned(), typed_made);
    }
    if let (Some(made), Some(expires)) = (made, expires)
        && expires < made
    {
        read.refuse("expires", "before_made", "Expires: before the day of manufacture.".to_owned(), typed);
    }
    (made, expires)
}

fn quantity(read: &mut Reader, typed: &str, whole: bool) -> Quantity {
    let quantity = read.value("quantity", "Quantity", typed, Quantity::parse(typed)).unwrap_or(Quantity::from_units(1));
    read.most("quantity", "Quantity", typed, Some(quantity));
    if !quantity.is_positive() {
        read.refuse("quantity", "zero", "Quantity: more than 0.".to_owned(), typed);
    } else if whole && !quantity.is_whole() {
        read.refuse("quantity", "not_whole", "Quantity: this product is counted in whole numbers.".to_owned(), typed);
    }
    quantity
}

/// A batch with what of it is there, as a file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchForm {
    pub sku: String,
    pub warehouse: String,
    pub batch: String,
    pub made: String,
    pub expires: String,
    pub weight: String,
    pub on_hand: String,
}

/// A batch with what of it is there, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchInput {
    pub sku: String,
    /// The warehouse's code.
    pub warehouse: String,
    /// In capitals.
    pub batch: String,
    pub made: Option<Date>,
    pub expires: Option<Date>,
    pub weight: Option<String>,
    pub on_hand: Quantity,
}

impl BatchInput {
    /// Reads what was typed. `whole`: the product is not weighed; `new`: the batch is not here yet, so its goods may not
    /// be expired.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &BatchForm, whole: bool, today: Date, new: bool) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let (made, expires) = dates(&mut read, &form.made, &form.expires, today, new);
        let on_hand = read.value("on_hand", "On hand", &form.on_hand, Quantity::parse(&form.on_hand));
        if whole && on_hand.is_some_and(|on_hand| !on_hand.is_whole()) {
            let message = "On hand: this product is counted in whole numbers.";
            read.refuse("on_hand", "not_whole", message.to_owned(), &form.on_hand);
        }
        read.most("on_hand", "On hand", &form.on_hand, on_hand);
        let input = Self {
            sku: form.sku.clone(),
            warehouse: form.warehouse.clone(),
            batch: read.text("batch", "Batch", &form.batch, 60).to_uppercase(),
            made,
            expires,
            weight: read.maybe("weight", "Weight", &form.weight, 40),
            on_hand: on_hand.unwrap_or_default(),
        };
        read.finish(Some(input))
    }
}

impl From<&BatchInput> for BatchForm {
    fn from(batch: &BatchInput) -> Self {
        let day = |day: Option<Date>| day.map(Date::iso).unwrap_or_default();
        Self {
            sku: batch.sku.clone(),
            warehouse: batch.warehouse.clone(),
            batch: batch.batch.clone(),
            made: day(batch.made),
            expires: day(batch.expires),
            weight: batch.weight.clone().unwrap_or_default(),
            on_hand: batch.on_hand.plain(),
        }
    }
}

/// A correction as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectionForm {
    /// The batch's id.
    pub batch: String,
    pub kind: String,
    /// `out` takes away; anything else adds.
    pub direction: String,
    pub quantity: String,
    pub reason: String,
}

/// A correction, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    pub batch: BatchId,
    pub kind: Correction,
    /// Below zero when it takes away.
    pub change: Quantity,
    pub reason: String,
}

impl Corrected {
    /// Reads what was typed. A write-off always takes away, a return always adds.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &CorrectionForm, whole: bool) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let batch = read.value("batch", "Batch", &form.batch, form.batch.parse::<BatchId>());
        let kind = form.kind.parse::<Correction>();
        if kind.is_err() {
            read.refuse("kind", "not_a_kind", "Kind: choose Adjustment, Write-off or Return.".to_owned(), &form.kind);
        }
        let kind = kind.unwrap_or(Correction::Adjustment);
        let quantity = quantity(&mut read, &form.quantity, whole);
        let out = match kind {
            Correction::WriteOff => true,
            Correction::Return => false,
            Correction::Adjustment => form.direction == "out",
        };
        let change = if out { quantity.checked_neg() } else { Some(quantity) };
        let reason = read.text("reason", "Reason", &form.reason, 200);
        read.finish(batch.zip(change).map(|(batch, change)| Self { batch, kind, change, reason }))
    }
}

/// A batch to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchChoice {
    pub id: BatchId,
    pub number: String,
    pub warehouse: String,
    pub on_hand: Quantity,
    pub reserved: Quantity,
    pub expires: Option<Date>,
}

/// What the two stock forms of a product offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockEditor {
    pub sku: String,
    pub name: String,
    pub unit: String,
    /// Code and name.
    pub warehouses: Vec<(String, String)>,
    pub batches: Vec<BatchChoice>,
}

/// A warehouse as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WarehouseForm {
    pub code: String,
    pub name: String,
    pub city: String,
    /// Name or GST code.
    pub state: String,
    pub address: String,
    /// `on` when ticked; an unticked box is not sent.
    pub active: Option<String>,
    /// Of the warehouse that was shown; empty for a new one.
    pub version: String,
}

/// A warehouse, read: what may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseInput {
    /// In capitals.
    pub code: String,
    pub name: String,
    pub city: String,
    pub state_code: String,
    pub address: String,
    pub active: bool,
}

impl WarehouseInput {
    /// Reads what was typed. `holds`: goods lie in it, so it can't be closed.
    ///
    /// # Errors
    /// Every field that can't be taken.
    pub fn parse(form: &WarehouseForm, holds: bool) -> Result<Self, Vec<FieldError>> {
        let mut read = Reader::default();
        let state = read.value("state", "State", &form.state, State::parse(&form.state));
        let input = Self {
            code: read.code("code", "Code", &form.code, 20),
            name: read.text("name", "Name", &form.name, 80),
            city: read.text("city", "City", &form.city, 80),
            state_code: state.map(State::code).unwrap_or_default(),
            address: read.maybe("address", "Address", &form.address, 300).unwrap_or_default(),
            active: form.active.is_some(),
        };
        if holds && !input.active {
            let message = "Active: goods or packaging material lie in this warehouse. Move or write them off first.";
            read.refuse("active", "holds_goods", message.to_owned(), "No");
        }
        read.finish(Some(input))
    }

    /// The name of its state.
    pub fn state(&self) -> &'static str {
        State::parse(&self.state_code).map(State::name).unwrap_or_default()
    }
}

impl From<&WarehouseInput> for WarehouseForm {
    fn from(warehouse: &WarehouseInput) -> Self {
        Self {
            code: warehouse.code.clone(),
            name: warehouse.name.clone(),
            city: warehouse.city.clone(),
            state: warehouse.state_code.clone(),
            address: warehouse.address.clone(),
            active: warehouse.active.then(|| "on".to_owned()),
            version: String::new(),
        }
    }
}

/// A row of the list of warehouses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseRow {
    pub data: WarehouseInput,
    /// Products of which something lies there, and in how many batches.
    pub products: i64,
    pub batches: i64,
}

/// The warehouses, and what one may do with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warehouses {
    pub rows: Vec<WarehouseRow>,
    pub may_edit: bool,
    pub may_export: bool,
}

/// A batch that lies in a warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBatch {
    pub sku: String,
    pub product: String,
    pub unit: String,
    pub number: String,
    pub expires: Option<Date>,
    /// Days to the last day of use; below zero when it is past.
    pub days_left: Option<i32>,
    pub on_hand: Quantity,
    pub reserved: Quantity,
}

/// A warehouse's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseData {
    pub data: WarehouseInput,
    pub version: Version,
    /// What lies there, what expires first before the rest; the first of them.
    pub held: Vec<HeldBatch>,
    pub products: i64,
    pub batches: i64,
    pub log: Vec<LogRow>,
    pub may_edit: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::from_days(20_000);

    fn receipt() -> ReceiptForm {
        let expires = TODAY.add_days(60).iso();
        ReceiptForm {
            warehouse: "WH-1".to_owned(),
            batch: "b-7".to_owned(),
            quantity: "12".to_owned(),
            expires,
            ..ReceiptForm::default()
        }
    }

    fn correction(kind: &str, direction: &str) -> CorrectionForm {
        let of = str::to_owned;
        CorrectionForm {
            batch: of("3"),
            kind: of(kind),
            direction: of(direction),
            quantity: of("2"),
            reason: of("Counted"),
        }
    }

    #[test]
    fn a_receipt_is_read_as_people_type_it() {
        let read = Receipt::parse(&receipt(), true, TODAY).unwrap();
        assert_eq!(
            (read.batch.as_str(), read.quantity, read.expires),
            ("B-7", Quantity::from_units(12), Some(TODAY.add_days(60)))
        );
    }

    #[test]
    fn expired_goods_and_halves_of_a_packet_are_not_received() {
        let form = ReceiptForm { expires: TODAY.add_days(-1).iso(), quantity: "1.5".to_owned(), ..receipt() };
        let codes: Vec<_> =
            Receipt::parse(&form, true, TODAY).unwrap_err().into_iter().map(|error| error.code).collect();
        assert_eq!(codes, ["expired", "not_whole"]);
    }

    #[test]
    fn more_than_any_warehouse_holds_is_not_received() {
        let codes = |quantity: &str| {
            let form = ReceiptForm { quantity: quantity.to_owned(), ..receipt() };
            let refused = Receipt::parse(&form, true, TODAY).err().unwrap_or_default();
            refused.into_iter().map(|error| error.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("1,00,00,000"), [""; 0]);
        assert_eq!(codes("1,00,00,001"), ["too_large"]);
    }

    #[test]
    fn a_write_off_takes_away_and_a_return_adds_whatever_was_chosen() {
        let change = |kind, direction| Corrected::parse(&correction(kind, direction), true).unwrap().change;
        assert_eq!(change("Write-off", "in"), Quantity::from_units(-2));
        assert_eq!(change("Return", "out"), Quantity::from_units(2));
        assert_eq!(
            (change("Adjustment", "out"), change("Adjustment", "in")),
            (Quantity::from_units(-2), Quantity::from_units(2))
        );
    }

    #[test]
    fn a_warehouse_is_read_as_people_type_it_and_not_closed_over_its_goods() {
        let of = str::to_owned;
        let form = WarehouseForm {
            code: of("blr"),
            name: of("Bengaluru Cold"),
            city: of("Bengaluru"),
            state: of("karnataka"),
            ..WarehouseForm::default()
        };
        let read = WarehouseInput::parse(&form, false).unwrap();
        assert_eq!(
            (read.code.as_str(), read.state_code.as_str(), read.state(), read.active),
            ("BLR", "29", "Karnataka", false)
        );
        let wrong = WarehouseForm { city: String::new(), state: of("Atlantis"), ..form };
        let fields: Vec<_> =
            WarehouseInput::parse(&wrong, true).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["state", "city", "active"]);
    }
}
