//! What a form comes to while it is being typed. Writes nothing.

use super::{
    find,
    plan::{Facts, Plan},
    resolve,
    store_facts::From,
};
use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        model::{BookForm, Quote, QuotedLine},
        pricing,
    },
    platform::{failure::Failure, server::Desk},
    values::{Money, Quantity},
};

/// The lines that can be read, priced; what is wrong with the others; and what credit would say.
///
/// # Errors
/// When the database refuses: what is wrong with the form stands in the answer.
pub async fn quote(desk: &Desk, actor: &Actor, form: &BookForm) -> Result<Quote, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let mut from = From::Db(db);
    let (resolved, errors) = resolve::try_resolve(&mut from, form).await?;
    let Some(resolved) = resolved else { return Ok(Quote { errors, ..Quote::default() }) };
    let mut facts = Facts::load(
        &mut from,
        vec![resolved.customer.clone()],
        resolved.products.clone(),
        &resolved.batches(),
        &resolved.changes,
        desk.clock.today(),
    )
    .await?;
    let replaced = replaced(&mut from, actor, form, &mut facts).await?;
    let offered: Vec<_> = resolved
        .products
        .iter()
        .map(|row| (row.id, find::product_for_booking(&facts, Some(&resolved.customer), row)))
        .collect();
    let plan = match facts.plan(resolved.customer.id, &resolved.wanted, replaced) {
        Ok(plan) => plan,
        Err(Error::Invalid(more)) => {
            let errors = errors.into_iter().chain(more).collect();
            return Ok(Quote {
                customer: Some(find::for_booking(resolved.customer, Vec::new())),
                errors,
                ..Quote::default()
            });
        }
        Err(other) => return Err(other.into()),
    };
    let mut lines = Vec::new();
    for want in &resolved.wanted {
        let Some((_, product)) = offered.iter().find(|(id, _)| *id == want.product) else { continue };
        let (rate, rate_source) = pricing::choose_rate(want.rate, product.price_list_rate, product.list_rate);
        let input = pricing::LineInput { quantity: want.quantity, rate, gst: product.gst };
        let priced = pricing::price_line(input).unwrap_or_default();
        let short = plan.rest.lines.iter().filter(|line| line.row == want.row).map(|line| line.quantity);
        lines.push(QuotedLine {
            row: want.row,
            product: product.clone(),
            quantity: want.quantity,
            rate,
            rate_source,
            amount: priced.amount,
            gst_amount: priced.gst,
            short: Quantity::checked_sum(short).unwrap_or_default(),
        });
    }
    let totals = totals(&plan, &lines);
    let errors = errors.into_iter().chain(plan.short).collect();
    let reasons = plan.decision.reasons().to_vec();
    let customer = Some(find::for_booking(resolved.customer, Vec::new()));
    Ok(Quote { customer, lines, totals, exposure: plan.exposure, reasons, errors })
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
