//! `/credit`: the queue on the left, the case on the right. The address names the case and the order of the queue.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::ui::page::Page;

use super::case::CaseView;
use crate::{
    credit::{
        api::{Decide, DecideMany, show_case, show_queue},
        model::{Case, Queue, QueueOrder, Waiting},
        texts,
    },
    orders::{Status, pages::bulk_result},
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, Problem, read, toast::tell},
};

type Shown = Result<(Queue, Option<Result<Case, Failure>>), Failure>;

pub struct CreditPage {
    shown: Resource<Shown>,
    decide: FormState<Decide>,
    many: FormState<DecideMany>,
}

/// The queue, and the case the address names; without a name the first of the queue.
async fn load(sort: String, number: Option<String>) -> Shown {
    let queue = show_queue(sort).await?;
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
            (query.get("sort").unwrap_or_default(), query.get("order"))
        };
        let decide = FormState::<Decide>::new();
        let many = FormState::<DecideMany>::new();
        let versions = (decide.action.version(), many.action.version());
        let source = move || (key(), versions.0.get(), versions.1.get());
        let shown = Resource::new(source, |((sort, number), _, _)| load(sort, number));
        Self { shown, decide, many }
    }

    fn view(this: Self) -> AnyView {
        let query = use_query_map();
        let sort = Memo::new(move |_| QueueOrder::parse(&query.read().get("sort").unwrap_or_default()));
        let CreditPage { shown, decide, many } = this;
        tell(move || decide.action.value().get().and_then(Result::ok), |_| Some(texts::decided().to_owned()));
        let content = move |(queue, case)| view! { <QueueView queue case sort=sort.get() decide many/> }.into_any();
        view! {
            <Title text=texts::credit()/>
            {read(shown, content)}
        }
        .into_any()
    }
}

fn address(order: Option<&str>, sort: QueueOrder) -> String {
    let order = order.map(|order| format!("order={order}&")).unwrap_or_default();
    format!("/credit?{order}sort={}", sort.as_str())
}

#[component]
fn QueueView(
    queue: Queue,
    case: Option<Result<Case, Failure>>,
    sort: QueueOrder,
    decide: FormState<Decide>,
    many: FormState<DecideMany>,
) -> impl IntoView {
    // On a narrow screen a named case stands alone; without one the queue does.
    let named = use_query_map().read_untracked().get("order").is_some();
    let chosen = match &case {
        Some(Ok(case)) => Some(case.order.number.clone()),
        _ => None,
    };
    let empty = queue.waiting.is_empty();
    let summary = texts::summary(queue.count, queue.value.short());
    let sorts = QueueOrder::ALL
        .into_iter()
        .map(|one| {
            let name = match one {
                QueueOrder::Oldest => texts::oldest(),
                QueueOrder::Riskiest => texts::riskiest(),
                QueueOrder::Largest => texts::largest(),
            };
            view! { <a class="tab" href=address(None, one) aria-current=(one == sort).then_some("page")>{name}</a> }
        })
        .collect_view();
    let result = move || many.failure();
    view! {
        <div class="page-head">
            <h1>{texts::credit()}</h1>
            <span class="page-sub">{summary}</span>
            {(queue.held > 0).then(|| view! { <span class="badge badge-stopped"><Icon name="circle-pause"/><span>{texts::held(queue.held)}</span></span> })}
        </div>
        {move || decide.failure().map(|failure| view! { <ErrorSummary failure/> })}
        {move || result().map(|failure| view! { <ErrorSummary failure/> })}
        <BulkResult many/>
        <nav class="tabs" aria-label=texts::sort_by()>{sorts}</nav>
        {if empty {
            view! {
                <div class="empty">
                    <Icon name="shield-check"/>
                    <strong>{texts::nothing_waits()}</strong>
                    <p>{texts::nothing_waits_about()}</p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class=if named { "split has-case" } else { "split" }>
                    <PlainForm state=many class="split-side" to="/credit/selected">
                        <input type="hidden" name="sort" value=sort.as_str()/>
                        <div class="split-list">
                            {queue.waiting.into_iter().map(|order| {
                                let here = chosen.as_deref() == Some(order.number.as_str());
                                view! { <QueueItem order here sort/> }
                            }).collect_view()}
                        </div>
                        <div class="field">
                            <label for="bulk-remark">{texts::bulk_remark()}</label>
                            <input class="input" id="bulk-remark" name="remark"/>
                        </div>
                        <div class="form-actions">
                            <button class="button" type="submit" name="action" value="release">{texts::bulk_release()}</button>
                            <button class="button button-quiet" type="submit" name="action" value="hold">{texts::bulk_hold()}</button>
                        </div>
                    </PlainForm>
                    <div class="split-case">
                        {named.then(|| view! { <a class="link desk-hide" href=address(None, sort)>{texts::back_to_queue()}</a> })}
                        {match case {
                            Some(Ok(case)) => view! { <CaseView case decide sort/> }.into_any(),
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

/// What came of deciding several at once: the counts from the address, the reasons where script ran.
#[component]
fn BulkResult(many: FormState<DecideMany>) -> impl IntoView {
    let query = use_query_map();
    move || {
        let query = query.read();
        let count = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        let (done, refused) = (count("done")?, count("refused")?);
        let results = many.action.value().get().and_then(Result::ok).map(|acted| acted.results).unwrap_or_default();
        Some(bulk_result(done, refused, results, false))
    }
}

#[component]
fn QueueItem(order: Waiting, here: bool, sort: QueueOrder) -> impl IntoView {
    let href = address(Some(&order.number), sort);
    let (hue, risk) = if order.status == Status::OnHold {
        ("text-hue is-stopped", order.status.label().to_owned())
    } else if order.over.is_positive() {
        ("text-hue is-stopped", texts::over(order.over.whole().short()))
    } else if order.overdue.is_positive() {
        ("text-hue is-waiting", texts::overdue_only(order.overdue.whole().short()))
    } else {
        ("muted", order.status.label().to_owned())
    };
    view! {
        <div class="split-row">
            <input class="checkbox" type="checkbox" name="numbers[]" value=order.number.clone() aria-label=texts::select(&order.number)/>
            <a class="split-item" href=href aria-current=here.then_some("true")>
                <b>{order.customer_name}</b>
                <span>{order.total.short()}</span>
                <small title=order.since.to_string()>{order.number}" · "{order.since.ist_date().short()}</small>
                <small class=hue>{risk}</small>
            </a>
        </div>
    }
}
