//! Pieces that the pages of performance share.

use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};

use super::texts;
use crate::{
    identity::{Capability, Role},
    platform::{
        failure::{Failure, FieldError},
        form::FormState,
    },
    pms::{
        model::{KraRow, Unit, figure_text},
        review::CardStatus,
        scoring::Kind,
        slabs::Slabs,
    },
    ui::{Badge, Icon, encode},
    values::{Figure, FinancialYear, Month},
};

/// A scorecard's address.
pub fn card_path(user: &str, month: Month) -> String {
    format!("/scorecards/{}?month={}", encode(user), month.iso())
}

/// The address that a form about this scorecard posts to; the month goes with it, so that a refusal shows the same page.
pub fn form_path(user: &str, month: Month, verb: &str) -> String {
    format!("/scorecards/{}/{verb}?month={}", encode(user), month.iso())
}

/// The pages beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Mine,
    Team,
    Leaderboard,
    Year,
    Compare,
    Balances,
    SetUp,
}

/// The tabs between them; each shows only what the role may open, and a team where there is one.
pub fn tabs(here: Place) -> AnyView {
    let role: Option<Role> = crate::ui::frame::my_role();
    let may = |capability| role.is_some_and(|role| role.may(capability));
    let tab = |place: Place, href: &'static str, label: &'static str| {
        view! { <a class="tab" href=href aria-current=(place == here).then_some("page")>{label}</a> }
    };
    view! {
        <nav class="tabs" aria-label=texts::views()>
            {tab(Place::Mine, "/scorecards", crate::pms::texts::scorecard())}
            {(may(Capability::ReviewKra) && crate::ui::frame::i_lead()).then(|| tab(Place::Team, "/scorecards/team", texts::my_team()))}
            {tab(Place::Leaderboard, "/scorecards/leaderboard", texts::leaderboard())}
            {tab(Place::Year, "/scorecards/year", texts::year())}
            {tab(Place::Compare, "/scorecards/compare", texts::compare())}
            {may(Capability::EditCredit).then(|| tab(Place::Balances, "/scorecards/balances", texts::balances_tab()))}
            {may(Capability::SetUpKra).then(|| tab(Place::SetUp, "/kra", texts::set_up()))}
        </nav>
    }
    .into_any()
}

/// A status as every page shows it.
pub fn status(status: CardStatus) -> AnyView {
    view! { <Badge hue=status.hue() icon=status.icon() label=status.as_str()/> }.into_any()
}

/// `‹ Feb'26 ›`: the months before and after as links.
pub fn month_picker(month: Month, latest: Option<Month>, address: impl Fn(Month) -> String) -> AnyView {
    let (before, after) = (month.prev(), month.next());
    let ahead = latest.is_none_or(|latest| after <= latest).then(|| {
        view! { <a class="button" href=address(after) aria-label=texts::month_after(after.wire())><Icon name="chevron-right"/></a> }
    });
    view! {
        <span class="button-group month-picker">
            <a class="button" href=address(before) aria-label=texts::month_before(before.wire())><Icon name="chevron-left"/></a>
            <span class="button month-here">{month.wire()}</span>
            {ahead}
        </span>
    }
    .into_any()
}

/// What is said of the page that is shown, and the pages before and after.
pub fn pager(said: String, (page, pages): (i64, i64), address: impl Fn(i64) -> String) -> AnyView {
    let before = (page > 1).then(|| address(page - 1));
    let after = (page < pages).then(|| address(page + 1));
    view! {
        <div class="page-foot">
            <nav class="pager" aria-label=crate::texts::pages()>
                {said}
                {before.map(|href| view! { <a class="button" href=href aria-label=crate::texts::previous_page()><Icon name="chevron-left"/></a> })}
                {after.map(|href| view! { <a class="button" href=href aria-label=crate::texts::next_page()><Icon name="chevron-right"/></a> })}
            </nav>
        </div>
    }
    .into_any()
}

/// Whether the cell of a grid was refused: what `aria-invalid` says of it. Rows count from 1.
pub fn is_bad<F>(
    state: FormState<F>,
    field: &'static str,
    row: usize,
) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static
where
    F: ServerFn<Error = Failure> + DeserializeOwned + Serialize + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    move || {
        let failure = state.failure()?;
        let here = |error: &FieldError| error.field == field && error.row.is_some_and(|at| at as usize == row);
        failure.fields.iter().any(here).then_some("true")
    }
}

/// What may be taken along from a page: where it is, and what it is called.
pub fn exports(files: impl IntoIterator<Item = (String, &'static str)>) -> AnyView {
    let items = files
        .into_iter()
        .map(|(href, label)| {
            let icon = if href.contains("/csv") { "file-text" } else { "file-spreadsheet" };
            view! { <a class="menu-item" href=href download="" rel="external"><Icon name=icon/>{label}</a> }
        })
        .collect_view();
    view! {
        <details class="menu" name="top">
            <summary class="button"><Icon name="download"/>{crate::texts::export()}</summary>
            <div class="menu-panel at-end">{items}</div>
        </details>
    }
    .into_any()
}

/// A single file to take along.
pub fn export(href: String) -> AnyView {
    view! { <a class="button" href=href download="" rel="external"><Icon name="download"/>{crate::texts::export()}</a> }
        .into_any()
}

/// From when a table is in force; what the business began with has no month worth naming.
pub fn since(month: Month) -> String {
    if month.iso().as_str() <= "2000-01" { texts::the_beginning().to_owned() } else { month.wire() }
}

/// The figure in its unit, without a rupee sign where a column says what it is.
pub fn bare(figure: Figure, unit: Unit) -> String {
    match unit {
        Unit::Percent => figure_text(figure, unit),
        _ => figure.to_string(),
    }
}

/// What a difference is, without its sign.
pub fn distance(change: Figure, unit: Unit) -> String {
    figure_text(Figure::from_thousandths(change.thousandths().saturating_abs()), unit)
}

/// The kind as the table writes it.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::AsPerSlab => texts::slab(),
        other => other.as_str(),
    }
}

/// The bar of a KRA against its target, or its ladder of slabs.
pub fn against(kra: &KraRow) -> AnyView {
    if let (Kind::AsPerSlab, Some(slabs)) = (kra.measure.kind, &kra.measure.slabs) {
        return slab_ladder(slabs, kra.measure.achieved, kra.unit);
    }
    let Some(percent) = kra.percent() else { return ().into_any() };
    // The bar has room for a quarter above the target, and for more when more was achieved.
    let whole = percent.clamp(125, 400);
    let (wide, mark) = (percent.clamp(0, whole) * 100 / whole, 10_000 / whole);
    let hue = if percent >= 100 { "meter" } else { "meter is-short" };
    view! {
        <span class="meter-cell">
            <svg class=hue role="img" aria-label=texts::of_target(percent, &kra.name)>
                <rect width=format!("{wide}%")></rect>
                <line class="meter-mark" x1=format!("{mark}%") x2=format!("{mark}%") y1="0" y2="14"></line>
            </svg>
            <span>{texts::percent(percent)}</span>
        </span>
    }
    .into_any()
}

/// The scores of a slab table, the one that counts filled, and where the next better begins.
pub fn slab_ladder(slabs: &Slabs, achieved: Option<Figure>, unit: Unit) -> AnyView {
    let here = achieved.map(|achieved| slabs.place(achieved));
    let steps = slabs
        .rows()
        .iter()
        .enumerate()
        .map(|(index, slab)| view! { <li class:is-here=here == Some(index)>{slab.score.to_string()}</li> })
        .collect_view();
    let next = achieved.map(|achieved| match slabs.next_better(achieved) {
        Some((at, _)) => texts::next_at(bare(at, unit)),
        None => texts::best_slab().to_owned(),
    });
    let score = achieved.map(|achieved| slabs.score(achieved)).unwrap_or_default();
    view! {
        <span class="ladder-cell">
            <ol class="ladder" aria-label=texts::ladder(score)>{steps}</ol>
            {next.map(|next| view! { <small class="muted">{next}</small> })}
        </span>
    }
    .into_any()
}

/// Which scorecard a form is about, as it was seen.
pub fn which(card: &crate::pms::model::Scorecard) -> AnyView {
    view! {
        <input type="hidden" name="user" value=card.employee.code.clone()/>
        <input type="hidden" name="month" value=card.month.iso()/>
        <input type="hidden" name="version" value=card.version.to_string()/>
    }
    .into_any()
}

/// A financial year as addresses and people write it: `2025-26`.
pub fn year_text(year: FinancialYear) -> String {
    let (first, ..) = year.first_day().ymd();
    format!("{first}-{:02}", (first + 1) % 100)
}
