//! Which columns a kind of import has, and how the headers of a file become them.

mod packaging;
mod performance;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    error::Error,
    model::{Header, Kind},
    sheet::Sheet,
};
use crate::platform::failure::FieldError;

/// A column of an import.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in findings and in a remembered mapping.
    pub field: &'static str,
    /// Its header in the template.
    pub label: &'static str,
    pub required: bool,
    /// Other headers people use.
    pub aliases: &'static [&'static str],
}

const fn required(field: &'static str, label: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { field, label, required: true, aliases }
}

const fn optional(field: &'static str, label: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { field, label, required: false, aliases }
}

const ORDERS: &[Column] = &[
    required(
        "customer",
        "Customer ID",
        &["customer", "customer code", "cust id", "cust code", "party code", "party id", "client id"],
    ),
    required("sku", "SKU Code", &["sku", "product code", "item code", "material number", "product", "code", "sku id"]),
    required("quantity", "Quantity", &["qty", "order qty", "ordered quantity", "nos", "pcs"]),
    optional("rate", "Applied Rate (Optional)", &["applied rate", "rate", "price", "unit price", "billing rate"]),
    optional("remarks", "Remarks (Optional)", &["remarks", "remark", "note", "notes", "comment"]),
    optional(
        "order_ref",
        "Order Ref (Optional)",
        &["order ref", "order reference", "po", "po number", "po no", "customer po", "reference", "ref"],
    ),
];

const PRODUCTS: &[Column] = &[
    required("sku", "ProductCode", &["product code", "sku code", "sku", "item code", "code"]),
    required("name", "Product Name", &["name", "description", "item name"]),
    optional("short_name", "ProductShortName", &["product short name", "short name"]),
    optional("channel", "DistributionChannel", &["distribution channel", "channel"]),
    optional("category", "Category", &["product category", "group"]),
    optional("specie", "Specie", &["species"]),
    optional("unit", "Unit", &["uom", "unit of measure"]),
    optional("weight", "Weight", &["product weight", "net weight"]),
    optional("packing", "Packing", &["weight packing", "product packing", "pack size"]),
    optional("mrp", "MRP", &["max retail price"]),
    optional("price", "Price", &["list price", "selling price", "billing rate", "rate"]),
    optional("base_rate", "Base Rate", &["base price"]),
    optional("purchase_rate", "Purchase Rate", &["cost", "cost price", "purchase price", "buying rate"]),
    optional("gst", "GST%", &["gst", "% gst", "gst rate", "tax", "tax %"]),
    optional("hsn", "HSNCODE", &["hsn code", "hsn"]),
    optional("barcode", "Barcode", &["ean", "ean code", "bar code"]),
    optional("origin", "COUNTRY OF ORIGIN", &["origin", "country"]),
    optional("shelf_life_days", "Shelf Life in days", &["shelf life", "shelf life days"]),
    optional("remarks", "REMARKS", &["remark", "notes"]),
    optional("active", "On Sale", &["active", "is active"]),
];

const CUSTOMERS: &[Column] = &[
    required("code", "Customer ID", &["id", "customer code", "code", "cust id", "party code"]),
    required("name", "Name", &["customer name", "customer", "party name", "party"]),
    optional("sales_manager", "Sales Manager", &["manager"]),
    optional("class", "Customer Class", &["class"]),
    optional(
        "salesperson",
        "Employee Responsible",
        &["employee", "salesperson", "sales person", "assigned salesperson"],
    ),
    optional("days", "Credit Days", &["days"]),
    optional("limit", "Credit Limit", &["limit"]),
    optional("security_cheque", "Security Cheque", &["security chq", "security chq status", "cheque", "chq"]),
    optional("channel", "Distribution Channel", &["dist channel", "channel"]),
    optional("outstanding", "O/s Balance", &["o/s", "os", "outstanding", "outstanding balance"]),
    optional("overdue", "OD Amt", &["od", "overdue", "od amount", "overdue amount"]),
    optional("ages-0", "0 to 7", &["0-7", "0–7"]),
    optional("ages-1", "7 to 15", &["7-15", "7–15"]),
    optional("ages-2", "15 to 30", &["15-30", "15–30"]),
    optional("ages-3", "30 to 45", &["30-45", "30–45"]),
    optional("ages-4", "45 to 90", &["45-90", "45–90"]),
    optional("ages-5", "90 to 120", &["90-120", "90–120"]),
    optional("ages-6", "120 to 150", &["120-150", "120–150"]),
    optional("ages-7", "150 to 180", &["150-180", "150–180"]),
    optional("ages-8", ">180", &["above 180", "over 180", "180+", "more than 180"]),
    optional("kind", "Type", &["customer type", "kind"]),
    optional("gstin", "GST", &["gstin", "gst no", "gst number"]),
    optional("pan", "PAN", &["pan no"]),
    optional("fssai", "FSSAI", &["fssai no", "fssai licence"]),
    optional("email", "Email", &["e-mail", "mail"]),
    optional("phone", "Phone", &["mobile", "telephone", "phone no"]),
    optional("address", "Address", &[]),
    optional("location", "Location", &["city", "town"]),
    optional("region", "Region", &["zone"]),
    optional("state", "State", &["state code", "state name"]),
    optional("postal_code", "Postal Code", &["pin", "pin code", "pincode"]),
    optional("constitution", "Constitution", &[]),
    optional("price_list", "Price List", &["price list code"]),
    optional("min_days_left", "Days Left At Least", &["min days left", "minimum days left"]),
    optional("ageing_days", "Oldest Due Days", &["ageing days", "aging days", "ageing"]),
    optional("status", "Account", &["account status", "status"]),
];

const STOCK: &[Column] = &[
    required("sku", "SKU Code", &["sku", "product code", "item code", "material number"]),
    optional("name", "Product Name", &["product", "name", "description"]),
    required("warehouse", "Warehouse", &["warehouse code", "godown", "location", "depot"]),
    required("batch", "Batch", &["batch number", "batch no", "lot", "lot number"]),
    optional("made", "Manufactured", &["mfg date", "mfg", "made on", "manufactured on", "date of manufacture"]),
    optional("expires", "Expires", &["exp date", "exp", "expiry", "expiry date", "expires on", "best before"]),
    optional("weight", "Weight", &["batch weight"]),
    optional("on_hand", "On Hand", &["quantity", "qty", "stock", "opening stock", "balance", "counted"]),
    optional("reserved", "Reserved", &["promised"]),
];

const WAREHOUSES: &[Column] = &[
    required("code", "Warehouse Code", &["code", "warehouse", "warehouse id", "godown code"]),
    required("name", "Warehouse Name", &["name", "godown"]),
    optional("city", "City", &["location", "town"]),
    optional("state", "State", &["state code", "state name"]),
    optional("address", "Address", &[]),
    optional("active", "In Use", &["active", "is active"]),
];

const PRICE_LIST: &[Column] = &[
    required("sku", "Material Number", &["material no", "sku code", "sku", "product code", "item code"]),
    required("rate", "Billing Rate", &["rate", "price", "applied rate", "selling price"]),
    optional("list", "Code", &["price list", "price list code", "list"]),
    optional("list_name", "Name", &["price list name", "list name"]),
    optional("material", "Material", &["material name", "product name", "description"]),
    optional("mrp", "MRP", &[]),
    optional("in_kg", "in Kg", &["kg", "weight"]),
    optional("gst", "% GST", &["gst", "gst%"]),
    optional("retailer_margin", "Retailer Margin On MRP", &[]),
    optional("dist_margin_cost", "Dist Margin On Cost", &[]),
    optional("dist_margin_mrp", "Dist Margin On MRP", &[]),
];

/// The columns of a kind, in the template's order.
pub const fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Orders => ORDERS,
        Kind::Products => PRODUCTS,
        Kind::Customers => CUSTOMERS,
        Kind::PriceList => PRICE_LIST,
        Kind::Stock => STOCK,
        Kind::PackagingStock => packaging::STOCK,
        Kind::PackagingInward => packaging::INWARD,
        Kind::PackagingCount => packaging::COUNT,
        Kind::PackagingBill => packaging::BILL,
        Kind::KraTargets => performance::TARGETS,
        Kind::OdBalances => performance::BALANCES,
        Kind::Warehouses => WAREHOUSES,
    }
}

/// The column of this field.
pub fn column(kind: Kind, field: &str) -> Option<&'static Column> {
    columns(kind).iter().find(|column| column.field == field)
}

/// The column's header in the template; the field's own name where there is no such column.
pub fn label(kind: Kind, field: &str) -> String {
    column(kind, field)
        .map_or_else(|| field.to_owned(), |column| column.label.trim_end_matches(" (Optional)").to_owned())
}

/// A header as it is compared: letters and digits alone, in lower case; `>` kept, for `>180`.
pub fn fold_header(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric() || *character == '>')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Which column of the file stands for which field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The header's place among the rows that aren't blank.
    pub header_row: usize,
    pub headers: Vec<Header>,
    /// What was meant by a value that nothing is known by.
    pub corrections: Vec<Correction>,
}

/// A value of the file that stands for another, wherever it stands in the column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub field: String,
    pub value: String,
    pub meant: String,
}

impl Mapping {
    /// Finds the header among the first rows and recognises what it can; `remembered` maps folded headers to fields, an
    /// empty field meaning "leave out".
    pub fn detect(sheet: &Sheet, kind: Kind, remembered: &HashMap<String, String>) -> Self {
        let mut best = (0, 0);
        for row in 0..sheet.len().min(30) {
            let known = (0..sheet.width(row))
                .filter(|column| recognise(kind, sheet.cell(row, *column), remembered).is_some())
                .count();
            if known > best.0 {
                best = (known, row);
            }
        }
        let header_row = best.1;
        let mut taken: Vec<&'static str> = Vec::new();
        let headers =
            (0..sheet.width(header_row)).filter(|index| !sheet.cell(header_row, *index).is_empty()).map(|index| {
                let text = sheet.cell(header_row, index).to_owned();
                let found = recognise(kind, &text, remembered);
                let field = match found {
                    Some(Some(field)) if !taken.contains(&field) => {
                        taken.push(field);
                        Some(field.to_owned())
                    }
                    _ => None,
                };
                let examples = (header_row + 1..sheet.len())
                    .map(|row| sheet.cell(row, index))
                    .filter(|cell| !cell.is_empty())
                    .take(3)
                    .map(|cell| cell.chars().take(40).collect())
                    .collect();
                Header { index, text, known: found.is_some(), field, examples }
            });
        Self { header_row, headers: headers.collect(), corrections: Vec::new() }
    }

    /// The sheet as it was meant.
    ///
    /// # Errors
    /// When there is too much text.
    pub fn correct(&self, sheet: &mut Sheet) -> Result<(), Error> {
        for Correction { field, value, meant } in &self.corrections {
            let header = self.headers.iter().find(|header| header.field.as_deref() == Some(field.as_str()));
            if let Some(header) = header {
                sheet.replace(header.index, self.header_row, value, meant)?;
            }
        }
        Ok(())
    }

    /// Where each column of the kind stands in the file, in the kind's order.
    pub fn places(&self, kind: Kind) -> Vec<Option<usize>> {
        let place = |field: &str| {
            self.headers.iter().find(|header| header.field.as_deref() == Some(field)).map(|header| header.index)
        };
        columns(kind).iter().map(|column| place(column.field)).collect()
    }

    /// Required columns that the file doesn't have.
    pub fn missing(&self, kind: Kind) -> Vec<&'static Column> {
        let places = self.places(kind);
        columns(kind)
            .iter()
            .zip(places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column)
            .collect()
    }

    /// Whether somebody must look at the headers.
    pub fn needs_columns(&self, kind: Kind) -> bool {
        !self.missing(kind).is_empty() || self.headers.iter().any(|header| !header.known)
    }

    /// # Errors
    /// [`Error::MissingColumns`], one entry each.
    pub fn must_be_complete(&self, kind: Kind) -> Result<(), Error> {
        let missing = self.missing(kind);
        if missing.is_empty() {
            return Ok(());
        }
        let row = u32::try_from(self.header_row + 1).unwrap_or(1);
        let wrong = missing.iter().map(|column| {
            FieldError::new(column.field, "missing_column", format!("There is no column {}.", column.label)).at(row)
        });
        Err(Error::MissingColumns(wrong.collect()))
    }

    /// What people chose, header by header; an empty choice leaves the column out.
    ///
    /// # Errors
    /// When two headers are to be the same column.
    pub fn choose(&mut self, kind: Kind, choices: &HashMap<usize, String>) -> Result<(), Error> {
        for header in &mut self.headers {
            if let Some(choice) = choices.get(&header.index) {
                header.field = column(kind, choice).map(|column| column.field.to_owned());
                header.known = true;
            }
        }
        for column in columns(kind) {
            let as_this = self.headers.iter().filter(|header| header.field.as_deref() == Some(column.field)).count();
            if as_this > 1 {
                return Err(Error::ColumnTwice { label: column.label });
            }
        }
        Ok(())
    }
}

/// `None`: nobody knows this header. `Some(None)`: known, and left out.
fn recognise(kind: Kind, header: &str, remembered: &HashMap<String, String>) -> Option<Option<&'static str>> {
    let folded = fold_header(header);
    if folded.is_empty() {
        return None;
    }
    if let Some(field) = remembered.get(&folded) {
        return Some(column(kind, field).map(|column| column.field));
    }
    let of = |column: &&Column| {
        fold_header(column.label) == folded || column.aliases.iter().any(|alias| fold_header(alias) == folded)
    };
    // The error workbook's own columns come back with the mended file.
    if folded == "error" || folded == "whattodo" {
        return Some(None);
    }
    if performance::told(kind).iter().any(|told| fold_header(told) == folded) {
        return Some(None);
    }
    columns(kind).iter().find(of).map(|column| Some(column.field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::sheet::Builder;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut builder = Builder::new("Sheet1");
        for (index, cells) in rows.iter().enumerate() {
            builder.start_row(index as u32 + 1).unwrap();
            for (column, cell) in cells.iter().enumerate() {
                builder.put(column, |text| text.push_str(cell)).unwrap();
            }
        }
        builder.finish().unwrap()
    }

    fn detect(rows: &[&[&str]]) -> Mapping {
        Mapping::detect(&sheet(rows), Kind::Orders, &HashMap::new())
    }

    #[test]
    fn headers_are_found_in_any_order_below_a_title() {
        let mapping =
            detect(&[&["Orders of Monday"], &["QTY", "sku_code", "Customer-ID"], &["1", "SKU-001", "CUST-001"]]);
        assert_eq!(mapping.header_row, 1);
        assert_eq!(mapping.places(Kind::Orders), [Some(2), Some(1), Some(0), None, None, None]);
        assert!(!mapping.needs_columns(Kind::Orders));
    }

    #[test]
    fn an_unknown_header_is_asked_for_and_a_missing_column_told() {
        let mapping = detect(&[&["Customer ID", "SKU Code", "Menge"], &["CUST-001", "SKU-001", "4"]]);
        assert!(mapping.needs_columns(Kind::Orders));
        assert_eq!(mapping.missing(Kind::Orders).iter().map(|column| column.field).collect::<Vec<_>>(), ["quantity"]);
    }

    #[test]
    fn a_remembered_header_is_not_asked_for_again() {
        let remembered =
            HashMap::from([("menge".to_owned(), "quantity".to_owned()), ("salesman".to_owned(), String::new())]);
        let sheet = sheet(&[&["Customer ID", "SKU Code", "Menge", "Salesman"], &["CUST-001", "SKU-001", "4", "x"]]);
        let mapping = Mapping::detect(&sheet, Kind::Orders, &remembered);
        assert!(!mapping.needs_columns(Kind::Orders));
        assert_eq!(mapping.places(Kind::Orders)[2], Some(2));
    }

    #[test]
    fn two_headers_of_one_column_leave_the_second_out() {
        let mapping = detect(&[&["Customer ID", "SKU Code", "Quantity", "Qty"], &["C", "S", "1", "2"]]);
        assert_eq!(mapping.places(Kind::Orders)[2], Some(2));
        assert_eq!(mapping.headers[3].field, None);
    }

    #[test]
    fn no_header_of_a_kind_stands_for_two_columns() {
        for kind in Kind::ALL {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for column in columns(*kind) {
                let mut own: Vec<String> = column.aliases.iter().map(|alias| fold_header(alias)).collect();
                own.push(fold_header(column.label));
                own.sort();
                own.dedup();
                for header in own {
                    let before = seen.insert(header.clone(), column.field);
                    assert_eq!(before, None, "{kind}: {header}");
                }
            }
        }
    }
}
