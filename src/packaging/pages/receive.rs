//! `/packaging/in`: goods that came in, many lines in one receipt.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{
    lines::{self, Lines},
    moving::{self, Asked, Opened, Sending, Way},
    parts,
};
use crate::{
    packaging::{
        api::{ReceivePackaging, open_receipt, show_board},
        model::{Board, BoardFilter, Choice, ReceiptForm},
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{Icon, page::Page, resource},
};

static WAY: Way = Way {
    form: "receipt",
    place: "/packaging/in",
    to: "/fn/packaging/receive",
    stays: ["form[warehouse]", "form[vendor]"],
    heading: texts::goods_come_in,
    send: texts::receive,
    entry: |material, quantity| texts::in_entry(material, quantity),
};

pub struct ReceiptPage {
    state: FormState<ReceivePackaging>,
    asked: Asked,
    opened: Resource<Opened<ReceiptForm>>,
}

async fn open(material: String, warehouse: String) -> Opened<ReceiptForm> {
    let form = open_receipt(material, warehouse).await?;
    Ok((form, show_board(BoardFilter::default()).await?))
}

impl Page for ReceiptPage {
    fn data() -> Self {
        let asked = Asked::new();
        let source = move || (asked.material.get(), asked.warehouse.get());
        let opened = resource(source, |(material, warehouse)| open(material, warehouse));
        Self { state: FormState::new(), asked, opened }
    }

    fn view(this: Self) -> AnyView {
        let state = this.state;
        let import = view! { <a class="button button-quiet" href="/imports/new?kind=packaging-inward"><Icon name="upload"/>{crate::texts::import()}</a> };
        let before = move || state.failure();
        moving::page(&WAY, this.asked, Some(import.into_any()), this.opened, before, move |form, board, sending| {
            let form = state.input().map_or(form, |input| input.form);
            draw(form, board, sending)
        })
    }
}

fn draw(form: ReceiptForm, board: Board, sending: Sending) -> AnyView {
    let vendors: BTreeSet<String> =
        board.rows.iter().map(|row| row.vendor.clone()).filter(|name| !name.is_empty()).collect();
    let (head, rest) = (head(&form, board.warehouses, vendors, sending.failure), rest(&form));
    let typed = form.lines.into_iter().map(Into::into).collect();
    let lines = Lines::new(typed, board.rows, sending.failure, true);
    moving::form(sending, form.key, head, lines, Some(rest))
}

fn head(
    form: &ReceiptForm,
    warehouses: Vec<Choice>,
    vendors: BTreeSet<String>,
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let vendors = vendors.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <datalist id="vendors">{vendors}</datalist>
        <div class="form-grid">
            <div class="field">
                <label for="warehouse">{texts::warehouse()}</label>
                <select class="select" id="warehouse" name="form[warehouse]">{parts::options(warehouses, &form.warehouse)}</select>
                {lines::head_problem("warehouse", failure)}
            </div>
            <div class="field">
                <label for="reference">{texts::paper()}</label>
                <input class="input" id="reference" name="form[reference]" value=form.reference.clone() autocomplete="off"/>
                {lines::head_problem("reference", failure)}
            </div>
            <div class="field">
                <label for="vendor">{texts::vendor()}</label>
                <input class="input" id="vendor" name="form[vendor]" list="vendors" value=form.vendor.clone() autocomplete="off"/>
                {lines::head_problem("vendor", failure)}
            </div>
        </div>
    }
    .into_any()
}

fn rest(form: &ReceiptForm) -> AnyView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    view! {
        <div class="form-grid">
            <div class="field">
                <label for="remarks" class="optional">{texts::remarks()}</label>
                <input class="input" id="remarks" name="form[remarks]" value=form.remarks.clone() autocomplete="off"/>
            </div>
            <div class="field script-only">
                <label for="photo" class="optional">{texts::photo()}</label>
                <input class="input" id="photo" type="file" name="photo" accept="image/jpeg,image/png,image/webp,application/pdf" disabled=move || !awake.get()/>
                <p class="field-hint">{texts::photo_hint()}</p>
            </div>
            <p class="field-hint script-none">{texts::photo_after()}</p>
        </div>
    }
    .into_any()
}
