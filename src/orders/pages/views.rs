//! The tabs above the list: views that everybody has, and those that were saved.

use leptos::prelude::*;
use maud::html;

use super::filters::address;
use crate::{
    identity::Capability,
    orders::{
        Status,
        api::{DeleteView, SaveView},
        model::{OrderFilter, SavedView},
        texts,
    },
    platform::form::{FormState, PlainForm},
    ui::{FieldProblem, Icon},
    values::Date,
};

#[component]
pub fn Tabs(
    filter: OrderFilter,
    #[prop(into)] waiting: Signal<i64>,
    today: Option<Date>,
    views: Vec<SavedView>,
    save: FormState<SaveView>,
    delete: FormState<DeleteView>,
) -> impl IntoView {
    let here = |to: &OrderFilter| {
        let now = OrderFilter { after: None, before: None, at: 0, sort: to.sort, dir: to.dir, ..filter.clone() };
        let now = if to.columns.is_empty() { OrderFilter { columns: Vec::new(), ..now } } else { now };
        (now == *to).then_some("page")
    };
    let tab = |name: &str, to: OrderFilter| html! { a.tab href=(address(&to)) aria-current=[here(&to)] { (name) } };
    let books = crate::ui::frame::my_role().is_some_and(|role| role.may(Capability::BookOrder));
    let credit = OrderFilter { status: vec![Status::PendingCreditApproval], ..Default::default() };
    let count = move || Some(waiting.get()).filter(|count| *count > 0).map(|count| view! { " "<small>{count}</small> });
    let held = OrderFilter { status: vec![Status::OnHold], held_days: Some(2), ..Default::default() };
    let saved = |view: &SavedView| {
        let to = OrderFilter { view: Some(view.id.get()), ..OrderFilter::from_query(&view.query) };
        let current = (filter.view == to.view).then_some("page");
        let by = (!view.mine).then(|| texts::view_of(&view.by));
        html! { a.tab href=(address(&to)) aria-current=[current] title=[by] { (view.name) } }
    };
    let before = html! {
        (tab(texts::all(), OrderFilter::default()))
        (tab(texts::mine(), OrderFilter { mine: true, ..Default::default() }))
    };
    let after = html! {
        (tab(texts::held_over_two_days(), held))
        (tab(texts::today(), OrderFilter { from: today, to: today, ..Default::default() }))
        @if books { a.tab href="/orders/drafts" { (texts::drafts()) } }
        @for view in &views { (saved(view)) }
    };
    view! {
        <div class="flex flex-wrap items-center gap-1">
            <nav class="tabs" aria-label=texts::views()>
                <div class="contents" inner_html=before.into_string()></div>
                <a class="tab" href=address(&credit) aria-current=here(&credit)>{texts::waiting_for_credit()}{count}</a>
                <div class="contents" inner_html=after.into_string()></div>
            </nav>
            <Keep filter views save delete/>
        </div>
    }
}

/// Saves the list as it stands under a name, and takes one's own views away.
#[component]
fn Keep(
    filter: OrderFilter,
    views: Vec<SavedView>,
    save: FormState<SaveView>,
    delete: FormState<DeleteView>,
) -> impl IntoView {
    let query = OrderFilter { view: None, ..filter.clone() }.without_place();
    let current = views.iter().find(|view| view.mine && Some(view.id.get()) == filter.view);
    let name = save.typed(|typed| typed.name.clone(), || current.map(|view| view.name.clone()).unwrap_or_default());
    let shared = current.is_some_and(|view| view.shared);
    let wrong = Signal::derive(move || save.wrong("name"));
    let refused = save.input().is_some();
    // The filter stays in the address, so that a refusal comes back over the same list.
    let (to_save, to_delete) = (format!("/orders/views?{query}"), format!("/orders/views/delete?{query}"));
    let own = views
        .into_iter()
        .filter(|view| view.mine)
        .map(|view| {
            let label = texts::delete_view(&view.name);
            view! {
                <li>
                    <span>{view.name}</span>
                    <span class="sub">{view.shared.then(texts::shared)}</span>
                    <button class="icon-button" type="submit" name="id" value=view.id.to_string() aria-label=label><Icon name="trash-2"/></button>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <details class="popover" name="filter" open=refused>
            <summary class="tab"><Icon name="bookmark-plus"/>{texts::save_view()}</summary>
            <div class="popover-panel">
                <PlainForm state=save class="form" to=to_save>
                    <input type="hidden" name="query" value=query/>
                    <div class="field">
                        <label for="view-name">{texts::view_name()}</label>
                        <input
                            class="input"
                            id="view-name"
                            name="name"
                            autocomplete="off"
                            maxlength="60"
                            value=name
                            aria-invalid=move || wrong.get().is_some().then_some("true")
                            aria-describedby=move || wrong.get().is_some().then_some("name-error")
                        />
                        <FieldProblem field="name" wrong/>
                    </div>
                    <label class="check"><input class="checkbox" type="checkbox" name="shared" value="true" checked=shared/>{texts::share_view()}</label>
                    <p class="field-hint">{texts::save_view_hint()}</p>
                    <div class="form-actions"><button class="button button-primary button-small" type="submit">{crate::texts::save()}</button></div>
                </PlainForm>
                {(!own.is_empty()).then(|| view! {
                    <PlainForm state=delete class="mt-3" to=to_delete>
                        <p class="menu-head">{texts::my_views()}</p>
                        <ul class="rows">{own}</ul>
                    </PlainForm>
                })}
            </div>
        </details>
    }
}
