//! `/imports/:id/columns`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::frame::{Head, Step, Steps};
use crate::{
    imports::{
        api::{ChooseColumns, show_import},
        columns::columns,
        model::{Header, ImportView, Kind},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, read, resource},
};

pub struct ImportColumnsPage {
    import: Resource<Result<ImportView, Failure>>,
}

impl Page for ImportColumnsPage {
    fn data() -> Self {
        let params = use_params_map();
        let id = move || params.read().get("id").unwrap_or_default();
        Self { import: resource(id, |id| show_import(id, None)) }
    }

    fn view(this: Self) -> AnyView {
        let state = FormState::<ChooseColumns>::new();
        let content = move |import| view! { <Content import state/> }.into_any();
        view! {
            <Title text=texts::step_columns()/>
            {read(this.import, content)}
        }
        .into_any()
    }
}

#[component]
fn Content(import: ImportView, state: FormState<ChooseColumns>) -> impl IntoView {
    let ImportView { import, headers, may_change, .. } = import;
    let (id, kind) = (import.id, import.kind);
    let open = may_change && import.state.may_map();
    let missing: Vec<&str> = columns(kind)
        .iter()
        .filter(|column| column.required && !headers.iter().any(|header| header.field.as_deref() == Some(column.field)))
        .map(|column| column.label)
        .collect();
    let missing = (!missing.is_empty()).then(|| texts::missing(missing.join(", ")));
    let typed = state.input().and_then(|input| input.choices).unwrap_or_default();
    let lines = headers.into_iter().enumerate().map(move |(index, header)| {
        let chosen = typed.get(index).cloned().or_else(|| header.field.clone()).unwrap_or_default();
        view! { <Line index header kind chosen open/> }
    });
    view! {
        <Steps here=Step::Columns import=(id, import.state)/>
        <Head import/>
        <h2>{texts::columns_title()}</h2>
        <p class="muted">{texts::columns_about()}</p>
        {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {move || missing.clone().filter(|_| state.failure().is_none()).map(|missing| view! { <p class="notice notice-warning" role="status">{missing}</p> })}
        <PlainForm state class="form">
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::columns_title()>
                <table class="table">
                    <thead><tr><th>{texts::header()}</th><th>{texts::examples()}</th><th>{texts::stands_for()}</th></tr></thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
            </div>
            {open.then(|| view! {
                <div class="form-actions">
                    <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::check_file()}</button>
                </div>
            })}
        </PlainForm>
    }
}

#[component]
fn Line(index: usize, header: Header, kind: Kind, chosen: String, open: bool) -> impl IntoView {
    let name = format!("choices[{index}]");
    let class = if header.known { "" } else { "is-new" };
    let options = columns(kind).iter().map(|column| {
        let selected = column.field == chosen;
        view! { <option value=column.field selected=selected>{column.label}</option> }
    });
    view! {
        <tr class=class>
            <td class="main card-title">{header.text.clone()}</td>
            <td class="quiet cut" data-label=texts::examples()>{header.examples.join(", ")}</td>
            <td data-label=texts::stands_for()>
                <select class="select" name=name aria-label=texts::column_for(&header.text) disabled=!open>
                    <option value="">{texts::leave_out()}</option>
                    {options.collect_view()}
                </select>
            </td>
        </tr>
    }
}
