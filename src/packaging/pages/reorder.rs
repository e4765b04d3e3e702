//! `/packaging/reorder`: what to order, how much, and why so much.

use leptos::prelude::*;
use leptos_meta::Title;

use super::parts;
use crate::{
    packaging::{
        api::{OrderMaterials, list_reorder},
        model::USE_DAYS,
        reorder::{OrderForm, ReorderList, ReorderRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, live::on_live, page::Page, read, resource},
};

pub struct ReorderPage {
    state: FormState<OrderMaterials>,
    list: Resource<Result<ReorderList, Failure>>,
}

impl Page for ReorderPage {
    fn data() -> Self {
        let state: FormState<OrderMaterials> = FormState::new();
        let taken = parts::taken(state);
        let stirred = RwSignal::new(0_u32);
        on_live(&["packaging:low-stock"], move |_| {
            let _ = stirred.try_update(|count| *count = count.wrapping_add(1));
        });
        Self { state, list: resource(move || (taken.get(), stirred.get()), |_| list_reorder()) }
    }

    fn view(this: Self) -> AnyView {
        let ReorderPage { state, list } = this;
        let content = move |list| show(state, list);
        view! {
            <Title text=texts::reorder()/>
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(list, content)}
        }
        .into_any()
    }
}

fn show(state: FormState<OrderMaterials>, list: ReorderList) -> AnyView {
    let sub = texts::reorder_sums(texts::materials(list.rows.len()), list.value.short());
    let head = view! {
        <div class="page-head">
            <h1>{texts::reorder()}</h1>
            <span class="page-sub">{sub}</span>
            <div class="page-actions">
                <a class="button" href="/api/packaging/export/purchase-request" download="" rel="external"><Icon name="download"/>{texts::purchase_request()}</a>
            </div>
        </div>
    };
    if list.rows.is_empty() {
        return view! {
            {head}
            <div class="empty"><Icon name="circle-check"/><strong>{texts::nothing_to_order()}</strong><p>{texts::nothing_low()}</p></div>
        }
        .into_any();
    }
    let form = state.input().map_or_else(OrderForm::default, |input| input.form);
    let key = list.may_order.then_some(list.key);
    let may = key.is_some();
    let whole = list.rows.iter().all(|row| row.value.is_whole());
    let rows = list
        .rows
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let typed = form.lines.iter().find(|line| line.material == row.code).map(|line| line.quantity.clone());
            one(state, index, row, typed, may, whole)
        })
        .collect_view();
    let table = view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::reorder()>
            <table class="table lines">
                <thead>
                    <tr>
                        <th scope="col">{texts::material()}</th>
                        <th scope="col" class="num">{texts::balance()}</th>
                        <th scope="col" class="num">{texts::on_order()}</th>
                        <th scope="col" class="num">{texts::reorder_at()}</th>
                        <th scope="col" class="num">{texts::used_days(USE_DAYS)}</th>
                        <th scope="col" class="num">{texts::order_now()}</th>
                        <th scope="col" class="num">{texts::value()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    let foot = key.map(|key| {
        let key = if form.key.is_empty() { key } else { form.key.clone() };
        view! {
            <input type="hidden" name="form[key]" value=key/>
            <section class="card">
                <p class="muted mb-3">{texts::order_about()}</p>
                <div class="form-grid">
                    <div class="field"><label for="vendor" class="optional">{texts::other_vendor()}</label><input class="input" id="vendor" name="form[vendor]" value=form.vendor.clone() autocomplete="off"/></div>
                    <div class="field"><label for="reference" class="optional">{texts::order_reference()}</label><input class="input" id="reference" name="form[reference]" value=form.reference.clone() autocomplete="off"/></div>
                </div>
                <div class="form-actions mt-4"><button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::note_orders()}</button></div>
            </section>
        }
    });
    view! { {head}<PlainForm state class="form">{table}{foot}</PlainForm> }.into_any()
}

fn one(
    state: FormState<OrderMaterials>,
    index: usize,
    row: ReorderRow,
    typed: Option<String>,
    may: bool,
    whole: bool,
) -> AnyView {
    let (unit, code, href) = (row.unit.as_str(), row.code.clone(), parts::material_address(&row.code));
    let about = if row.vendor.is_empty() { row.code.clone() } else { format!("{} · {}", row.code, row.vendor) };
    let low = if row.on_hand <= row.reorder_level { "num text-hue is-waiting" } else { "num" };
    let value = typed.unwrap_or_else(|| {
        if row.suggestion.quantity.is_positive() { row.suggestion.quantity.plain() } else { String::new() }
    });
    let wrong = Memo::new(move |_| parts::wrong_at(state.failure().as_ref(), "quantity", index + 1));
    let quantity = if may {
        view! {
            <input type="hidden" name=format!("form[lines][{index}][material]") value=row.code.clone()/>
            <input class="grid-input num" id=format!("quantity-{}", index + 1) name=format!("form[lines][{index}][quantity]") value=value inputmode="decimal" autocomplete="off"
                aria-label=texts::order_of(&row.code) aria-invalid=move || wrong.get().is_some().then_some("true")/>
            {move || wrong.get().map(|message| view! { <p class="field-error">{message}</p> })}
        }
        .into_any()
    } else {
        view! { {row.suggestion.quantity.to_string()} }.into_any()
    };
    view! {
        <tr id=code.clone()>
            <td class="card-title wrap">
                <a class="main" href=href>{row.name}</a>" "<span class="sub">{about}</span>
                <p class="packaging-because">{row.suggestion.reasoning}</p>
            </td>
            <td class=low data-label=texts::balance()>{row.on_hand.to_string()}" "<span class="sub">{unit}</span></td>
            <td class="num quiet card-hide">{row.on_order.to_string()}</td>
            <td class="num quiet card-hide">{row.reorder_level.to_string()}</td>
            <td class="num quiet card-hide">{row.used.to_string()}</td>
            <td class="num packaging-order" data-label=texts::order_now()>{quantity}</td>
            <td class="num quiet" data-label=texts::value()>{row.value.listed(whole)}</td>
        </tr>
    }
    .into_any()
}
