//! What a form comes to while it is being typed. Writes nothing.

use std::collections::HashMap;

use super::{
    find,
    plan::{Facts, Plan, Wanted},
    resolve::{self, Reading},
    store_facts::From,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        model::{BookForm, ProductForBooking, Quote, QuotedLine},
        pricing,
    },
    platform::{failure::Failure, server::Desk},
    values::{Money, Quantity},
};

/// The lines that can be read, priced; what is wrong with the others; and what credit would say. Until a customer is named, only
/// what the lines name: what it costs depends on who buys.
///
/// # Errors
/// When the database refuses: what is wrong with the form stands in the answer.
pub async fn quote(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Quote, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let mut from = From::Db(db);
    let Reading { customer, wanted, products, named, wrong: errors } = resolve::read(&mut from, form).await?;
    let batches: Vec<_> = wanted.iter().filter_map(|want| want.batch).collect();
    let buyers = customer.iter().cloned().collect();
    let today = desk.clock.today();
    let mut facts = Facts::load(&mut from, buyers, products.clone(), &batches, form.order.trim(), today).await?;
    let replaced = replaced(&mut from, actor, form, &mut facts).await?;
    let offered: HashMap<_, _> =
        products.iter().map(|row| (row.id, find::product_for_booking(&facts, customer.as_ref(), row))).collect();
    let products = named.iter().filter_map(|(row, id)| Some((*row, offered.get(id)?.clone()))).collect();
    let Some(customer) = customer else { return Ok(Quote { products, errors, ..Quote::default() }) };
    let plan = facts.plan(customer.id, &wanted, replaced);
    let customer = Some(find::for_booking(customer, Vec::new()));
    let plan = match plan {
        Ok(plan) => plan,
        Err(Error::Invalid(more)) => {
            let errors = errors.into_iter().chain(more).collect();
            return Ok(Quote { customer, products, errors, ..Quote::default() });
        }
        Err(other) => return Err(other.into()),
    };
    let lines: Vec<_> = wanted.iter().filter_map(|want| Some(line(want, offered.get(&want.product)?, &plan))).collect();
    let totals = totals(&plan, &lines);
    let errors = errors.into_iter().chain(plan.short).collect();
    let (reasons, warnings) = (plan.decision.reasons().to_vec(), plan.decision.warnings().to_vec());
    Ok(Quote { customer, products, lines, totals, exposure: plan.exposure, reasons, warnings, errors })
}

fn line(want: &Wanted, product: &ProductForBooking, plan: &Plan) -> QuotedLine {
    let (rate, rate_source) = pricing::choose_rate(want.rate, product.price_list_rate, product.list_rate);
    let input = pricing::LineInput { quantity: want.quantity, rate, gst: product.gst };
    let priced = pricing::price_line(input).unwrap_or_default();
    let short = plan.rest.lines.iter().filter(|line| line.row == want.row).map(|line| line.quantity);
    QuotedLine {
        row: want.row,
        quantity: want.quantity,
        rate,
        rate_source,
        amount: priced.amount,
        gst_amount: priced.gst,
        short: Quantity::checked_sum(short).unwrap_or_default(),
    }
}

/// Of all that was asked for, whether stock covers it or not.
fn totals(plan: &Plan, lines: &[QuotedLine]) -> pricing::Totals {
    let priced: Vec<_> =
        lines.iter().map(|line| pricing::PricedLine { amount: line.amount, gst: line.gst_amount }).collect();
    pricing::total(&priced, plan.supply).unwrap_or_default()
}

/// The value of the order that is being changed, as far as it counts as open. What it holds is free for the change.
async fn replaced(from: &mut From<'_>, actor: &Actor, form: &BookForm, facts: &mut Facts) -> Result<Money, Failure> {
    if form.order.trim().is_empty() {
        return Ok(Money::ZERO);
    }
    let head = super::store::get(from, actor, &form.order).await?;
    for line in super::store_lines::lines(from, head.id).await? {
        facts.give_back(line.product_id, line.batch_id, line.reserved);
    }
    Ok(if head.open { head.total } else { Money::ZERO })
}
