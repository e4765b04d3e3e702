//! `/kra/templates/:id`: a role's KRAs, and copying them to people and months. `new` begins one.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    identity::Role,
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    pms::{
        api::{CopyTemplate, SaveTemplate, edit_template},
        model::{Copied, KraForm, Source, TemplateEditor, TemplateForm, Unit},
        pages::{parts, texts},
        scoring::Kind,
    },
    ui::{ErrorSummary, FieldProblem, Icon, page::Page, read},
};

/// Empty rows after those there are.
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
        let editor = Resource::new(move || (id.get(), again.get()), |(id, _)| edit_template(id));
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
        {move || save.failure().map(|failure| view! { <ErrorSummary failure/> })}
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
    let form: TemplateForm = save.input().map_or_else(|| editor.form.clone(), |input| input.form);
    let roles = Role::ALL
        .iter()
        .filter(|role| !matches!(role, Role::Admin | Role::Viewer))
        .map(|role| view! { <option value=role.as_str() selected=role.as_str() == form.role>{role.as_str()}</option> })
        .collect_view();
    let mut kras = form.kras.clone();
    kras.extend((0..SPARE).map(|_| KraForm::default()));
    let rows = kras.into_iter().enumerate().map(|(index, kra)| kra_row(editor, save, index, kra)).collect_view();
    view! {
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
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::kras_head()>
            <table class="table lines kra-lines" id="kras" data-paste=texts::paste_left()>
                <thead>
                    <tr>
                        <th scope="col">{texts::kra()}</th><th scope="col">{texts::kind()}</th><th scope="col">{texts::from()}</th>
                        <th scope="col">{texts::unit()}</th><th scope="col" class="num">{texts::target()}</th><th scope="col" class="num">{texts::weight()}</th>
                        <th scope="col">{texts::slab_table()}</th><th scope="col">{texts::category()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="field-hint">{texts::rows_hint()}</p>
    }
    .into_any()
}

fn kra_row(editor: &TemplateEditor, save: FormState<SaveTemplate>, index: usize, kra: KraForm) -> AnyView {
    let bad = move |field: &'static str| parts::is_bad(save, field, index + 1);
    let name = |field: &str| format!("form[kras][{index}][{field}]");
    let id = |field: &str| format!("{field}-{}", index + 1);
    let label = |what: &str| format!("{what}, {}", index + 1);
    let choice = |chosen: &str, values: Vec<(String, String)>| {
        values
            .into_iter()
            .map(|(value, shown)| view! { <option value=value.clone() selected=value == chosen>{shown}</option> })
            .collect_view()
    };
    let plain = |names: Vec<&str>| names.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect::<Vec<_>>();
    let or_none =
        |values: Vec<(String, String)>| [(String::new(), "–".to_owned())].into_iter().chain(values).collect::<Vec<_>>();
    let kinds = choice(&kra.kind, plain(Kind::ALL.iter().map(|kind| kind.as_str()).collect()));
    let units = choice(&kra.unit, plain(Unit::ALL.iter().map(|unit| unit.as_str()).collect()));
    let sources = choice(&kra.source, plain(Source::ALL.iter().map(|source| source.as_str()).collect()));
    let tables = choice(&kra.table, or_none(editor.tables.clone()));
    let categories = editor.categories.iter().map(|category| (category.clone(), category.clone())).collect();
    let categories = choice(&kra.category, or_none(categories));
    view! {
        <tr>
            <td class="kra-names">
                <input class="grid-input" id=id("name") name=name("name") value=kra.name aria-invalid=bad("name") aria-label=label(texts::kra())/>
                <input class="grid-input is-plain" name=name("criteria") value=kra.criteria placeholder=texts::criteria() aria-label=label(texts::criteria())/>
            </td>
            <td><select class="select" name=name("kind") aria-label=label(texts::kind())>{kinds}</select></td>
            <td><select class="select" name=name("source") aria-label=label(texts::from())>{sources}</select></td>
            <td><select class="select" name=name("unit") aria-label=label(texts::unit())>{units}</select></td>
            <td class="num"><input class="grid-input num" id=id("target") name=name("target") value=kra.target aria-invalid=bad("target") inputmode="decimal" aria-label=label(texts::target())/></td>
            <td class="num"><input class="grid-input num" id=id("weight") name=name("weight") value=kra.weight aria-invalid=bad("weight") inputmode="decimal" aria-label=label(texts::weight())/></td>
            <td><select class="select" id=id("table") name=name("table") aria-invalid=bad("table") aria-label=label(texts::slab_table())>{tables}</select></td>
            <td><select class="select" name=name("category") aria-label=label(texts::category())>{categories}</select></td>
        </tr>
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
    let done = match copied.made {
        1 => texts::copied_one(copied.changed),
        made => texts::copied(made, copied.changed),
    };
    view! {
        <div class="notice notice-success" role="status">
            <Icon name="check"/>
            <div><b>{done}</b><ul>{left}</ul></div>
        </div>
    }
    .into_any()
}
