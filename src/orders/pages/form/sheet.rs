//! What is typed on the booking form, cell by cell, and what it comes to.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::{
    orders::{
        conflict::{self, About},
        model::{BookForm, ClearanceBatch, CustomerForBooking, LineForm, ProductForBooking, Quote},
        pricing::{self, LineInput, PricedLine, Supply, Totals},
    },
    platform::failure::{Failure, FieldError},
    values::{Money, Quantity, Timestamp},
};

/// So many rows stand on an empty form.
const FIRST_ROWS: usize = 5;

/// A line being typed. Rows are added, never taken away: an empty one doesn't count.
#[derive(Clone, Copy)]
pub struct Row {
    /// From 0.
    pub index: usize,
    pub sku: RwSignal<String>,
    pub quantity: RwSignal<String>,
    pub rate: RwSignal<String>,
    pub batch: RwSignal<String>,
}

impl Row {
    fn new(index: usize, line: LineForm) -> Self {
        let LineForm { sku, quantity, rate, batch } = line;
        let [sku, quantity, rate, batch] = [sku, quantity, rate, batch].map(RwSignal::new);
        Self { index, sku, quantity, rate, batch }
    }

    /// As refusals count: from 1.
    pub fn number(self) -> u32 {
        u32::try_from(self.index + 1).unwrap_or(u32::MAX)
    }

    fn line(self) -> LineForm {
        LineForm { sku: self.sku.get(), quantity: self.quantity.get(), rate: self.rate.get(), batch: self.batch.get() }
    }

    fn cell(self, field: &str) -> Option<RwSignal<String>> {
        match field {
            "sku" => Some(self.sku),
            "quantity" => Some(self.quantity),
            "rate" => Some(self.rate),
            "batch" => Some(self.batch),
            _ => None,
        }
    }
}

/// What goes with the form and is not typed.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    pub key: String,
    pub order: String,
    pub version: String,
    pub clearance: String,
}

/// The form.
#[derive(Clone, Copy)]
pub struct Sheet {
    pub customer: RwSignal<String>,
    pub customer_po: RwSignal<String>,
    pub remarks: RwSignal<String>,
    pub reason: RwSignal<String>,
    pub back_order: RwSignal<bool>,
    pub rows: RwSignal<Vec<Row>>,
    pub fixed: StoredValue<Fixed>,
    pub draft: RwSignal<String>,
    pub saved: RwSignal<Option<Timestamp>>,
    /// The session ended while this was typed.
    pub expired: RwSignal<bool>,
    /// The cell that is being typed in, by its id: nothing is said of it before it is left.
    pub typing: RwSignal<String>,
    pub quote: RwSignal<Quote>,
    pub buyer: RwSignal<Option<CustomerForBooking>>,
    /// The order as somebody else has saved it meanwhile.
    pub theirs: RwSignal<Option<BookForm>>,
    /// Of a clearance: what may be chosen.
    pub batches: StoredValue<Vec<ClearanceBatch>>,
    products: RwSignal<HashMap<String, ProductForBooking>>,
    owner: StoredValue<Owner>,
}

fn key_of(sku: &str) -> String {
    sku.trim().to_uppercase()
}

impl Sheet {
    pub fn new(form: BookForm, quote: Quote, buyer: Option<CustomerForBooking>) -> Self {
        let fixed = Fixed { key: form.key, order: form.order, version: form.version, clearance: form.clearance };
        let blanks = FIRST_ROWS.saturating_sub(form.lines.len()).max(1);
        let lines = form.lines.into_iter().chain(std::iter::repeat_n(LineForm::default(), blanks));
        let sheet = Self {
            customer: RwSignal::new(form.customer),
            customer_po: RwSignal::new(form.customer_po),
            remarks: RwSignal::new(form.remarks),
            reason: RwSignal::new(form.reason),
            back_order: RwSignal::new(form.shortage == "back_order"),
            rows: RwSignal::new(lines.enumerate().map(|(index, line)| Row::new(index, line)).collect()),
            fixed: StoredValue::new(fixed),
            draft: RwSignal::new(form.draft),
            saved: RwSignal::new(None),
            expired: RwSignal::new(false),
            typing: RwSignal::new(String::new()),
            quote: RwSignal::new(Quote::default()),
            buyer: RwSignal::new(buyer),
            theirs: RwSignal::new(None),
            batches: StoredValue::new(Vec::new()),
            products: RwSignal::new(HashMap::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        sheet.take(quote);
        sheet
    }

    pub fn is_change(self) -> bool {
        self.fixed.with_value(|fixed| !fixed.order.is_empty())
    }

    /// The form as it would be sent. Tracks every cell.
    pub fn form(self) -> BookForm {
        let fixed = self.fixed.get_value();
        BookForm {
            customer: self.customer.get(),
            customer_po: self.customer_po.get(),
            remarks: self.remarks.get(),
            reason: self.reason.get(),
            lines: self.lines(),
            shortage: if self.back_order.get() { "back_order".to_owned() } else { String::new() },
            clearance: fixed.clearance,
            key: fixed.key,
            draft: String::new(),
            order: fixed.order,
            version: fixed.version,
            over: String::new(),
            file_kind: String::new(),
            intent: String::new(),
        }
    }

    /// The same with what prices depend on alone.
    pub fn form_to_quote(self) -> BookForm {
        let fixed = self.fixed.get_value();
        BookForm {
            customer: self.customer.get(),
            lines: self.lines(),
            clearance: fixed.clearance,
            order: fixed.order,
            ..BookForm::default()
        }
    }

    /// All lines down to the last that says something.
    fn lines(self) -> Vec<LineForm> {
        let mut lines: Vec<_> = self.rows.get().into_iter().map(Row::line).collect();
        let used = lines.iter().rposition(|line| !line.is_blank()).map_or(0, |last| last + 1);
        lines.truncate(used);
        lines
    }

    pub fn is_clearance(self) -> bool {
        self.fixed.with_value(|fixed| !fixed.clearance.is_empty())
    }

    /// The batch of this row, where it is one of those to choose from.
    pub fn batch(self, row: Row) -> Option<ClearanceBatch> {
        let id = row.batch.get();
        self.batches.with_value(|batches| batches.iter().find(|batch| batch.id.to_string() == id).cloned())
    }

    /// Puts a batch into the first empty row; answers the row's number.
    pub fn add_batch(self, sku: &str, batch: &str) -> u32 {
        let empty = |row: &Row| row.sku.with_untracked(|sku| sku.trim().is_empty());
        let (at, have) = self.rows.with_untracked(|rows| (rows.iter().position(empty), rows.len()));
        let at = at.unwrap_or(have);
        self.reach(at);
        let row = self.rows.with_untracked(|rows| rows.get(at).copied());
        row.map_or(0, |row| {
            row.sku.set(sku.to_owned());
            row.batch.set(batch.to_owned());
            row.number()
        })
    }

    /// Takes over what the other saved.
    pub fn take_theirs(self, about: &About) {
        let Some(theirs) = self.theirs.get_untracked() else { return };
        match about {
            About::CustomerPo => self.customer_po.set(theirs.customer_po),
            About::Remarks => self.remarks.set(theirs.remarks),
            About::Line(sku) => {
                let same = |row: &&Row| row.sku.with_untracked(|typed| typed.trim().eq_ignore_ascii_case(sku));
                let empty = |row: &&Row| row.sku.with_untracked(|typed| typed.trim().is_empty());
                let find =
                    || self.rows.with_untracked(|rows| rows.iter().find(same).or(rows.iter().find(empty)).copied());
                if find().is_none() {
                    self.reach(self.rows.with_untracked(Vec::len));
                }
                let line = conflict::line_of(&theirs, sku).cloned().unwrap_or_default();
                if let Some(row) = find() {
                    row.sku.set(line.sku);
                    row.quantity.set(line.quantity);
                    row.rate.set(line.rate);
                    row.batch.set(line.batch);
                }
            }
        }
    }

    /// Puts another form into the cells.
    pub fn fill(self, form: BookForm) {
        self.customer.set(form.customer);
        self.customer_po.set(form.customer_po);
        self.remarks.set(form.remarks);
        self.reason.set(form.reason);
        self.back_order.set(form.shortage == "back_order");
        if !form.draft.is_empty() {
            self.draft.set(form.draft);
        }
        let none = self.rows.with_untracked(Vec::len).saturating_sub(form.lines.len());
        let lines = form.lines.into_iter().chain(std::iter::repeat_n(LineForm::default(), none));
        self.put_lines(0, lines.collect(), |row, line| {
            row.sku.set(line.sku);
            row.quantity.set(line.quantity);
            row.rate.set(line.rate);
            row.batch.set(line.batch);
        });
    }

    /// Puts pasted lines into the rows from `first` on; a cell that says nothing leaves what is there.
    pub fn paste(self, first: usize, lines: Vec<LineForm>) {
        self.put_lines(first, lines, |row, line| {
            for (cell, text) in [(row.sku, line.sku), (row.quantity, line.quantity), (row.rate, line.rate)] {
                if !text.is_empty() {
                    cell.set(text);
                }
            }
        });
    }

    fn put_lines(self, first: usize, lines: Vec<LineForm>, put: impl Fn(Row, LineForm)) {
        self.reach(first + lines.len());
        let rows = self.rows.get_untracked();
        for (row, line) in rows.into_iter().skip(first).zip(lines) {
            put(row, line);
        }
    }

    /// Writes into a cell what the server proposes.
    pub fn mend(self, number: u32, field: &str, text: String) {
        let row = self.rows.with_untracked(|rows| rows.get((number as usize).wrapping_sub(1)).copied());
        if let Some(cell) = row.and_then(|row| row.cell(field)) {
            cell.set(text);
        }
    }

    /// Adds rows until there is one of this index.
    pub fn reach(self, index: usize) {
        let have = self.rows.with_untracked(Vec::len);
        if have <= index {
            let more: Vec<_> = self.owner.with_value(|owner| {
                owner.with(|| (have..=index).map(|at| Row::new(at, LineForm::default())).collect())
            });
            self.rows.update(|rows| rows.extend::<Vec<Row>>(more));
        }
    }

    /// Takes the answer of the server.
    pub fn take(self, quote: Quote) {
        let rows = self.rows.get_untracked();
        self.products.update(|products| {
            for (row, product) in &quote.products {
                let typed = rows.get((*row as usize).wrapping_sub(1)).map(|row| key_of(&row.sku.get_untracked()));
                products.extend(typed.map(|typed| (typed, product.clone())));
                products.insert(key_of(&product.sku), product.clone());
            }
        });
        self.quote.set(quote);
    }

    /// Lines are typed and nobody is named who pays for them.
    pub fn lacks_buyer(self) -> bool {
        let said = |row: &Row| row.sku.with(|sku| !sku.trim().is_empty());
        self.buyer.with(Option::is_none) && self.rows.with(|rows| rows.iter().any(said))
    }

    /// Remembers products that were suggested, so that one that is picked is priced at once.
    pub fn learn(self, found: &[ProductForBooking]) {
        let _ = self.products.try_update(|products| {
            products.extend(found.iter().map(|product| (key_of(&product.sku), product.clone())))
        });
    }

    /// What the customer pays is another customer's no longer.
    pub fn forget_products(self) {
        self.products.update(HashMap::clear);
    }

    pub fn product(self, row: Row) -> Option<ProductForBooking> {
        let key = row.sku.with(|sku| key_of(sku));
        self.products.with(|products| products.get(&key).cloned())
    }

    /// What the customer pays where no rate is typed. Nobody knows before somebody is named who pays.
    pub fn usual_rate(self, row: Row) -> Option<Money> {
        self.buyer.with(Option::is_some).then_some(())?;
        self.product(row).map(|product| product.price_list_rate.unwrap_or(product.list_rate))
    }

    /// What the row comes to, as far as it can be read.
    pub fn priced(self, row: Row) -> Option<PricedLine> {
        let product = self.product(row)?;
        let quantity = row.quantity.with(|text| Quantity::parse(text).ok())?;
        let typed = row.rate.get();
        let rate = if typed.trim().is_empty() { self.usual_rate(row) } else { Money::parse(&typed).ok() }?;
        pricing::price_line(LineInput { quantity, rate, gst: product.gst }).ok()
    }

    pub fn totals(self) -> Totals {
        let lines: Vec<_> = self.rows.get().into_iter().filter_map(|row| self.priced(row)).collect();
        let across = self.quote.with(|quote| !quote.totals.igst.is_zero());
        let supply = if across { Supply::AcrossStates } else { Supply::WithinState };
        pricing::total(&lines, supply).unwrap_or_default()
    }

    /// What is wrong with the lines: what sending them was refused for, and what the server says while one types.
    pub fn errors(self, failure: Option<Failure>) -> Vec<FieldError> {
        let rows = self.rows.get();
        let still = |error: &FieldError| {
            let row = error.row.and_then(|row| rows.get((row as usize).wrapping_sub(1)));
            let cell = row.and_then(|row| row.cell(&error.field));
            match (cell, &error.value) {
                (Some(cell), Some(typed)) => cell.with(|text| same(text, typed)),
                (Some(cell), None) => error.code != "required" || cell.with(|text| text.trim().is_empty()),
                (None, _) => false,
            }
        };
        let live = self.quote.with(|quote| quote.errors.clone());
        let typing = self.typing.get();
        let half = |error: &FieldError| format!("{}-{}", error.field, error.row.unwrap_or_default()) == typing;
        let live =
            live.into_iter().filter(|error| !matches!(error.code.as_str(), "required" | "empty") && !half(error));
        let mut errors: Vec<FieldError> = Vec::new();
        for error in failure.map(|failure| failure.fields).unwrap_or_default().into_iter().chain(live).filter(still) {
            if !errors.iter().any(|other| other.row == error.row && other.field == error.field) {
                errors.push(error);
            }
        }
        errors.sort_by_key(|error| error.row);
        errors
    }
}

/// The same text, or the same number written in another way.
fn same(text: &str, typed: &str) -> bool {
    text.trim() == typed.trim() || Quantity::parse(text).is_ok_and(|number| Quantity::parse(typed) == Ok(number))
}
