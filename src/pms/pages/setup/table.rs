//! `/kra/tables/:code`: a slab table's versions by month, proposing one, its preview on a past month, its approval.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    pms::{
        api::{DecideTable, ProposeTable, preview_table, show_table},
        model::{Preview, SlabForm, Table, TableForm, TableRows, TableVersion},
        pages::{parts, texts},
    },
    ui::{Badge, ErrorSummary, FieldProblem, encode, page::Page, read, resource},
    values::{Figure, Percent, Points},
};

/// Empty rows after those there are.
const SPARE: usize = 3;

type Shown = Result<(Table, Option<Preview>), Failure>;

pub struct SlabTablePage {
    shown: Resource<Shown>,
    propose: FormState<ProposeTable>,
    decide: FormState<DecideTable>,
    again: RwSignal<usize>,
}

/// A table, with the preview that the address asks for; a new one has no versions.
async fn load(code: String, version: Option<i64>, month: String) -> Shown {
    if code == "new" {
        return Ok((Table { code: String::new(), name: String::new(), versions: Vec::new() }, None));
    }
    let table = show_table(code).await?;
    let preview = match version {
        Some(version) => Some(preview_table(version, month).await?),
        None => None,
    };
    Ok((table, preview))
}

impl Page for SlabTablePage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let asked = Memo::new(move |_| {
            let query = query.read();
            let version = query.get("version").and_then(|text| text.parse::<i64>().ok());
            (params.read().get("code").unwrap_or_default(), version, query.get("month").unwrap_or_default())
        });
        let again = RwSignal::new(0);
        let shown =
            resource(move || (asked.get(), again.get()), |((code, version, month), _)| load(code, version, month));
        Self { shown, propose: FormState::new(), decide: FormState::new(), again }
    }

    fn view(this: Self) -> AnyView {
        let SlabTablePage { shown, propose, decide, again } = this;
        Effect::new(move |_| {
            if matches!(decide.action.value().get(), Some(Ok(()))) {
                again.update(|again| *again += 1);
            }
        });
        let content = move |(table, preview)| show(table, preview, propose, decide);
        view! {
            <Title text=texts::tables()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

fn show(
    table: Table,
    preview: Option<Preview>,
    propose: FormState<ProposeTable>,
    decide: FormState<DecideTable>,
) -> AnyView {
    let title = if table.code.is_empty() { texts::new_table().to_owned() } else { table.name.clone() };
    let proposed = preview.as_ref().and_then(|preview| {
        table
            .versions
            .iter()
            .find(|version| version.id == preview.version && !version.approved)
            .map(|version| version.at.micros())
    });
    let code = table.code.clone();
    let versions = table.versions.iter().map(|version| version_card(&code, version)).collect_view();
    view! {
        <div class="page-head"><h1>{title}</h1><div class="page-actions"><a class="button" href="/kra">{texts::set_up()}</a></div></div>
        {move || propose.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {move || decide.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {preview.map(|preview| view! { <PreviewCard code=code.clone() preview proposed decide/> })}
        <div class="cards">{versions}</div>
        <Propose table propose/>
    }
    .into_any()
}

fn version_card(code: &str, version: &TableVersion) -> AnyView {
    let line = |at: String, gives: String| view! { <div><dt>{at}</dt><dd>{gives}</dd></div> };
    let rows = match &version.rows {
        TableRows::Incentive(incentive) => incentive
            .slabs()
            .iter()
            .map(|slab| line(texts::from_points(slab.from), slab.percent.to_string()))
            .collect_view(),
        TableRows::Kra(slabs) => slabs
            .rows()
            .iter()
            .map(|slab| {
                line(slab.up_to.map_or_else(|| texts::above_all().to_owned(), texts::up_to), slab.score.to_string())
            })
            .collect_view(),
    };
    let climb = match &version.rows {
        TableRows::Incentive(incentive) => {
            incentive.climb().map(|climb| texts::climb(climb.percent, climb.every, climb.above))
        }
        TableRows::Kra(_) => None,
    };
    let badge = if version.approved {
        view! { <Badge hue="done" icon="check" label=texts::approved_by(&version.approved_by)/> }.into_any()
    } else {
        view! { <Badge hue="waiting" icon="clock" label=texts::proposed_by(&version.by)/> }.into_any()
    };
    let href = format!("/kra/tables/{}?version={}", encode(code), version.id);
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::from_month_on(parts::since(version.from))}</h2><span class="card-end">{badge}</span></div>
            <dl class="sum">{rows}</dl>
            {climb.map(|climb| view! { <p class="muted">{climb}</p> })}
            {(!version.note.is_empty()).then(|| view! { <p class="timeline-note">{version.note.clone()}</p> })}
            {(!version.approved).then(|| view! { <a class="link" href=href>{texts::see_preview()}</a> })}
        </section>
    }
    .into_any()
}

/// What the version would change in a month, and the decision about it: one that was `proposed` then.
#[component]
fn PreviewCard(code: String, preview: Preview, proposed: Option<i64>, decide: FormState<DecideTable>) -> impl IntoView {
    let (version, month) = (preview.version, preview.month);
    let address = {
        let code = encode(&code);
        move |month: crate::values::Month| format!("/kra/tables/{code}?version={version}&month={}", month.iso())
    };
    let rows = preview
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row" class="main"><a class="link" href=parts::card_path(&row.user, month)>{row.name}</a>" "{row.frozen.then(|| view! { <span class="sub">{texts::signed_off_stays()}</span> })}</th>
                    <td class="num quiet">{row.before.total.shown()}</td>
                    <td class="num main">{row.after.total.shown()}</td>
                    <td class="num quiet">{texts::pays(row.before.percent, row.before.amount.short())}</td>
                    <td class="num main">{texts::pays(row.after.percent, row.after.amount.short())}</td>
                </tr>
            }
        })
        .collect_view();
    let form = proposed.map(|proposed| {
        view! {
            <PlainForm state=decide class="form" to=format!("/kra/tables/{}/decide", encode(&code))>
                <input type="hidden" name="code" value=code.clone()/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="proposed" value=proposed/>
                <div class="form-actions">
                    <button class="button button-primary" type="submit" name="decision" value="approve">{texts::approve()}</button>
                    <button class="button" type="submit" name="decision" value="withdraw">{texts::withdraw()}</button>
                </div>
            </PlainForm>
        }
    });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{texts::preview()}</h2>
                {parts::month_picker(month, None, address)}
                <small>{texts::preview_line(preview.changed, preview.looked_at, preview.before.short(), preview.after.short())}</small>
            </div>
            <div class="table-wrap is-tall"><table class="table table-plain">
                <thead><tr>
                    <th scope="col">{texts::person()}</th><th scope="col" class="num">{texts::points_before()}</th><th scope="col" class="num">{texts::points_after()}</th>
                    <th scope="col" class="num">{texts::pay_before()}</th><th scope="col" class="num">{texts::pay_after()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {form}
        </section>
    }
}

/// The form as it begins: with the rows of the latest version, and some to spare.
fn begun(table: &Table) -> TableForm {
    let empty = TableForm { code: table.code.clone(), name: table.name.clone(), ..TableForm::default() };
    let mut form = match table.versions.first().map(|latest| &latest.rows) {
        None => empty,
        Some(TableRows::Incentive(incentive)) => {
            let slab = |at: Points, gives: Percent| SlabForm { at: at.plain(), gives: gives.plain() };
            let climb = incentive.climb();
            TableForm {
                rows: incentive.slabs().iter().map(|row| slab(row.from, row.percent)).collect(),
                climb_above: climb.map(|climb| climb.above.plain()).unwrap_or_default(),
                climb_every: climb.map(|climb| climb.every.plain()).unwrap_or_default(),
                climb_percent: climb.map(|climb| climb.percent.plain()).unwrap_or_default(),
                ..empty
            }
        }
        Some(TableRows::Kra(slabs)) => {
            let slab = |at: Option<Figure>, gives: Points| SlabForm {
                at: at.map(|at| at.to_string()).unwrap_or_default(),
                gives: gives.plain(),
            };
            TableForm { rows: slabs.rows().iter().map(|row| slab(row.up_to, row.score)).collect(), ..empty }
        }
    };
    form.rows.extend((0..SPARE).map(|_| SlabForm::default()));
    form
}

#[component]
fn Propose(table: Table, propose: FormState<ProposeTable>) -> impl IntoView {
    let incentive = table.versions.iter().any(|version| matches!(version.rows, TableRows::Incentive(_)));
    let fresh = table.code.is_empty();
    // What is refused comes back with the rows it was posted with.
    let form = propose.input().map_or_else(|| begun(&table), |input| input.form);
    let (at, gives) = if incentive {
        (texts::from_points_head(), texts::percent_head())
    } else {
        (texts::up_to_head(), texts::score_head())
    };
    let rows = form
        .rows
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, row)| {
            view! {
                <input class="input num" id=format!("at-{}", index + 1) name=format!("form[rows][{index}][at]") value=row.at aria-invalid=parts::is_bad(propose, "at", index + 1) inputmode="decimal" aria-label=format!("{at}, {}", index + 1)/>
                <input class="input num" id=format!("gives-{}", index + 1) name=format!("form[rows][{index}][gives]") value=row.gives aria-invalid=parts::is_bad(propose, "gives", index + 1) inputmode="decimal" aria-label=format!("{gives}, {}", index + 1)/>
            }
        })
        .collect_view();
    let path = if fresh { "/kra/tables/new".to_owned() } else { format!("/kra/tables/{}", encode(&table.code)) };
    let field = move |id: &'static str, label: &'static str, value: String| {
        view! { <div class="field"><label for=id>{label}</label><input class="input num" id=id name=format!("form[{id}]") value=value inputmode="decimal"/></div> }
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{texts::propose()}</h2><small>{texts::propose_about()}</small></div>
            <PlainForm state=propose class="form" to=path>
                <input type="hidden" name="form[code]" value=form.code/>
                <div class="form-grid">
                    <div class="field"><label for="name">{texts::name()}</label><input class="input" id="name" name="form[name]" value=form.name/><FieldProblem field="name" wrong=crate::ui::form::wrong(propose, "name")/></div>
                    <div class="field"><label for="from">{texts::from_month()}</label><input class="input month-input" type="month" id="from" name="form[from]" value=form.from/><FieldProblem field="from" wrong=crate::ui::form::wrong(propose, "from")/></div>
                </div>
                <div class="entry-grid slab-rows" id="rows" data-paste=texts::paste_left()><span class="entry-head num">{at}</span><span class="entry-head num">{gives}</span>{rows}</div>
                {(!incentive).then(|| view! { <p class="field-hint">{texts::last_row_hint()}</p> })}
                {incentive.then(|| view! {
                    <div class="form-grid">
                        {field("climb_percent", texts::climb_percent(), form.climb_percent.clone())}
                        {field("climb_every", texts::climb_every(), form.climb_every.clone())}
                        {field("climb_above", texts::climb_above(), form.climb_above.clone())}
                    </div>
                })}
                <div class="field"><label for="note" class="optional">{texts::note()}</label><textarea class="textarea" id="note" name="form[note]" rows="2">{form.note.clone()}</textarea></div>
                <div class="form-actions"><button class="button button-primary" type="submit">{texts::propose_go()}</button></div>
            </PlainForm>
        </section>
    }
}
