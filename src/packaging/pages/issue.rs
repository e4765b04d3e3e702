//! `/packaging/out`: goods that went out, many lines for one reason.

use leptos::prelude::*;

use super::{
    lines::{self, Lines},
    moving::{self, Asked, Opened, Sending, Way},
    parts,
};
use crate::{
    packaging::{
        api::{IssuePackaging, open_issue, show_board},
        model::{Board, BoardFilter, Choice, ISSUE_REASONS, IssueForm},
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{page::Page, resource},
};

static WAY: Way = Way {
    form: "issue",
    place: "/packaging/out",
    to: "/fn/packaging/issue",
    stays: ["form[warehouse]", "form[reason]"],
    heading: texts::goods_go_out,
    send: texts::issue_it,
    entry: |material, quantity| texts::out_entry(material, quantity),
};

pub struct IssuePage {
    state: FormState<IssuePackaging>,
    asked: Asked,
    opened: Resource<Opened<IssueForm>>,
}

async fn open(material: String, warehouse: String) -> Opened<IssueForm> {
    let form = open_issue(material, warehouse).await?;
    Ok((form, show_board(BoardFilter::default()).await?))
}

impl Page for IssuePage {
    fn data() -> Self {
        let asked = Asked::new();
        let source = move || (asked.material.get(), asked.warehouse.get());
        let opened = resource(source, |(material, warehouse)| open(material, warehouse));
        Self { state: FormState::new(), asked, opened }
    }

    fn view(this: Self) -> AnyView {
        let state = this.state;
        moving::page(
            &WAY,
            this.asked,
            None,
            this.opened,
            move || state.failure(),
            move |form, board, sending| {
                let form = state.input().map_or(form, |input| input.form);
                draw(form, board, sending)
            },
        )
    }
}

fn draw(form: IssueForm, board: Board, sending: Sending) -> AnyView {
    let head = head(&form, board.warehouses, sending.failure);
    let typed = form.lines.into_iter().map(Into::into).collect();
    let lines = Lines::new(typed, board.rows, sending.failure, false);
    moving::form(sending, form.key, head, lines, None)
}

fn head(form: &IssueForm, warehouses: Vec<Choice>, failure: Signal<Option<Failure>>) -> AnyView {
    let reasons = ISSUE_REASONS.iter().map(|reason| view! { <option value=*reason></option> }).collect_view();
    view! {
        <datalist id="reasons">{reasons}</datalist>
        <div class="form-grid">
            <div class="field">
                <label for="warehouse">{texts::warehouse()}</label>
                <select class="select" id="warehouse" name="form[warehouse]">{parts::options(warehouses, &form.warehouse)}</select>
                {lines::head_problem("warehouse", failure)}
            </div>
            <div class="field">
                <label for="reason">{texts::reason()}</label>
                <input class="input" id="reason" name="form[reason]" list="reasons" value=form.reason.clone() autocomplete="off"/>
                {lines::head_problem("reason", failure)}
            </div>
            <div class="field">
                <label for="order" class="optional">{texts::order_number()}</label>
                <input class="input" id="order" name="form[order]" value=form.order.clone() autocomplete="off"/>
                {lines::head_problem("order", failure)}
            </div>
            <div class="field">
                <label for="remarks" class="optional">{texts::remarks()}</label>
                <input class="input" id="remarks" name="form[remarks]" value=form.remarks.clone() autocomplete="off"/>
            </div>
        </div>
    }
    .into_any()
}
