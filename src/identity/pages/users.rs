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
    ui::{
        Icon,
        form::same,
        frame,
        list::{Narrow, NextPage, Nothing, Search, address},
        read, resource,
    },
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
        Self { filter, list: resource(move || filter.get(), list_users) }
    }

    fn view(this: Self) -> AnyView {
        let filter = this.filter;
        let me = frame::my_code();
        view! {
            <Title text=crate::texts::users()/>
            <div class="page-head">
                <h1>{crate::texts::users()}</h1>
                <div class="page-actions"><a class="button" href="/users/roles"><Icon name="shield-check"/>{texts::who_may()}</a><a class="button button-primary" href="/users/new"><Icon name="user-plus"/>{texts::new_user()}</a></div>
            </div>
            {move || filters(filter.get())}
            {read(this.list, move |list| found(list, &filter.get_untracked(), &me))}
        }
        .into_any()
    }
}

fn filters(filter: UserFilter) -> AnyView {
    let narrowed = filter != UserFilter::default();
    let roles = Role::ALL.iter().map(|role| same(role.as_str())).collect();
    let statuses = [("Active", texts::active()), ("Inactive", texts::inactive())];
    let statuses = statuses.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    view! {
        <Search path="/users" q=filter.q hint=texts::search_users() narrowed>
            <Narrow name="role" label=texts::role() any=texts::any_role() chosen=filter.role choices=roles/>
            <Narrow name="status" label=texts::status() any=texts::any_status() chosen=filter.status choices=statuses/>
        </Search>
    }
    .into_any()
}

fn found(list: UserList, filter: &UserFilter, me: &str) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Nothing icon="users" title=texts::no_users() about=texts::no_users_about() clear="/users"/> }
            .into_any();
    }
    let UserFilter { q, role, status, .. } = filter;
    let next = list
        .next
        .map(|after| address("/users", &[("q", q), ("role", role), ("status", status), ("after", &after.to_string())]));
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
                        <th scope="col"><span class="sr-only">{texts::see_as()}</span></th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(|user| row(user, me)).collect_view()}</tbody>
            </table>
        </div>
        <NextPage to=next/>
    }
    .into_any()
}

/// Sees every page as this person does.
fn see_as(user: &UserRow) -> AnyView {
    view! {
        <form class="row-actions" method="post" action=format!("/users/{}/see", user.code)>
            <button class="icon-button" type="submit" title=texts::see_as() aria-label=texts::see_as_name(&user.name)>
                <Icon name="eye"/>
            </button>
        </form>
    }
    .into_any()
}

fn row(user: UserRow, me: &str) -> AnyView {
    let see = (user.status == "Active" && user.code != me).then(|| see_as(&user));
    let (class, icon) =
        if user.status == "Active" { ("badge badge-done", "check") } else { ("badge badge-draft", "ban") };
    let last = user.last_login.map_or_else(|| texts::never().to_owned(), |at| at.ist_date().to_string());
    let moment = user.last_login.map(|at| at.to_string());
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
            <td class="num quiet" data-label=texts::last_signed_in() title=moment>{last}</td>
            <td class="num card-side">{see}</td>
        </tr>
    }
    .into_any()
}
