//! `/packaging/counts`: stock counts, and a new one.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::parts;
use crate::{
    packaging::{
        api::{StartCount, list_counts},
        counting::{CountForm, CountRow, CountState, Counts},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{Badge, ErrorSummary, FieldProblem, Icon, form::wrong, page::Page, read, resource},
    values::Timestamp,
};

pub struct CountsPage {
    state: FormState<StartCount>,
    counts: Resource<Result<Counts, Failure>>,
    asked: Asked,
}

/// What the address proposes to count.
#[derive(Clone, Copy)]
struct Asked {
    warehouse: Memo<String>,
    category: Memo<String>,
}

impl Page for CountsPage {
    fn data() -> Self {
        let query = use_query_map();
        let of = move |name: &'static str| Memo::new(move |_| query.read().get(name).unwrap_or_default());
        let asked = Asked { warehouse: of("warehouse"), category: of("category") };
        Self { state: FormState::new(), counts: resource(|| (), |()| list_counts()), asked }
    }

    fn view(this: Self) -> AnyView {
        let CountsPage { state, counts, asked } = this;
        let content = move |counts| show(state, counts, asked);
        view! {
            <Title text=texts::counts()/>
            <div class="page-head"><h1>{texts::counts()}</h1></div>
            {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(counts, content)}
        }
        .into_any()
    }
}

fn show(state: FormState<StartCount>, counts: Counts, asked: Asked) -> AnyView {
    let start = counts.may_count.then(|| start(state, &counts, asked));
    let now = counts.now;
    let empty = counts.rows.is_empty();
    let rows = counts.rows.into_iter().map(|row| one(row, now)).collect_view();
    let list = if empty {
        view! { <div class="empty"><Icon name="list-checks"/><strong>{texts::no_counts()}</strong><p>{texts::no_counts_about()}</p></div> }.into_any()
    } else {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::counts()>
                <table class="table table-hover">
                    <thead>
                        <tr>
                            <th scope="col">{texts::warehouse()}</th>
                            <th scope="col">{texts::state()}</th>
                            <th scope="col" class="num">{texts::counted_lines()}</th>
                            <th scope="col">{texts::started_by()}</th>
                            <th scope="col">{texts::decided_by()}</th>
                            <th scope="col" class="num">{texts::started()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { {start}{list} }.into_any()
}

fn start(state: FormState<StartCount>, counts: &Counts, asked: Asked) -> AnyView {
    let form = state.input().map_or_else(
        || CountForm {
            key: counts.key.clone(),
            warehouse: asked.warehouse.get_untracked(),
            category: asked.category.get_untracked(),
            blind: "on".to_owned(),
            ..CountForm::default()
        },
        |input| input.form,
    );
    let categories = counts
        .categories
        .iter()
        .map(|name| view! { <option value=name.clone() selected=*name == form.category>{name.clone()}</option> })
        .collect_view();
    let warehouses = parts::options(counts.warehouses.clone(), &form.warehouse);
    view! {
        <PlainForm state class="form touch">
            <input type="hidden" name="form[key]" value=form.key.clone()/>
            <section class="card">
                <div class="card-head"><h2>{texts::new_count()}</h2></div>
                <div class="form-grid">
                    <div class="field">
                        <label for="warehouse">{texts::warehouse()}</label>
                        <select class="select" id="warehouse" name="form[warehouse]">{warehouses}</select>
                        <FieldProblem field="warehouse" wrong=wrong(state, "warehouse")/>
                    </div>
                    <div class="field">
                        <label for="category">{texts::category()}</label>
                        <select class="select" id="category" name="form[category]"><option value="">{texts::all_categories()}</option>{categories}</select>
                        <FieldProblem field="category" wrong=wrong(state, "category")/>
                    </div>
                    <fieldset class="field field-wide">
                        <legend>{texts::how()}</legend>
                        <div class="check-list">
                            <label class="check"><input class="checkbox" type="checkbox" name="form[blind]" value="on" checked=form.blind == "on"/>{texts::blind()}</label>
                            <label class="check"><input class="checkbox" type="checkbox" name="form[in_boxes]" value="on" checked=form.in_boxes == "on"/>{texts::in_boxes()}</label>
                        </div>
                    </fieldset>
                </div>
                <div class="form-actions mt-4"><button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::start_count()}</button></div>
            </section>
        </PlainForm>
    }
    .into_any()
}

fn one(row: CountRow, now: Timestamp) -> AnyView {
    let what = if row.category.is_empty() { texts::all_categories().to_owned() } else { row.category.clone() };
    view! {
        <tr>
            <td class="card-title"><a class="row-link main" href=format!("/packaging/counts/{}", row.id)>{row.warehouse.name.clone()}</a>" "<span class="sub">{what}</span></td>
            <td class="card-sub">{badge(row.state)}</td>
            <td class="num card-side">{texts::counted_of(row.counted, row.lines)}</td>
            <td class="quiet" data-label=texts::started_by()>{row.started_by}</td>
            <td class="quiet" data-label=texts::decided_by()>{row.decided_by}</td>
            <td class="num quiet card-side" title=row.started_at.to_string()>{row.started_at.relative_to(now)}</td>
        </tr>
    }
    .into_any()
}

/// A count's state.
pub fn badge(state: CountState) -> AnyView {
    let (hue, icon, label) = match state {
        CountState::Counting => ("moving", "list-checks", texts::counting()),
        CountState::Submitted => ("waiting", "clock", texts::submitted()),
        CountState::Approved => ("done", "check", texts::approved()),
        CountState::Cancelled => ("stopped", "ban", texts::cancelled()),
    };
    view! { <Badge hue icon label/> }.into_any()
}
