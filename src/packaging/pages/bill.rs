//! `/packaging/bills/:sku`: what one unit, or one box, of a SKU takes.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::parts;
use crate::{
    packaging::{
        api::{SaveBill, show_bill, show_board},
        bill::{Bill, BillLine, BillLineForm, Per},
        model::{BoardFilter, BoardRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, encode, page::Page, read, resource},
};

/// Empty lines under those that are filled.
const MORE: usize = 4;

type Shown = Result<(Bill, Vec<BoardRow>), Failure>;

pub struct BillPage {
    state: FormState<SaveBill>,
    bill: Resource<Shown>,
}

async fn load(sku: String) -> Shown {
    let bill = show_bill(sku).await?;
    let known = if bill.may_edit { show_board(BoardFilter::default()).await?.rows } else { Vec::new() };
    Ok((bill, known))
}

impl Page for BillPage {
    fn data() -> Self {
        let params = use_params_map();
        let state: FormState<SaveBill> = FormState::new();
        let taken = parts::taken(state);
        let source = move || (params.read().get("sku").unwrap_or_default(), taken.get());
        Self { state, bill: resource(source, |(sku, _)| load(sku)) }
    }

    fn view(this: Self) -> AnyView {
        let BillPage { state, bill } = this;
        let content = move |(bill, known)| show(state, bill, known);
        view! {
            <div class="page-narrow grid gap-4">
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                {read(bill, content)}
            </div>
        }
        .into_any()
    }
}

fn show(state: FormState<SaveBill>, bill: Bill, known: Vec<BoardRow>) -> AnyView {
    let title = texts::bill_of(&bill.name);
    let head = view! {
        <Title text=title.clone()/>
        <div class="page-head"><h1>{title}</h1><span class="page-sub code">{bill.sku.clone()}</span>
            <div class="page-actions"><a class="button button-quiet" href=format!("/products/{}", encode(&bill.sku))>{texts::product()}</a></div>
        </div>
        <p class="muted">{texts::bill_about(&bill.unit)}</p>
    };
    if bill.may_edit {
        view! { {head}{edit(state, bill, known)} }.into_any()
    } else {
        let rows = bill.lines.into_iter().map(as_read).collect_view();
        view! { {head}<section class="card"><ul class="rows">{rows}</ul></section> }.into_any()
    }
}

fn per_word(per: Per) -> &'static str {
    match per {
        Per::Unit => texts::per_unit(),
        Per::Box => texts::per_one_box(),
    }
}

fn as_read(line: BillLine) -> AnyView {
    view! { <li><a href=parts::material_address(&line.code)>{line.name}</a><span class="sub">{per_word(line.per)}</span><span>{line.quantity.to_string()}" "{line.unit.as_str()}</span></li> }.into_any()
}

fn edit(state: FormState<SaveBill>, bill: Bill, known: Vec<BoardRow>) -> AnyView {
    let names: Vec<(String, String)> = bill.lines.iter().map(|line| (line.code.clone(), line.name.clone())).collect();
    let kept = bill.lines.into_iter().map(|line| BillLineForm {
        material: line.code,
        per: line.per.as_str().to_owned(),
        quantity: line.quantity.plain(),
    });
    let mut lines = state.input().map_or_else(|| kept.collect::<Vec<_>>(), |input| input.form.lines);
    lines.retain(|line| !line.material.is_empty() || !line.quantity.is_empty());
    lines.extend(std::iter::repeat_with(BillLineForm::default).take(MORE));
    let options = known.into_iter().map(|row| view! { <option value=row.code>{row.name}</option> }).collect_view();
    let rows = lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let name = names.iter().find(|(code, _)| *code == line.material).map(|(_, name)| name.clone());
            one(state, index, line, name)
        })
        .collect_view();
    view! {
        <datalist id="materials">{options}</datalist>
        <PlainForm state class="form touch">
            <input type="hidden" name="form[sku]" value=bill.sku/>
            <section class="card">{rows}<p class="field-hint">{texts::bill_hint()}</p></section>
            <div class="form-actions">
                <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{crate::texts::save()}</button>
                <a class="button button-quiet" href="/packaging/bills">{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
    }
    .into_any()
}

fn one(state: FormState<SaveBill>, index: usize, line: BillLineForm, name: Option<String>) -> AnyView {
    let row = index + 1;
    let wrong = move |field: &'static str| {
        move || {
            parts::wrong_at(state.failure().as_ref(), field, row)
                .map(|message| view! { <p class="field-error">{message}</p> })
        }
    };
    let pers = Per::ALL
        .iter()
        .map(|per| view! { <option value=per.as_str() selected=per.as_str() == line.per>{per_word(*per)}</option> })
        .collect_view();
    view! {
        <fieldset class="packaging-line packaging-bill">
            <legend class="sr-only">{texts::line(row)}</legend>
            <div class="field packaging-material">
                <label for=format!("material-{row}")>{texts::material()}</label>
                <input class="input" id=format!("material-{row}") name=format!("form[lines][{index}][material]") value=line.material list="materials" autocomplete="off"/>
                {name.map(|name| view! { <p class="field-hint">{name}</p> })}
                {wrong("material")}
            </div>
            <div class="field packaging-quantity">
                <label for=format!("quantity-{row}")>{texts::quantity()}</label>
                <input class="input num" id=format!("quantity-{row}") name=format!("form[lines][{index}][quantity]") value=line.quantity inputmode="decimal" autocomplete="off"/>
                {wrong("quantity")}
            </div>
            <div class="field">
                <label for=format!("per-{row}")>{texts::per()}</label>
                <select class="select" id=format!("per-{row}") name=format!("form[lines][{index}][per]")>{pers}</select>
            </div>
        </fieldset>
    }
    .into_any()
}
