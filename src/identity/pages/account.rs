//! `/account`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::notices::notices;
use crate::ui::page::Page;

use crate::ui::form::{Field, wrong};
use crate::{
    identity::{
        api::{ChangePassword, show_account},
        model::{Account, SessionRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, list::fact, read, resource},
};

pub struct AccountPage {
    state: FormState<ChangePassword>,
    account: Resource<Result<Account, Failure>>,
    changed: bool,
}

impl Page for AccountPage {
    fn data() -> Self {
        Self {
            state: FormState::new(),
            account: resource(|| (), |()| show_account()),
            changed: use_query_map().read_untracked().get("changed").is_some(),
        }
    }

    fn view(this: Self) -> AnyView {
        let AccountPage { state, account, changed } = this;
        let content = move |account| show(state, account);
        view! {
            <Title text=crate::texts::my_account()/>
            <div class="page-narrow">
                <div class="page-head">
                    <h1>{crate::texts::my_account()}</h1>
                    {changed.then(|| view! { <span class="page-saved" role="status">"✓ "{texts::password_changed()}</span> })}
                </div>
                {move || state.failure().map(|failure| view! { <ErrorSummary failure/> })}
                {read(account, content)}
            </div>
        }
        .into_any()
    }
}

fn show(state: FormState<ChangePassword>, account: Account) -> AnyView {
    let look = look(&account);
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::profile()}</h2></div>
            <dl class="dl">
                <dt>{texts::name()}</dt><dd>{account.me.name}</dd>
                <dt>{texts::id()}</dt><dd>{account.me.code}</dd>
                <dt>{texts::email()}</dt><dd>{account.me.email}</dd>
                <dt>{texts::role()}</dt><dd>{account.me.role.as_str()}</dd>
                {fact(texts::manager(), account.manager)}
                {fact(texts::zone(), account.zone)}
                {fact(texts::phone(), account.phone)}
            </dl>
        </section>
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::change_password()}</h2></div>
            <PlainForm state class="form">
                <div class="form-grid">
                    <Field id="current" name="current" kind="password" autocomplete="current-password" label=texts::current_password() value="" wrong=wrong(state, "current")/>
                    <Field id="new_password" name="new_password" kind="password" autocomplete="new-password" label=texts::new_password()
                        hint=texts::new_password_hint() value="" wrong=wrong(state, "new_password")/>
                    <Field id="again" name="again" kind="password" autocomplete="new-password" label=texts::again() value="" wrong=wrong(state, "again")/>
                </div>
                <div class="form-actions">
                    <button class="button button-primary" class:is-busy=move || state.pending() type="submit">{texts::change_password()}</button>
                </div>
            </PlainForm>
        </section>
        {look}
        {notices(account.notices)}
        {sessions(account.sessions)}
    }
    .into_any()
}

fn radio(name: &'static str, value: &'static str, label: &'static str, chosen: &str) -> AnyView {
    let checked = chosen == value;
    view! { <label class="check"><input type="radio" class="radio" name=name value=value checked=checked/>{label}</label> }.into_any()
}

fn look(account: &Account) -> AnyView {
    let (theme, density) = (account.theme.as_str(), account.density.as_str());
    view! {
        <section class="card mt-4">
            <div class="card-head"><h2>{texts::look()}</h2></div>
            <form class="form" method="post" action="/account/look">
                <div class="form-grid">
                    <fieldset class="field">
                        <legend>{crate::texts::theme()}</legend>
                        <div class="check-list">
                            {radio("theme", "", crate::texts::theme_system(), theme)}
                            {radio("theme", "light", crate::texts::theme_light(), theme)}
                            {radio("theme", "dark", crate::texts::theme_dark(), theme)}
                        </div>
                    </fieldset>
                    <fieldset class="field">
                        <legend>{texts::density()}</legend>
                        <div class="check-list">
                            {radio("density", "", texts::density_comfortable(), density)}
                            {radio("density", "compact", texts::density_compact(), density)}
                        </div>
                    </fieldset>
                </div>
                <div class="form-actions"><button class="button" type="submit">{crate::texts::save()}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn sessions(sessions: Vec<SessionRow>) -> AnyView {
    let rows = sessions
        .into_iter()
        .map(|session| {
            let end = if session.current {
                view! { <span class="sub">{texts::this_one()}</span> }.into_any()
            } else {
                view! {
                    <form method="post" action="/account/sessions/end">
                        <input type="hidden" name="key" value=session.key/>
                        <button class="button button-small" type="submit">{texts::end_session()}</button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr>
                    <td class="card-title main">{session.device}</td>
                    <td data-label=texts::address()>{session.address}</td>
                    <td class="num quiet" data-label=texts::last_seen()>{session.last_seen.to_string()}</td>
                    <td class="num card-side">{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card card-flush mt-4">
            <div class="card-head">
                <h2>{texts::sessions()}</h2>
                <form class="card-end" method="post" action="/account/sessions/end-all">
                    <button class="button button-small button-danger" type="submit">{texts::end_everywhere()}</button>
                </form>
            </div>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::sessions()>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{texts::device()}</th>
                            <th scope="col">{texts::address()}</th>
                            <th scope="col" class="num">{texts::last_seen()}</th>
                            <th scope="col"><span class="sr-only">{texts::end_session()}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
