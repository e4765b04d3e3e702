//! `/scorecards` and `/scorecards/:code`: a scorecard with all that explains it and all that may be done with it.

mod enter;
mod files;
mod history;
mod matrix;
mod review;
mod what_if;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    parts::{self, Place},
    texts,
};
use crate::{
    identity::Capability,
    platform::{
        failure::{AGAIN, Failure},
        form::{FormState, Refused},
    },
    pms::{
        api::{ActOnScorecard, AdjustScore, EnterBalances, EnterScorecard, show_scorecard, show_version},
        chart,
        model::{AttachFile, Scorecard, ScorecardPage, TypedScore},
        review::{CardAction, CardStatus},
    },
    ui::{ErrorSummary, Icon, list::empty, live::on_live, page::Page, read, resource},
    values::Points,
};

/// What may be done on the page.
#[derive(Clone, Copy)]
pub struct Forms {
    enter: FormState<EnterScorecard>,
    act: FormState<ActOnScorecard>,
    adjust: FormState<AdjustScore>,
    balances: FormState<EnterBalances>,
    /// Why a file that was posted without script was refused.
    file: RwSignal<Option<Failure>>,
    /// What stood in the form of the scores when a file was posted without script.
    typed: StoredValue<Option<TypedScore>>,
}

pub struct CardPage {
    shown: Resource<Result<ScorecardPage, Failure>>,
    forms: Forms,
    again: RwSignal<usize>,
}

/// The page; of an earlier version, with that in place of the scorecard.
async fn load(user: String, month: String, revision: Option<i64>) -> Result<ScorecardPage, Failure> {
    let mut page = show_scorecard(user.clone(), month.clone()).await?;
    if let Some(revision) = revision {
        page.card = Some(show_version(user, month, revision).await?);
    }
    Ok(page)
}

impl Page for CardPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let again = RwSignal::new(0);
        let (file, typed) = match SharedValue::new(use_context::<Refused<AttachFile>>).into_inner() {
            Some(posted) => (Some(posted.failure).filter(|failure| failure.code != AGAIN), posted.input.typed),
            None => (None, None),
        };
        let asked = Memo::new(move |_| {
            let query = query.read();
            let revision = query.get("revision").and_then(|text| text.parse::<i64>().ok());
            (params.read().get("code").unwrap_or_default(), query.get("month").unwrap_or_default(), revision)
        });
        Self {
            shown: resource(
                move || (asked.get(), again.get()),
                |((user, month, revision), _)| load(user, month, revision),
            ),
            forms: Forms {
                enter: FormState::new(),
                act: FormState::new(),
                adjust: FormState::new(),
                balances: FormState::new(),
                file: RwSignal::new(file),
                typed: StoredValue::new(typed),
            },
            again,
        }
    }

    fn view(this: Self) -> AnyView {
        let CardPage { shown, forms, again } = this;
        // What was done shows at once; what was refused leaves what was typed.
        Effect::new(move |_| {
            let done = [
                matches!(forms.enter.action.value().get(), Some(Ok(()))),
                matches!(forms.act.action.value().get(), Some(Ok(()))),
                matches!(forms.adjust.action.value().get(), Some(Ok(()))),
                matches!(forms.balances.action.value().get(), Some(Ok(()))),
            ];
            if done.contains(&true) {
                again.update(|again| *again += 1);
            }
        });
        on_live(&["kra:reviewed"], move |_| again.update(|again| *again += 1));
        let content = move |page| view! { <Content page forms/> }.into_any();
        view! {
            <Title text=crate::pms::texts::scorecard()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

/// Whether this may be done by who looks at it.
fn may(card: &Scorecard, action: CardAction) -> bool {
    card.actions.iter().any(|offered| offered.action == action && offered.refused.is_none())
}

#[component]
fn Content(page: ScorecardPage, forms: Forms) -> impl IntoView {
    let (employee, month, own) = (page.employee.clone(), page.month, page.is_own);
    let code = employee.code.clone();
    let about = match &employee.manager {
        Some(manager) => format!("{} · {manager}", employee.role),
        None => employee.role.clone(),
    };
    let failure = move || {
        let failed = [
            forms.enter.failure(),
            forms.act.failure(),
            forms.adjust.failure(),
            forms.balances.failure(),
            forms.file.get(),
        ];
        failed.into_iter().flatten().next().map(|failure| view! { <ErrorSummary failure/> })
    };
    let export = format!("/api/pms/{}/export?month={}", crate::ui::encode(&code), month.iso());
    let card = page.card.clone();
    let badge = card.as_ref().map(|card| badge(card, own));
    let actions = card.clone().map(|card| view! { <review::Actions card forms/> });
    view! {
        <div class="page-head">
            <h1>{employee.name.clone()}</h1>
            {parts::month_picker(month, Some(page.latest), |month| parts::card_path(&code, month))}
            {badge}
            <span class="page-sub phone-hide">{about}</span>
            <div class="page-actions">
                {card.is_some().then(|| view! { <a class="icon-button" href=export download="" rel="external" aria-label=crate::texts::export() title=crate::texts::export()><Icon name="download"/></a> })}
                {actions}
            </div>
        </div>
        {parts::tabs(Place::Mine)}
        {failure}
        {match card {
            Some(card) => view! { <Body page card forms/> }.into_any(),
            None => no_card(),
        }}
    }
}

/// Nothing for this month; who copies templates is led there.
fn no_card() -> AnyView {
    let sets_up = crate::ui::frame::my_role().is_some_and(|role| role.may(Capability::SetUpKra));
    let action = sets_up
        .then(|| view! { <a class="button button-primary" href="/kra">{crate::texts::kra_set_up()}</a> }.into_any());
    empty("target", texts::no_card(), texts::no_card_about(), action)
}

fn badge(card: &Scorecard, own: bool) -> AnyView {
    let (hue, icon, label) = match card.status {
        CardStatus::Reviewed if own => ("waiting", "clock", texts::state_own_reviewed().to_owned()),
        CardStatus::Draft if own => ("waiting", "pencil", texts::state_own_draft().to_owned()),
        CardStatus::Submitted | CardStatus::Disputed if may(card, CardAction::Review) => {
            ("waiting", card.status.icon(), texts::state_waits(card.status))
        }
        status => (status.hue(), status.icon(), status.as_str().to_owned()),
    };
    view! { <crate::ui::Badge hue=hue icon=icon label=label/> }.into_any()
}

#[component]
fn Body(page: ScorecardPage, card: Scorecard, forms: Forms) -> impl IntoView {
    let wrong = (card.weights.basis_points() != 10_000).then(|| {
        view! { <div class="notice notice-warning" role="status"><Icon name="triangle-alert"/><div>{texts::weights_wrong(card.weights)}</div></div> }
    });
    // Who enters for another has nothing to enter where every figure is computed.
    let enters = page.is_own || card.kras.iter().any(|kra| !kra.source.is_computed());
    let scores = enters && may(&card, CardAction::Enter);
    let score = scores.then(|| view! { <enter::Score card=card.clone() own=page.is_own forms/> });
    view! {
        {stats(&page, &card)}
        {wrong}
        <matrix::Matrix card=card.clone() own=page.is_own forms/>
        <div class="with-aside">
            <div>
                {score}
                <what_if::WhatIf card=card.clone()/>
                <matrix::Balances card=card.clone() forms/>
                <history::History card=card.clone()/>
            </div>
            <aside>
                <review::Comments card=card.clone()/>
                <matrix::IncentiveSlabs card=card.clone()/>
                <files::Files card beside=scores refused=forms.file/>
            </aside>
        </div>
    }
}

/// Score, incentive, next step, the year so far.
fn stats(page: &ScorecardPage, card: &Scorecard) -> AnyView {
    let before = page.year.iter().find(|one| one.month == page.month.prev()).and_then(|one| one.total);
    let change =
        before.map(|before| texts::on_month(card.outcome.total.minus(before).signed(), page.month.prev().wire()));
    let annual = format!(
        "/scorecards/year?user={}&year={}",
        crate::ui::encode(&page.employee.code),
        parts::year_text(page.month.financial_year())
    );
    let user = crate::ui::encode(&page.employee.code);
    let (before, here) = (page.month.prev().iso(), page.month.iso());
    let compare = format!("/scorecards/compare?left={user}&left_month={before}&right={user}&right_month={here}");
    let spark = chart::spark(&page.year).map(|points| {
        view! { <svg class="spark" viewBox="0 0 120 16" aria-hidden="true"><polyline class="chart-line" points=points></polyline></svg> }
    });
    view! {
        <div class="stat-row">
            <a class="stat" href=compare title=texts::compare_with_before()>{texts::score()}<b>{card.outcome.total.shown()}</b><small>{change}</small></a>
            <div class="stat">{texts::incentive()}<b>{card.outcome.amount.short()}</b><small>{texts::of_salary(card.outcome.percent, card.salary.short())}</small></div>
            {next(card)}
            <a class="stat" href=annual>{texts::year_so_far()}<b>{page.average.points.map_or_else(|| "–".to_owned(), Points::shown)}</b><small>{page.average.told()}</small>{spark}</a>
        </div>
    }
    .into_any()
}

fn next(card: &Scorecard) -> AnyView {
    let Some(next) = &card.next else {
        return view! { <div class="stat">{texts::nothing_more()}<b>"–"</b><small>{texts::no_next_step()}</small></div> }.into_any();
    };
    let way = next.ways.first().and_then(|way| card.kras.get(way.kra).map(|kra| way_text(way.change, kra)));
    let way = way.unwrap_or_else(|| texts::no_single_way().to_owned());
    view! { <div class="stat">{texts::next_step(next.percent)}<b>{texts::points(next.missing.shown())}</b><small>{way}</small></div> }.into_any()
}

/// `₹50,000 more: Sales target`.
fn way_text(change: crate::values::Figure, kra: &crate::pms::model::KraRow) -> String {
    let distance = parts::distance(change, kra.unit);
    if change.is_negative() { texts::less(distance, &kra.name) } else { texts::more(distance, &kra.name) }
}
