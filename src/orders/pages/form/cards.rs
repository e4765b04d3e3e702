//! The cards above the lines: the customer, what credit control will say, the orders before.

use leptos::{html::Input, prelude::*};

use super::{extras::Files, sheet::Sheet};
use crate::{
    credit::rules::{Exposure, Reason},
    orders::{
        model::{Attachment, CustomerForBooking, LastOrder},
        pages::customer_finder,
        texts,
    },
    platform::failure::{Failure, Kind},
    ui::{
        FieldProblem, Icon,
        combobox::Combobox,
        input::{focus_soon, in_step},
    },
    values::Money,
};

/// Who orders, under which number of theirs.
#[component]
pub fn CustomerCard(sheet: Sheet, failure: Signal<Option<Failure>>, files: Vec<Attachment>) -> impl IntoView {
    let wrong = move |field: &'static str| {
        Signal::derive(move || {
            failure.get().and_then(|failure| failure.field(field).map(|error| error.message.clone()))
        })
    };
    let (customer_wrong, po_wrong) = (wrong("customer"), wrong("customer_po"));
    // Where a file was refused, its field stands open.
    let opened = failure.with_untracked(|failure| {
        failure.as_ref().is_some_and(|failure| failure.kind == Kind::Unsupported || failure.field("file").is_some())
    });
    let node = NodeRef::<Input>::new();
    in_step(node, sheet.customer_po);
    let described =
        move || Some(if customer_wrong.get().is_some() { "customer-error" } else { "customer-hint" }.to_owned());
    view! {
        <section class="card">
            <div class="field">
                <label for="customer">{texts::customer()}</label>
                <Combobox
                    id="customer"
                    name="form[customer]"
                    class="input"
                    label=texts::customer()
                    placeholder=texts::customer_placeholder()
                    value=sheet.customer
                    finder=customer_finder()
                    picked=Callback::new(|_| focus_soon("sku-1".to_owned()))
                    enter=Callback::new(|()| focus_soon("sku-1".to_owned()))
                    invalid=Signal::derive(move || customer_wrong.get().is_some())
                    described_by=Signal::derive(described)
                    read_only=sheet.is_change()
                />
                <p class="field-hint" id="customer-hint">{move || sheet.buyer.get().map(about)}</p>
                <FieldProblem field="customer" wrong=customer_wrong/>
            </div>
            <div class="field mt-3">
                <label for="customer_po" class="optional">{texts::their_po()}</label>
                <input
                    class="input"
                    id="customer_po"
                    name="form[customer_po]"
                    autocomplete="off"
                    value=sheet.customer_po.get_untracked()
                    node_ref=node
                    aria-invalid=move || po_wrong.get().is_some().then_some("true")
                    aria-describedby=move || po_wrong.get().is_some().then_some("customer_po-error")
                    on:input=move |event| sheet.customer_po.set(event_target_value(&event))
                />
                <FieldProblem field="customer_po" wrong=po_wrong/>
            </div>
            {(!sheet.is_change()).then(|| view! { <Files files opened/> })}
        </section>
    }
}

fn about(customer: CustomerForBooking) -> AnyView {
    let gst = customer.gstin.map(|gstin| view! { " · "<span class="code">{gstin}</span> });
    view! { <b>{customer.name}</b>" · "{customer.location}{gst} }.into_any()
}

/// What the customer would owe with this order, against the limit.
#[component]
pub fn CreditCard(sheet: Sheet, total: Memo<Money>) -> impl IntoView {
    let content = move || match sheet.buyer.get() {
        None => view! { <p class="muted">{texts::credit_after_customer()}</p> }.into_any(),
        Some(customer) => {
            let quoted = sheet.quote.with(|quote| quote.exposure);
            let known =
                sheet.quote.with(|quote| quote.customer.as_ref().is_some_and(|quoted| quoted.code == customer.code));
            let exposure = Exposure {
                outstanding: customer.outstanding,
                open_orders: if known { quoted.open_orders } else { customer.open_orders },
                this_order: total.get(),
            };
            let (reasons, warnings) = match known {
                true => sheet.quote.with(|quote| (quote.reasons.clone(), quote.warnings.clone())),
                false => Default::default(),
            };
            sum(&customer, exposure, &reasons, &warnings)
        }
    };
    view! {
        <section class="card" aria-live="polite">
            <div class="card-head">
                <h2>{texts::credit_of_customer()}</h2>
                <span class="card-end">{move || sheet.quote.with(|quote| badge(!quote.reasons.is_empty(), quote.customer.is_some() && !quote.lines.is_empty()))}</span>
            </div>
            {content}
        </section>
    }
}

fn badge(waits: bool, known: bool) -> Option<AnyView> {
    known.then(|| {
        if waits {
            view! { <span class="badge badge-waiting"><Icon name="clock"/><span>{texts::will_wait()}</span></span> }.into_any()
        } else {
            view! { <span class="badge badge-moving"><Icon name="circle-check"/><span>{texts::will_be_released()}</span></span> }.into_any()
        }
    })
}

fn sum(customer: &CustomerForBooking, exposure: Exposure, reasons: &[Reason], warnings: &[Reason]) -> AnyView {
    let before = Money::checked_sum([exposure.outstanding, exposure.open_orders]).unwrap_or_default();
    let about = texts::credit_meter(before.short(), exposure.total().short(), customer.limit.short());
    let told = |reasons: &[Reason]| reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(". ");
    let (why, despite) = (told(reasons), told(warnings));
    view! {
        {meter(before, exposure.this_order, customer.limit, about)}
        <dl class="sum">
            <div><dt>{texts::outstanding()}</dt><dd>{exposure.outstanding.to_string()}</dd></div>
            <div><dt>{texts::open_orders()}</dt><dd>{exposure.open_orders.to_string()}</dd></div>
            <div><dt>{texts::this_order()}</dt><dd>{exposure.this_order.to_string()}</dd></div>
            <div class="sum-total sum-rule"><dt>{texts::exposure_of(customer.limit)}</dt><dd>{exposure.total().to_string()}</dd></div>
        </dl>
        {(!why.is_empty()).then(|| view! { <p class="field-hint">{texts::credit_sees_it(why)}</p> })}
        {(!despite.is_empty()).then(|| view! { <p class="field-hint">{texts::credit_lets_it_go(despite)}</p> })}
    }
    .into_any()
}

/// Used, this order, and what lies above the limit; the whole bar is the larger of limit and exposure.
fn meter(before: Money, this: Money, limit: Money, about: String) -> AnyView {
    let [before, this, limit] = [before, this, limit].map(|money| i128::from(money.paise().max(0)));
    let whole = (before + this).max(limit).max(1);
    let percent = |part: i128| part * 100 / whole;
    let used = percent(before.min(limit));
    let fits = percent((before + this).min(limit)) - used;
    let over = percent((before + this - limit).max(0));
    view! {
        <svg class="meter" role="img" aria-label=about>
            <rect class="meter-used" width=format!("{used}%")></rect>
            <rect class="meter-this" x=format!("{used}%") width=format!("{fits}%")></rect>
            <rect class="meter-over" x=format!("{}%", 100 - over) width=format!("{over}%")></rect>
        </svg>
    }
    .into_any()
}

/// The orders before, to be repeated.
#[component]
pub fn LastOrders(sheet: Sheet) -> impl IntoView {
    let rows = move || {
        let mut last = sheet.buyer.get().map(|customer| customer.last_orders).unwrap_or_default();
        // The order that is being changed is none before it.
        sheet.fixed.with_value(|fixed| last.retain(|order| order.number != fixed.order));
        if last.is_empty() {
            return view! { <p class="muted">{texts::no_last_orders()}</p> }.into_any();
        }
        view! { <ul class="rows">{last.into_iter().map(last_order).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::last_orders()}</h2></div>
            {rows}
        </section>
    }
}

fn last_order(order: LastOrder) -> AnyView {
    let label = texts::repeat_order(&order.number);
    view! {
        <li>
            <a href=format!("/orders/{}", order.number) title=order.number.clone()>{order.booked_at.ist_date().short()}</a>
            <span class="sub">{texts::line_count(order.line_count)}</span>
            <span>{order.total.rupees()}</span>
            <a class="link" href=format!("/orders/new?repeat={}", order.number) aria-label=label>{texts::repeat()}</a>
        </li>
    }
    .into_any()
}
