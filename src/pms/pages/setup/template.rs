//! `/kra/templates/:id`: a role's KRAs, and copying them to people and months. `new` begins one.

mod rows;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    identity::Role,
    platform::{
        failure::{AGAIN, Failure},
        form::{FormState, PlainForm},
    },
    pms::{
        api::{CopyTemplate, SaveTemplate, edit_template},
        model::{Copied, KraForm, TemplateEditor},
        pages::texts,
    },
    ui::{ErrorSummary, FieldProblem, Icon, page::Page, read, resource},
};

/// Empty rows after those there are, when the form is opened.
const SPARE: usize = 3;

pub struct KraTemplatePage {
    editor: Resource<Result<TemplateEditor, Failure>>,
    save: FormState<SaveTemplate>,
    copy: FormState<CopyTemplate>,
    again: RwSignal<usize>,
}

impl Page for KraTemplatePage {
    fn data() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.read().get("id").filter(|id| id != "new").unwrap_or_default());
        let again = RwSignal::new(0);
        let editor = resource(move || (id.get(), again.get()), |(id, _)| edit_template(id));
        Self { editor, save: FormState::new(), copy: FormState::new(), again }
    }

    fn view(this: Self) -> AnyView {
        let KraTemplatePage { editor, save, copy, again } = this;
        Effect::new(move |_| {
            if matches!(save.action.value().get(), Some(Ok(()))) {
                again.update(|again| *again += 1);
            }
        });
        let content = move |editor| show(editor, save, copy);
        view! {
            <Title text=texts::templates()/>
            {read(editor, content)}
        }
        .into_any()
    }
}

fn show(editor: TemplateEditor, save: FormState<SaveTemplate>, copy: FormState<CopyTemplate>) -> AnyView {
    let stored = editor.form.id.clone();
    let title = if stored.is_empty() { texts::new_template().to_owned() } else { editor.form.name.clone() };
    let copied = move || copy.action.value().get().and_then(Result::ok).map(told);
    let people = editor.people.clone();
    let path = if stored.is_empty() { "/kra/templates/new".to_owned() } else { format!("/kra/templates/{stored}") };
    view! {
        <div class="page-head"><h1>{title}</h1><div class="page-actions"><a class="button" href="/kra">{texts::set_up()}</a></div></div>
        {move || save.failure().filter(|failure| failure.code != AGAIN).map(|failure| view! { <ErrorSummary failure/> })}
        {move || copy.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {copied}
        <PlainForm state=save class="form" to=path.clone()>
            {fields(&editor, save)}
            <div class="form-actions">
                <button class="button button-primary" type="submit" name="form[intent]" value="save">{crate::texts::save()}</button>
                <a class="button button-quiet" href="/kra">{crate::texts::cancel()}</a>
            </div>
        </PlainForm>
        {(!stored.is_empty()).then(|| view! { <CopyForm id=stored.clone() path people copy/> })}
    }
    .into_any()
}

fn fields(editor: &TemplateEditor, save: FormState<SaveTemplate>) -> AnyView {
    let typed = save.input().map(|input| input.form);
    let form = typed.clone().unwrap_or_else(|| editor.form.clone());
    let kras = match typed {
        Some(typed) => typed.other_rows().unwrap_or(typed.kras),
        None => form.kras.iter().cloned().chain((0..SPARE).map(|_| KraForm::default())).collect(),
    };
    let roles = Role::ALL
        .iter()
        .filter(|role| !matches!(role, Role::Admin | Role::Viewer))
        .map(|role| view! { <option value=role.as_str() selected=role.as_str() == form.role>{role.as_str()}</option> })
        .collect_view();
    view! {
        // Enter saves: else the browser would press the first button there is, which takes a row away.
        <button type="submit" name="form[intent]" value="save" hidden></button>
        <input type="hidden" name="form[id]" value=form.id/>
        <input type="hidden" name="form[version]" value=form.version/>
        <div class="form-grid">
            <div class="field">
                <label for="name">{texts::name()}</label>
                <input class="input" id="name" name="form[name]" value=form.name/>
                <FieldProblem field="name" wrong=crate::ui::form::wrong(save, "name")/>
            </div>
            <div class="field"><label for="role">{texts::role()}</label><select class="select" id="role" name="form[role]">{roles}</select></div>
        </div>
        <rows::KraRows editor=editor.clone() kras save/>
    }
    .into_any()
}

/// To whom and to which months; nobody ticked means everybody of the role.
#[component]
fn CopyForm(id: String, path: String, people: Vec<(String, String)>, copy: FormState<CopyTemplate>) -> impl IntoView {
    let typed = copy.input();
    let chosen = typed.as_ref().map(|input| input.people.clone()).unwrap_or_default();
    let (from, to) = typed.map(|input| (input.from, input.to)).unwrap_or_default();
    let boxes = people
        .into_iter()
        .map(|(code, name)| {
            let on = chosen.contains(&code);
            view! { <label class="check"><input class="checkbox" type="checkbox" name="people[]" value=code.clone() checked=on/>{name}" "<small class="muted">{code.clone()}</small></label> }
        })
        .collect_view();
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::copy()}</h2><small>{texts::copy_about()}</small></div>
            <PlainForm state=copy class="form" to=format!("{path}/copy")>
                <input type="hidden" name="id" value=id/>
                <div class="form-grid">
                    <div class="field"><label for="from">{texts::from_month()}</label><input class="input month-input" type="month" id="from" name="from" value=from/></div>
                    <div class="field"><label for="to" class="optional">{texts::to_month()}</label><input class="input month-input" type="month" id="to" name="to" value=to/></div>
                </div>
                <fieldset class="field"><legend>{texts::people_legend()}</legend><div class="check-list people-list">{boxes}</div></fieldset>
                <div class="form-actions"><button class="button" type="submit"><Icon name="copy"/>{texts::copy_go()}</button></div>
            </PlainForm>
        </section>
    }
}

fn told(copied: Copied) -> AnyView {
    let left = copied
        .left
        .into_iter()
        .map(|(name, month, why)| view! { <li><b>{name}</b>" "{month}": "{why}</li> })
        .collect_view();
    let done = texts::copied(copied.made, copied.changed);
    view! {
        <div class="notice notice-success" role="status">
            <Icon name="check"/>
            <div><b>{done}</b><ul>{left}</ul></div>
        </div>
    }
    .into_any()
}
