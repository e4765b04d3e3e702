//! `/credit`: the queue on the left, the case on the right. The address names the case and the order of the queue.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use super::{
    case::CaseView,
    standing::{Kept, Standing},
};
use crate::{
    credit::{
        api::{Decide, DecideMany, show_case, show_queue},
        model::{Case, Decided, Fate, Queue, QueueOrder, QueueView, Then, Waiting},
        texts,
    },
    orders::{
        Status,
        model::Named,
        pages::bulk_result,
        texts::{choose_colleague, forward_to, forwarded_by, forwarded_to},
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, Problem, form::options, live::LiveDot, read, resource, toast::tell},
};

type Shown = Result<(Queue, Option<Result<Case, Failure>>), Failure>;

pub struct CreditPage {
    shown: Resource<Shown>,
    decide: FormState<Decide>,
    many: FormState<DecideMany>,
    again: RwSignal<u32>,
}

/// The queue, and the case the address names; without a name the first of the queue.
async fn load(sort: String, mine: String, number: Option<String>) -> Shown {
    let queue = show_queue(sort, mine).await?;
    let number = number.or_else(|| queue.waiting.first().map(|first| first.number.clone()));
    let case = match number {
        Some(number) => Some(show_case(number).await),
        None => None,
    };
    Ok((queue, case))
}

impl Page for CreditPage {
    fn data() -> Self {
        let query = use_query_map();
        let key = move || {
            let query = query.read();
            (query.get("sort").unwrap_or_default(), query.get("mine").unwrap_or_default(), query.get("order"))
        };
        let decide = FormState::<Decide>::new();
        let many = FormState::<DecideMany>::new();
        let versions = (decide.action.version(), many.action.version());
        let again = RwSignal::new(0);
        let source = move || (key(), versions.0.get(), versions.1.get(), again.get());
        let shown = resource(source, |((sort, mine, number), ..)| load(sort, mine, number));
        Self { shown, decide, many, again }
    }

    fn view(this: Self) -> AnyView {
        let query = use_query_map();
        let look = Memo::new(move |_| {
            let query = query.read();
            let part = |name: &str| query.get(name).unwrap_or_default();
            QueueView::parse(&part("sort"), &part("mine"))
        });
        let CreditPage { shown, decide, many, again } = this;
        tell(move || decide.action.value().get().and_then(Result::ok), |decided| Some(told(decided)));
        let kept = Kept::new();
        Effect::new(move |_| {
            if matches!(many.action.value().get(), Some(Ok(_))) {
                kept.clear();
            }
        });
        let content = move |(queue, case)| {
            let standing = Standing::new(queue, look.get(), again, kept);
            view! { <Split standing case look=look.get() decide many/> }.into_any()
        };
        view! {
            <Title text=texts::credit()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

/// What was done with which order, and what is open now.
fn told(decided: &Decided) -> String {
    let number = &decided.number;
    let done = match (&decided.said, decided.status) {
        (Some(said), _) => texts::said(number, said),
        (None, Status::OnHold) => texts::put_on_hold(number),
        (None, Status::Rejected) => texts::rejected(number),
        (None, Status::PendingCreditApproval) => texts::resumed(number),
        _ => texts::released(number),
    };
    match decided.then {
        Then::Same => done,
        Then::Next => texts::next_is_open(done),
        Then::None => texts::none_is_left(done),
    }
}

fn address(order: Option<&str>, look: QueueView) -> String {
    let order = order.map(|order| format!("order={order}&")).unwrap_or_default();
    format!("/credit?{order}{}", look.query())
}

/// The ways to sort the queue, and what was forwarded to the person who looks.
#[component]
fn Tabs(look: QueueView, mine: i64) -> impl IntoView {
    let sorts = QueueOrder::ALL
        .into_iter()
        .map(|order| {
            let name = match order {
                QueueOrder::Oldest => texts::oldest(),
                QueueOrder::Riskiest => texts::riskiest(),
                QueueOrder::Largest => texts::largest(),
            };
            let here = (order == look.order).then_some("page");
            view! { <a class="tab" href=address(None, QueueView { order, ..look }) aria-current=here>{name}</a> }
        })
        .collect_view();
    let (all, own) = (QueueView { mine: false, ..look }, QueueView { mine: true, ..look });
    view! {
        <nav class="tabs" aria-label=texts::sort_by()>{sorts}</nav>
        {(mine > 0 || look.mine).then(|| view! {
            <nav class="tabs" aria-label=texts::whose()>
                <a class="tab" href=address(None, all) aria-current=(!look.mine).then_some("page")>{texts::everybodys()}</a>
                <a class="tab" href=address(None, own) aria-current=look.mine.then_some("page")>{texts::forwarded_to_me()}" "<small>{mine}</small></a>
            </nav>
        })}
    }
}

fn summary(queue: &Queue) -> String {
    // Counted as the side bar counts: what is on hold waits for others.
    let waiting = queue.count - queue.held;
    if queue.held > 0 {
        texts::summary_held(waiting, queue.held, queue.value.whole().short())
    } else {
        texts::summary(waiting, queue.value.whole().short())
    }
}

/// Where the others are, when more wait than the queue shows.
fn cut(standing: Standing, look: QueueView) -> Option<AnyView> {
    let shown = standing.rows.with(Vec::len);
    // The rows are those that were read last whenever they change.
    let all = standing.latest.with_untracked(|queue| queue.all(look));
    let is_cut = i64::try_from(shown).is_ok_and(|shown| shown < all);
    is_cut.then(|| {
        view! {
            <p class="muted p-3">
                {texts::first_of(shown, all)}" "
                <a class="link" href="/orders?status=Pending+Credit+Approval&status=On+Hold">{texts::all_in_orders()}</a>
            </p>
        }
        .into_any()
    })
}

#[component]
fn Split(
    standing: Standing,
    case: Option<Result<Case, Failure>>,
    look: QueueView,
    decide: FormState<Decide>,
    many: FormState<DecideMany>,
) -> impl IntoView {
    // On a narrow screen a named case stands alone; without one the queue does.
    let named = use_query_map().read_untracked().get("order").is_some();
    let chosen = match &case {
        Some(Ok(case)) => Some(case.order.number.clone()),
        _ => None,
    };
    let empty = standing.rows.with_untracked(Vec::is_empty);
    let (sum, full) =
        (move || standing.latest.with(summary), move || standing.latest.with(|queue| queue.value.rupees()));
    let (mine, colleagues) = standing.latest.with_untracked(|queue| (queue.mine, queue.colleagues.clone()));
    let to_forward = colleagues.clone();
    let result = move || many.failure();
    // The browser may bring ticks back by itself.
    Effect::new(move |_| standing.drawn());
    let item = move |order: Waiting| {
        let here = chosen.as_deref() == Some(order.number.as_str());
        view! { <QueueItem standing order here look/> }
    };
    view! {
        <div class="page-head">
            <h1>{texts::credit()}</h1>
            <span class="page-sub" title=full>{sum}</span>
            <a class="link" href="/credit/simulate">{texts::simulate()}</a>
            <News standing/>
        </div>
        {move || decide.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {move || result().map(|failure| view! { <ErrorSummary failure/> })}
        <BulkResult many/>
        <Tabs look mine/>
        {if empty {
            view! {
                <div class="empty">
                    <Icon name="shield-check"/>
                    <strong>{if look.mine { texts::nothing_forwarded() } else { texts::nothing_waits() }}</strong>
                    <p>{if look.mine { texts::nothing_forwarded_about() } else { texts::nothing_waits_about() }}</p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class=if named { "split has-case" } else { "split" }>
                    <PlainForm state=many class="split-side list-form" to="/credit/selected">
                        <LookFields look/>
                        <div class="split-list" on:change=move |_| standing.count()>
                            <For
                                each=move || standing.rows.get()
                                key=|order| (order.id, order.version, order.over, order.overdue, order.forwarded.is_some())
                                children=item
                            />
                            {move || cut(standing, look)}
                        </div>
                        <SelectionBar selected=standing.ticked colleagues=to_forward/>
                    </PlainForm>
                    <div class="split-case">
                        {named.then(|| view! { <a class="link desk-hide" href=address(None, look)>{texts::back_to_queue()}</a> })}
                        {match case {
                            Some(Ok(case)) => view! {
                                <FateNote standing order=case.order.clone() look/>
                                <CaseView case colleagues decide look/>
                            }
                            .into_any(),
                            Some(Err(failure)) => view! { <Problem failure/> }.into_any(),
                            None => view! { <p class="muted">{texts::choose_one()}</p> }.into_any(),
                        }}
                    </div>
                </div>
            }
            .into_any()
        }}
    }
}

/// Whether the queue hears of what happens, and what came to it that is not shown.
#[component]
fn News(standing: Standing) -> impl IntoView {
    let left = move || Some(standing.left()).filter(|left| *left > 0);
    view! {
        <div class="page-actions items-center">
            <span role="status">
                {move || left().map(|left| view! {
                    <button class="link" type="button" on:click=move |_| standing.take()>{texts::show_news(left)}</button>
                })}
            </span>
            <LiveDot/>
        </div>
    }
}

/// That others have changed or decided what is open, and the way on.
#[component]
fn FateNote(standing: Standing, order: Waiting, look: QueueView) -> impl IntoView {
    let fate = Memo::new(move |_| standing.fate(&order));
    // Where the address names the case, the link leads to another page by itself.
    let named = use_query_map().read_untracked().get("order").is_some();
    let again = move |_| standing.read_all();
    let next = move |_| {
        if !named {
            standing.read_all();
        }
    };
    let note = move || {
        let (about, on) = match fate.get() {
            Fate::Same => return None,
            Fate::Changed => (
                texts::case_changed(),
                view! { <button class="link" type="button" on:click=again>{texts::show_now()}</button> }.into_any(),
            ),
            Fate::Gone => (
                if look.mine { texts::case_left() } else { texts::case_gone() },
                view! { <a class="link" href=address(None, look) on:click=next>{texts::show_next()}</a> }.into_any(),
            ),
        };
        Some(view! { <p class="notice notice-warning"><Icon name="clock"/><span>{about}" "{on}</span></p> })
    };
    view! { <div class="contents" role="status">{note}</div> }
}

/// What of the queue was looked at, to go back to.
#[component]
pub fn LookFields(look: QueueView) -> impl IntoView {
    view! {
        <input type="hidden" name="sort" value=look.order.as_str()/>
        <input type="hidden" name="mine" value=if look.mine { "yes" } else { "" }/>
    }
}

/// Shown as soon as a case is ticked, which the style sheet sees by itself.
#[component]
fn SelectionBar(selected: RwSignal<usize>, colleagues: Vec<Named>) -> impl IntoView {
    let people = options("", colleagues.into_iter().map(|one| (one.code, one.name)));
    view! {
        <div class="selection-bar" role="region" aria-label=texts::selection()>
            // The first button of a form is what Enter presses: a reason alone decides nothing.
            <button type="submit" disabled hidden></button>
            {move || Some(selected.get()).filter(|count| *count > 0).map(|count| view! { <span>{texts::selected(count)}</span> })}
            <input class="input" id="bulk-remark" name="remark" placeholder=texts::bulk_remark() aria-label=texts::bulk_remark()/>
            <button class="button button-small" type="submit" name="action" value="release">{texts::bulk_release()}</button>
            <button class="button button-small" type="submit" name="action" value="hold">{texts::bulk_hold()}</button>
            <button class="button button-small" type="submit" name="action" value="recheck">{texts::bulk_recheck()}</button>
            <select class="select" name="person" aria-label=forward_to()><option value="">{choose_colleague()}</option>{people}</select>
            <button class="button button-small" type="submit" name="action" value="forward">{texts::bulk_forward()}</button>
        </div>
    }
}

/// What came of deciding several at once: the counts from the address, the reasons where script ran.
#[component]
fn BulkResult(many: FormState<DecideMany>) -> impl IntoView {
    let query = use_query_map();
    move || {
        let query = query.read();
        let count = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        let (done, refused) = (count("done")?, count("refused")?);
        let freed =
            count("freed").map(|freed| view! { <p class="muted">{texts::freed(freed, done - freed.min(done))}</p> });
        let results = many.action.value().get().and_then(Result::ok).map(|acted| acted.results).unwrap_or_default();
        Some(view! { {bulk_result(done, refused, results)}{freed} })
    }
}

#[component]
fn QueueItem(standing: Standing, order: Waiting, here: bool, look: QueueView) -> impl IntoView {
    let href = address(Some(&order.number), look);
    let asked = order.forwarded.as_ref().map(|asked| {
        let said = forwarded_by(&asked.to, &asked.by, asked.at);
        let hue = if asked.mine { "text-hue is-waiting" } else { "muted" };
        view! { <small class=hue title=said>{forwarded_to(&asked.to)}</small> }
    });
    let (hue, risk, full) = if order.status == Status::OnHold {
        ("text-hue is-stopped", order.status.label().to_owned(), None)
    } else if order.over.is_positive() {
        ("text-hue is-stopped", texts::over(order.over.whole().short()), Some(order.over.rupees()))
    } else if order.overdue.is_positive() {
        ("text-hue is-waiting", texts::overdue_only(order.overdue.whole().short()), Some(order.overdue.rupees()))
    } else {
        ("muted", order.status.label().to_owned(), None)
    };
    view! {
        <div class="split-row">
            <input class="checkbox" type="checkbox" name="numbers[]" value=order.number.clone() aria-label=texts::select(&order.number)/>
            <a class="split-item" href=href aria-current=here.then_some("true") on:click=move |_| standing.go_on()>
                <b>{order.customer_name}</b>
                <span title=order.total.rupees()>{order.total.whole().short()}</span>
                <small title=order.since.to_string()>{order.number}" · "{order.since.ist_date().short()}</small>
                <small class=hue title=full>{risk}</small>
                {asked}
            </a>
        </div>
    }
}
