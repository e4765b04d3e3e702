//! `/users`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::ui::page::Page;
use crate::{
    identity::{
        Role,
        api::list_users,
        model::{UserFilter, UserList, UserRow},
        texts,
    },
    platform::failure::Failure,
    ui::{Icon, Problem, encode},
};

pub struct UsersPage {
    filter: Memo<UserFilter>,
    list: Resource<Result<UserList, Failure>>,
}

fn filter_of(query: &ParamsMap) -> UserFilter {
    let get = |name: &str| query.get(name).unwrap_or_default();
    UserFilter { q: get("q"), role: get("role"), status: get("status"), after: get("after") }
}

impl Page for UsersPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| filter_of(&query.read()));
        Self { filter, list: Resource::new(move || filter.get(), list_users) }
    }

    fn view(this: Self) -> AnyView {
        let content = move || {
            this.list.get().map(|list| match list {
                Ok(list) => found(list, &this.filter.get_untracked()),
                Err(failure) => view! { <Problem failure/> }.into_any(),
            })
        };
        view! {
            <Title text=crate::texts::users()/>
            <div class="page-head">
                <h1>{crate::texts::users()}</h1>
                <div class="page-actions"><a class="button button-primary" href="/users/new"><Icon name="user-plus"/>{texts::new_user()}</a></div>
            </div>
            {move || filters(this.filter.get())}
            <Suspense fallback=|| view! { <p class="skeleton w-32"></p> }>{content}</Suspense>
        }
        .into_any()
    }
}

fn filters(filter: UserFilter) -> AnyView {
    let roles = Role::ALL
        .iter()
        .map(
            |role| view! { <option value=role.as_str() selected=filter.role == role.as_str()>{role.as_str()}</option> },
        )
        .collect_view();
    let clear = (filter != UserFilter::default())
        .then(|| view! { <a class="button button-quiet" href="/users">{crate::texts::clear_filters()}</a> });
    view! {
        <form class="filters" method="get" action="/users">
            <label class="filter-search">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=filter.q placeholder=texts::search_users() aria-label=texts::search_users()/>
            </label>
            <select class="select" name="role" aria-label=texts::role()><option value="">{texts::any_role()}</option>{roles}</select>
            <select class="select" name="status" aria-label=texts::status()>
                <option value="">{texts::any_status()}</option>
                <option value="Active" selected=filter.status == "Active">{texts::active()}</option>
                <option value="Inactive" selected=filter.status == "Inactive">{texts::inactive()}</option>
            </select>
            <button class="button" type="submit">{texts::filter()}</button>
            {clear}
        </form>
    }
    .into_any()
}

fn found(list: UserList, filter: &UserFilter) -> AnyView {
    if list.rows.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="users"/>
                <strong>{texts::no_users()}</strong>
                <p>{texts::no_users_about()}</p>
                <div class="empty-actions"><a class="button" href="/users">{crate::texts::clear_filters()}</a></div>
            </div>
        }
        .into_any();
    }
    let next = list.next.map(|after| {
        let address = format!("/users?q={}&role={}&status={}&after={after}", encode(&filter.q), encode(&filter.role), filter.status);
        view! { <nav class="pager" aria-label="Pages"><a class="button" href=address>{texts::next_users()}<Icon name="chevron-right"/></a></nav> }
    });
    view! {
        <p class="totals">{texts::users_found(list.total)}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label=crate::texts::users()>
            <table class="table table-hover">
                <thead>
                    <tr>
                        <th scope="col">{texts::name()}</th>
                        <th scope="col">{texts::id()}</th>
                        <th scope="col">{texts::role()}</th>
                        <th scope="col">{texts::email()}</th>
                        <th scope="col">{texts::manager()}</th>
                        <th scope="col">{texts::zone()}</th>
                        <th scope="col">{texts::status()}</th>
                        <th scope="col" class="num">{texts::last_signed_in()}</th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <div class="page-foot">{next}</div>
    }
    .into_any()
}

fn row(user: UserRow) -> impl IntoView {
    let (class, icon) =
        if user.status == "Active" { ("badge badge-done", "check") } else { ("badge badge-draft", "ban") };
    let last = user.last_login.map_or_else(|| texts::never().to_owned(), |at| at.to_string());
    let full = user.name.clone();
    view! {
        <tr>
            <td class="cut card-title" title=full><a class="row-link main" href=format!("/users/{}/edit", user.code)>{user.name}</a></td>
            <td class="quiet card-side">{user.code}</td>
            <td class="card-sub">{user.role.as_str()}</td>
            <td data-label=texts::email()>{user.email}</td>
            <td data-label=texts::manager()>{user.manager}</td>
            <td data-label=texts::zone()>{user.zone}</td>
            <td class="card-side"><span class=class><Icon name=icon/><span>{user.status}</span></span></td>
            <td class="num quiet" data-label=texts::last_signed_in()>{last}</td>
        </tr>
    }
}
