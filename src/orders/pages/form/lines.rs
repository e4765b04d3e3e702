//! The lines: a table whose cells are inputs.

use std::time::Duration;

use leptos::{ev, html::Input, prelude::*, web_sys::Element};

use super::{
    sheet::{Row, Sheet},
    summary::target,
};
use crate::{
    orders::{api::find_products, model::ProductForBooking, paste, texts},
    platform::failure::FieldError,
    ui::{
        Icon, browser,
        combobox::{Combobox, Finder, Suggestion},
        input::{focus_soon, in_step},
    },
    values::Money,
};

/// The placeholder of a cell that proposes nothing: the style sheet sees by it whether the cell is empty.
const NOTHING: &str = " ";

/// The table, and under it what is wrong.
#[component]
pub fn Lines(sheet: Sheet, errors: Memo<Vec<FieldError>>) -> impl IntoView {
    let typed = move |event: ev::Event| sheet.typing.set(event_target::<Element>(&event).id());
    // A moment later, so that what is then said moves nothing away from under the click that left the cell.
    let left = move |event: ev::FocusEvent| {
        let cell = event_target::<Element>(&event).id();
        let judge = move || {
            if sheet.typing.try_with_untracked(|typing| *typing == cell) == Some(true) {
                sheet.typing.set(String::new());
            }
        };
        set_timeout(judge, Duration::from_millis(200));
    };
    view! {
        <div class="table-wrap mt-4 max-sm:overflow-visible lg:overflow-visible" id="lines" tabindex="-1" on:input=typed on:focusout=left>
            <table class="table lines order-lines">
                <caption class="sr-only">{texts::lines_of_order()}</caption>
                <thead>
                    <tr>
                        <th class="num">"#"</th>
                        <th>{texts::product()}</th>
                        <th class="num">{texts::quantity()}</th>
                        <th class="unit">{texts::unit()}</th>
                        <th class="num">{texts::rate()}</th>
                        <th class="num tablet-hide">{texts::last_rate()}</th>
                        <th class="num">{texts::stock()}</th>
                        <th class="tablet-hide">{texts::expires()}</th>
                        <th class="num tablet-hide">{texts::gst()}</th>
                        <th class="num">{texts::amount()}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || sheet.rows.get() key=|row| row.index let:row>
                        <LineRow sheet row errors/>
                    </For>
                </tbody>
            </table>
        </div>
        <LineErrors sheet errors/>
    }
}

fn wrong(errors: Memo<Vec<FieldError>>, row: Row, field: &'static str) -> Signal<bool> {
    Signal::derive(move || {
        errors.with(|errors| errors.iter().any(|error| error.row == Some(row.number()) && error.field == field))
    })
}

fn error_id(wrong: Signal<bool>, row: Row, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || wrong.get().then(|| format!("{field}-{}-error", row.number())))
}

#[component]
fn LineRow(sheet: Sheet, row: Row, errors: Memo<Vec<FieldError>>) -> impl IntoView {
    let number = row.number();
    let product = Memo::new(move |_| sheet.product(row));
    let show = move |say: fn(&ProductForBooking) -> String| move || product.with(|product| product.as_ref().map(say));
    let short = wrong(errors, row, "quantity");
    let suggested = move || sheet.usual_rate(row).map_or_else(|| NOTHING.to_owned(), Money::plain);
    let no_placeholder = Signal::derive(|| NOTHING.to_owned());
    view! {
        <tr class:is-bad=move || errors.with(|errors| errors.iter().any(|error| error.row == Some(number)))>
            <td class="num quiet card-hide">{number}</td>
            <td class="fill card-title">
                <ProductCell sheet row errors/>
                <small class="sub">
                    {show(|product| product.name.clone())}
                    {move || sheet.batch(row).map(|batch| format!(" · {}", texts::batch(batch.number, batch.expires.short())))}
                </small>
            </td>
            <td class="num" data-label=texts::quantity()>
                <NumberCell sheet row field="quantity" label=texts::quantity_of(number) text=row.quantity errors placeholder=no_placeholder/>
            </td>
            <td class="unit card-hide">{show(|product| product.unit.clone())}</td>
            <td class="num" data-label=texts::rate()>
                <NumberCell sheet row field="rate" label=texts::rate_of(number) text=row.rate errors placeholder=Signal::derive(suggested)/>
            </td>
            <td class="num quiet tablet-hide card-hide">{show(|product| product.last_rate.map(|rate| rate.to_string()).unwrap_or_default())}</td>
            <td class="num quiet card-hide" class:text-hue=move || short.get() class:is-stopped=move || short.get()>
                {show(|product| product.stock.plain())}
            </td>
            <td class="quiet tablet-hide card-hide">{show(|product| product.expires.map(|day| day.short()).unwrap_or_default())}</td>
            <td class="num quiet tablet-hide card-hide">{show(|product| product.gst.to_string())}</td>
            <td class="num main card-side">{move || sheet.priced(row).map(|line| line.amount.to_string())}</td>
        </tr>
    }
}

fn suggestion(product: &ProductForBooking) -> Suggestion {
    let rate = product.price_list_rate.unwrap_or(product.list_rate);
    let details = vec![product.sku.clone(), rate.short(), texts::in_stock(product.stock.plain())];
    Suggestion { value: product.sku.clone(), title: product.name.clone(), details }
}

#[component]
fn ProductCell(sheet: Sheet, row: Row, errors: Memo<Vec<FieldError>>) -> impl IntoView {
    let invalid = wrong(errors, row, "sku");
    let find = move |typed: String| async move {
        let customer = sheet.customer.try_get_untracked().unwrap_or_default();
        let found = find_products(typed, customer).await.unwrap_or_default();
        sheet.learn(&found);
        found.iter().map(suggestion).collect()
    };
    let number = row.number();
    let placeholder = if row.index == 0 { texts::product_placeholder() } else { NOTHING };
    view! {
        <div on:paste=move |event| take_paste(&event, sheet, row, 0)>
            <Combobox
                id=format!("sku-{number}")
                name=format!("form[lines][{}][sku]", row.index)
                class="grid-input is-plain code"
                label=texts::product_of(number)
                placeholder=placeholder
                value=row.sku
                finder=Finder::new(find)
                picked=Callback::new(move |_| focus_soon(format!("quantity-{number}")))
                enter=Callback::new(move |()| next_row(sheet, row))
                invalid
                described_by=error_id(invalid, row, "sku")
            />
            <input type="hidden" name=format!("form[lines][{}][batch]", row.index) value=move || row.batch.get()/>
        </div>
    }
}

#[component]
fn NumberCell(
    sheet: Sheet,
    row: Row,
    field: &'static str,
    label: String,
    text: RwSignal<String>,
    errors: Memo<Vec<FieldError>>,
    placeholder: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    in_step(node, text);
    let invalid = wrong(errors, row, field);
    let described = error_id(invalid, row, field);
    let column = if field == "quantity" { 1 } else { 2 };
    view! {
        <input
            class="grid-input"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            id=format!("{field}-{}", row.number())
            name=format!("form[lines][{}][{field}]", row.index)
            aria-label=label
            aria-invalid=move || invalid.get().then_some("true")
            aria-describedby=move || described.get()
            placeholder=move || placeholder.get()
            value=text.get_untracked()
            node_ref=node
            on:input=move |event| text.set(event_target_value(&event))
            on:keydown=move |event| on_key(&event, sheet, row, field)
            on:paste=move |event| take_paste(&event, sheet, row, column)
        />
    }
}

fn on_key(event: &ev::KeyboardEvent, sheet: Sheet, row: Row, field: &'static str) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "Enter" => next_row(sheet, row),
        "ArrowDown" => focus_soon(format!("{field}-{}", row.number() + 1)),
        "ArrowUp" => focus_soon(format!("{field}-{}", row.number().saturating_sub(1))),
        _ => return,
    }
    event.prevent_default();
}

/// To the first cell of the next row; after the last there is a new one.
fn next_row(sheet: Sheet, row: Row) {
    sheet.reach(row.index + 1);
    focus_soon(format!("sku-{}", row.number() + 1));
}

fn take_paste(event: &ev::ClipboardEvent, sheet: Sheet, row: Row, column: usize) {
    let Some(lines) = browser::pasted(event).and_then(|text| paste::rows(&text, column)) else { return };
    event.prevent_default();
    let after = row.index + lines.len();
    sheet.paste(row.index, lines);
    sheet.reach(after);
    focus_soon(format!("sku-{}", after + 1));
}

/// Every cell that can't be taken, and what to do; a proposal is one click away.
#[component]
fn LineErrors(sheet: Sheet, errors: Memo<Vec<FieldError>>) -> impl IntoView {
    let item = move |error: FieldError| {
        let row = error.row.unwrap_or_default();
        let target = target(&error);
        let id = format!("{}-{row}-error", error.field);
        let short = error.code == "short_stock";
        let hint = error.hint.clone().filter(|_| !short);
        let field = error.field.clone();
        let mend = hint.map(|hint| {
            let label = texts::write_instead(&hint);
            let put = move |_: ev::MouseEvent| sheet.mend(row, &field, hint.clone());
            view! { " "<button class="link" type="button" on:click=put>{label}</button> }
        });
        let back_order = (short && !sheet.is_change()).then(|| {
            view! { " "<button class="link" type="button" on:click=move |_| sheet.back_order.set(true)>{texts::back_order_rest()}</button> }
        });
        view! { <li id=id><a href=target>{texts::line(row)}</a>" "{error.message}{mend}{back_order}</li> }
    };
    move || {
        let errors = errors.get();
        let only_short = errors.iter().all(|error| error.code == "short_stock") && sheet.back_order.get();
        let (class, icon) = if only_short {
            ("notice notice-warning mt-3", "hourglass")
        } else {
            ("notice notice-danger mt-3", "circle-alert")
        };
        (!errors.is_empty()).then(|| {
            view! {
                <div class=class role="status">
                    <Icon name=icon/>
                    <ul>{errors.into_iter().map(item).collect_view()}</ul>
                </div>
            }
        })
    }
}
