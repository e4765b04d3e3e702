//! `/users/new` and `/users/:code/edit`

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use crate::{
    identity::{
        Role,
        api::{SaveUser, edit_user},
        model::{RoleChange, UserEditor, UserForm},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{
        Icon,
        form::{Choice, Field, FormActions, form_page, people, same, wrong},
        frame, resource,
    },
    values::{Money, Month},
};

pub struct UserFormPage {
    state: FormState<SaveUser>,
    editor: Resource<Result<UserEditor, Failure>>,
    is_new: bool,
}

impl Page for UserFormPage {
    fn data() -> Self {
        let params = use_params_map();
        let is_new = params.read_untracked().get("code").is_none();
        let code = move || params.read().get("code").unwrap_or_default();
        Self { state: FormState::new(), editor: resource(code, edit_user), is_new }
    }

    fn view(this: Self) -> AnyView {
        let UserFormPage { state, editor, is_new } = this;
        let title = if is_new { texts::new_user() } else { texts::edit_user() };
        form_page(title, true, state, editor, edit)
    }
}

fn edit(state: FormState<SaveUser>, editor: UserEditor) -> AnyView {
    let is_new = editor.code.is_empty();
    let may_see = !is_new && editor.form.status == "Active" && editor.code != frame::my_code();
    let history = (!is_new).then(|| history(&editor.code, editor.roles));
    let see = may_see.then(|| see_as(&editor.code));
    let form = state.input().map_or(editor.form, |input| input.form);
    let (password, hint) = if is_new {
        (texts::first_password(), texts::first_password_hint())
    } else {
        (texts::set_password(), texts::password_hint())
    };
    view! {
        <PlainForm state class="form">
            <input type="hidden" name="code" value=editor.code/>
            <input type="hidden" name="form[version]" value=form.version.clone()/>
            <section class="card">
                <div class="card-head"><h2>{texts::sign_in_details()}</h2></div>
                <div class="form-grid">
                    <Field id="name" name="form[name]" label=texts::name() value=form.name.clone() wrong=wrong(state, "name")/>
                    <Field id="email" name="form[email]" kind="email" label=texts::email() value=form.email.clone() wrong=wrong(state, "email")/>
                    <Field id="password" name="form[password]" kind="password" label=password hint=hint autocomplete="new-password" optional=!is_new value="" wrong=wrong(state, "password")/>
                    <Field id="phone" name="form[phone]" kind="tel" label=texts::phone() optional=true value=form.phone.clone() wrong=wrong(state, "phone")/>
                </div>
            </section>
            {place(state, &form, editor.managers)}
            {pay(state, &form, &editor.salaries)}
            <FormActions state back="/users"/>
        </PlainForm>
        {see}
        {history}
    }
    .into_any()
}

fn see_as(code: &str) -> AnyView {
    view! {
        <section class="card mt-4">
            <div class="card-head">
                <h2>{texts::their_view()}</h2>
                <form class="card-end" method="post" action=format!("/users/{code}/see")>
                    <button class="button button-small" type="submit"><Icon name="eye"/>{texts::see_as()}</button>
                </form>
            </div>
            <p class="muted">{texts::see_as_about()}</p>
        </section>
    }
    .into_any()
}

/// Who gave which role, and when.
fn history(code: &str, roles: Vec<RoleChange>) -> AnyView {
    let nothing = roles.is_empty().then(|| view! { <p class="muted">{texts::no_roles_given()}</p> });
    let rows = roles
        .into_iter()
        .map(|change| {
            view! {
                <li class="timeline-item">
                    <span class="timeline-icon"><Icon name="shield-check"/></span>
                    <div>
                        <b>{change.what}</b>" "<time datetime=change.at.iso()>{change.at.to_string()}</time>
                        <p class="timeline-note">{texts::given_by(change.who)}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card mt-4">
            <div class="card-head">
                <h2>{texts::roles_given()}</h2>
                <a class="card-end" href=format!("/audit?entity=user&id={code}")>{texts::all_entries()}</a>
            </div>
            {nothing}
            <ol class="timeline">{rows}</ol>
        </section>
    }
    .into_any()
}

fn place(state: FormState<SaveUser>, form: &UserForm, managers: Vec<(String, String)>) -> AnyView {
    let roles = Role::ALL.iter().map(|role| same(role.as_str())).collect();
    let statuses = [("Active", texts::active()), ("Inactive", texts::inactive())];
    let statuses = statuses.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::place()}</h2></div>
            <div class="form-grid">
                <Choice id="role" name="form[role]" label=texts::role() chosen=form.role.clone() choices=roles wrong=wrong(state, "role")/>
                <Choice id="manager" name="form[manager]" label=texts::manager() empty=texts::no_manager() optional=true
                    chosen=form.manager.clone() choices=people(managers) wrong=wrong(state, "manager")/>
                <Field id="zone" name="form[zone]" label=texts::zone() optional=true value=form.zone.clone() wrong=wrong(state, "zone")/>
                <Choice id="status" name="form[status]" label=texts::status() chosen=form.status.clone() choices=statuses wrong=wrong(state, "status")/>
            </div>
        </section>
    }
    .into_any()
}

fn pay(state: FormState<SaveUser>, form: &UserForm, salaries: &[(Month, Money)]) -> AnyView {
    let kept = salaries
        .iter()
        .map(|(from, amount)| {
            let from = if from.iso().as_str() <= "2000-01" {
                texts::at_first().to_owned()
            } else {
                texts::from_on(from.wire())
            };
            view! { <div><dt>{from}</dt><dd>{amount.short()}</dd></div> }
        })
        .collect_view();
    let kept = (!salaries.is_empty()).then(|| view! { <dl class="sum">{kept}</dl> });
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::pay()}</h2></div>
            <div class="form-grid">
                <Field id="monthly_target" name="form[monthly_target]" numeric=true optional=true label=texts::monthly_target()
                    value=form.monthly_target.clone() wrong=wrong(state, "monthly_target")/>
                <Field id="gross_salary" name="form[gross_salary]" numeric=true optional=true label=texts::gross_salary() hint=texts::salary_hint()
                    value=form.gross_salary.clone() wrong=wrong(state, "gross_salary")/>
                <Field id="salary_from" name="form[salary_from]" kind="month" optional=true label=texts::salary_from() hint=texts::salary_from_hint()
                    value=form.salary_from.clone() wrong=wrong(state, "salary_from")/>
            </div>
            {kept}
        </section>
    }
    .into_any()
}
