//! `/orders/:number`: one order, what it came from, what can be done with it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::ui::page::Page;

use super::{
    ColleagueField, OverrideFields, StatusBadge,
    files::Files,
    forwarded_note,
    margin::MarginFold,
    timeline::{RemarkForm, Timeline},
};
use crate::{
    orders::{
        Action, Status,
        api::{ActOnOrder, RemarkOnOrder, show_order},
        model::{AttachFile, Choice, CreditStrip, Line, Named, Order, OrderFilter, RelatedOrder},
        pricing::Supply,
        road::{self, Stop},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm, Refused},
    },
    ui::{ErrorSummary, Icon, read, resource, toast::tell},
    values::Money,
};

pub struct OrderPage {
    order: Resource<Result<Order, Failure>>,
    act: FormState<ActOnOrder>,
    remark: FormState<RemarkOnOrder>,
    /// Why a file was refused, where the page is shown again.
    file: StoredValue<Option<Failure>>,
}

impl Page for OrderPage {
    fn data() -> Self {
        let params = use_params_map();
        let act = FormState::<ActOnOrder>::new();
        let remark = FormState::<RemarkOnOrder>::new();
        let versions = (act.action.version(), remark.action.version());
        let source = move || (params.read().get("number").unwrap_or_default(), versions.0.get(), versions.1.get());
        let order = resource(source, |(number, _, _)| show_order(number));
        let refused = || use_context::<Refused<AttachFile>>().map(|refused| refused.failure);
        let file = StoredValue::new(SharedValue::new(refused).into_inner());
        Self { order, act, remark, file }
    }

    fn view(this: Self) -> AnyView {
        let OrderPage { order, act, remark, file } = this;
        let done = move || act.action.value().get().and_then(Result::ok);
        tell(done, |acted| {
            let said = acted.said.clone().unwrap_or_else(|| acted.status.label().to_owned());
            Some(texts::stands_at(&acted.number, said))
        });
        tell(move || remark.action.value().get().and_then(Result::ok), |()| Some(texts::remark_added().to_owned()));
        let content = move |order: Order| {
            view! { <Title text=order.number.clone()/><OrderView order act remark file/> }.into_any()
        };
        view! { {read(order, content)} }.into_any()
    }
}

#[component]
fn OrderView(
    order: Order,
    act: FormState<ActOnOrder>,
    remark: FormState<RemarkOnOrder>,
    file: StoredValue<Option<Failure>>,
) -> impl IntoView {
    let edit = order.actions.iter().any(|choice| choice.action == Action::Edit && choice.refused.is_none());
    let since = order.status_at.relative_to(order.now);
    let waits = road::waits_for(order.status).map(|waits| format!("{waits} · "));
    let stops = road::stops(order.status, road::came_from(order.status, &order.timeline));
    view! {
        <div class="page-head">
            <h1>{order.number.clone()}</h1>
            <StatusBadge status=order.status/>
            {order.is_clearance.then(|| view! { <span class="badge badge-side"><Icon name="badge-percent"/><span>{texts::clearance_order()}</span></span> })}
            <span class="page-sub" title=order.status_at.to_string()>{waits}{since}</span>
            <div class="page-actions print-hide">
                <a class="button button-quiet" aria-keyshortcuts="c" href=format!("/orders/new?repeat={}", order.number)><Icon name="copy"/>{texts::repeat()}</a>
                {edit.then(|| view! { <a class="button" aria-keyshortcuts="e" href=format!("/orders/{}/edit", order.number)><Icon name="pencil"/>{texts::edit()}</a> })}
            </div>
        </div>
        {move || act.failure().map(|failure| view! { <ErrorSummary failure/> })}
        <StageTrack stops/>
        <div class="with-aside">
            <div>
                <CustomerCard order=order.clone()/>
                <Lines lines=order.lines.clone()/>
                <Bill order=order.clone()/>
                {order.margin.clone().map(|margin| view! { <MarginFold margin lines=order.lines.clone()/> })}
                {order.credit.map(|credit| view! { <CreditCard credit code=order.customer.code.clone() order=order.number.clone()/> })}
                <Related related=order.related.clone()/>
                <Files number=order.number.clone() files=order.files.clone() may=order.may_attach.clone() refused=file.get_value()/>
            </div>
            <aside>
                <Actions order=order.clone() act/>
                <section class="card">
                    <div class="card-head"><h2>{texts::timeline()}</h2></div>
                    <RemarkForm number=order.number.clone() remark/>
                    <Timeline entries=order.timeline now=order.now/>
                </section>
            </aside>
        </div>
    }
}

/// Where it stands on the road to delivery.
#[component]
fn StageTrack(stops: Vec<Stop>) -> impl IntoView {
    let stop = |stop: Stop| {
        let class = match stop.hue {
            _ if stop.is_done => "is-done".to_owned(),
            Some(hue) if stop.end.is_some() => format!("is-{} is-end", hue.as_str()),
            Some(hue) => format!("is-{}", hue.as_str()),
            None => String::new(),
        };
        let end = stop.end.map(|end| view! { <small>{end}</small> });
        view! { <li class=class aria-current=stop.is_here.then_some("step")>{stop.label}{end}</li> }
    };
    view! { <ol class="stage-track print-hide">{stops.into_iter().map(stop).collect_view()}</ol> }
}

#[component]
fn CustomerCard(order: Order) -> impl IntoView {
    let customer = order.customer;
    view! {
        <section class="card">
            <div class="card-head">
                <h2><a class="link" href=format!("/customers/{}", customer.code)>{customer.name.clone()}</a></h2>
                <small>{customer.code.clone()}" · "{customer.location.clone()}</small>
            </div>
            <dl class="dl">
                {customer.gstin.clone().map(|gstin| view! { <dt>{texts::gstin()}</dt><dd class="code">{gstin}</dd> })}
                {(!order.customer_po.is_empty()).then(|| view! { <dt>{texts::their_po()}</dt><dd>{order.customer_po.clone()}</dd> })}
                <dt>{texts::salesperson()}</dt><dd>{order.salesperson_name.clone()}</dd>
                {order.warehouse.clone().map(|warehouse| view! { <dt>{texts::warehouse()}</dt><dd>{warehouse}</dd> })}
                {(!order.remarks.is_empty()).then(|| view! { <dt>{texts::remarks()}</dt><dd>{order.remarks.clone()}</dd> })}
            </dl>
            <p class="muted">{texts::booked_by(&order.booked_by, order.booked_at)}</p>
        </section>
    }
}

#[component]
fn Lines(lines: Vec<Line>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let batch = line.batch.as_ref().map(|number| {
                let expiry = line.expires.map(|date| date.to_string()).unwrap_or_default();
                texts::batch(number, expiry)
            });
            let name = line.product_name.clone();
            let last = line.previous_rate.map(|rate| rate.to_string());
            let last_class = if last.is_some() { "num quiet" } else { "num card-hide" };
            let short = (line.reserved.is_positive() && line.reserved != line.quantity)
                .then(|| texts::reserved_of(line.reserved));
            let off_list = line.rate != line.list_rate;
            let list = off_list.then(|| view! { <small class="sub block">{texts::off_list(line.list_rate)}</small> });
            view! {
                <tr>
                    <td class="quiet card-hide">{line.position}</td>
                    <td class="fill card-title" title=name>
                        <span class="sub code">{line.sku}</span>" "<span class="main">{line.product_name}</span>
                        {batch.map(|batch| view! { <small class="sub block">{batch}</small> })}
                    </td>
                    <td class="num card-side">
                        {line.quantity.to_string()}" "<span class="unit">{line.unit}</span>
                        {short.map(|short| view! { <small class="sub block">{short}</small> })}
                    </td>
                    <td class="num" data-label=texts::rate()>{line.rate.to_string()}{list}</td>
                    <td class=last_class data-label=texts::last_rate()>{last}</td>
                    <td class="num quiet" data-label=texts::gst()>{line.gst.to_string()}</td>
                    <td class="num main card-side">{line.amount.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::lines()>
            <table class="table">
                <thead>
                    <tr>
                        <th>{texts::line_number()}</th>
                        <th>{texts::product()}</th>
                        <th class="num">{texts::quantity()}</th>
                        <th class="num">{texts::rate()}</th>
                        <th class="num">{texts::last_rate()}</th>
                        <th class="num">{texts::gst()}</th>
                        <th class="num">{texts::amount()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Bill(order: Order) -> impl IntoView {
    let totals = order.totals;
    let row = |name: &'static str, money: Money| view! { <dt>{name}</dt><dd>{money.to_string()}</dd> };
    view! {
        <dl class="bill">
            {row(texts::subtotal(), totals.subtotal)}
            {match order.supply {
                Supply::WithinState => view! { {row(texts::cgst(), totals.cgst)}{row(texts::sgst(), totals.sgst)} }.into_any(),
                Supply::AcrossStates => row(texts::igst(), totals.igst).into_any(),
            }}
            <dt class="bill-total">{texts::total()}</dt>
            <dd class="bill-total">{totals.total.rupees()}</dd>
        </dl>
    }
}

#[component]
fn CreditCard(credit: CreditStrip, code: String, order: String) -> impl IntoView {
    let exposure = credit.exposure;
    let customer = format!("/customers/{code}");
    let status = Status::ALL.iter().copied().filter(|status| status.is_exposed()).collect();
    let filter = OrderFilter { customer: Some(code), status, ..OrderFilter::default() };
    let open = format!("/orders?{}", filter.to_query());
    view! {
        <section class="card print-hide">
            <div class="card-head"><h2>{texts::credit()}</h2></div>
            <dl class="sum">
                <div><dt>{texts::outstanding()}</dt><dd><a href=customer>{exposure.outstanding.to_string()}</a></dd></div>
                <div><dt>{texts::open_orders()}</dt><dd><a href=open>{if credit.counts_open_orders { exposure.open_orders.to_string() } else { texts::not_counted().to_owned() }}</a></dd></div>
                {(!exposure.this_order.is_zero()).then(|| view! {
                    <div><dt>{texts::this_order()}</dt><dd><a href=format!("/orders/{order}")>{exposure.this_order.to_string()}</a></dd></div>
                })}
                <div class="sum-total sum-rule"><dt>{texts::exposure_of(credit.limit)}</dt><dd>{exposure.total().to_string()}</dd></div>
            </dl>
            {credit.overdue.is_positive().then(|| view! {
                <p class="text-hue is-stopped">{texts::overdue(credit.overdue_days, credit.overdue.rupees())}</p>
            })}
        </section>
    }
}

#[component]
fn Related(related: Vec<RelatedOrder>) -> impl IntoView {
    if related.is_empty() {
        return ().into_any();
    }
    let rows = related
        .into_iter()
        .map(|one| {
            let word = if one.is_parent { texts::rest_of() } else { texts::rest_is() };
            view! {
                <li>
                    <span class="sub">{word}</span>
                    <a href=format!("/orders/{}", one.number)>{one.number.clone()}</a>
                    <StatusBadge status=one.status/>
                    <span>{one.total.short()}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card print-hide">
            <div class="card-head"><h2>{texts::related()}</h2></div>
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The usual next action as the one primary button, the others quiet; what is refused stays visible and says why.
#[component]
fn Actions(order: Order, act: FormState<ActOnOrder>) -> impl IntoView {
    let choices: Vec<Choice> = order.actions.iter().filter(|choice| choice.action != Action::Edit).cloned().collect();
    if choices.is_empty() {
        return ().into_any();
    }
    let asks_warehouse =
        choices.iter().any(|choice| choice.action == Action::ChooseWarehouse && choice.refused.is_none());
    let reason = choices.iter().any(|choice| choice.needs_remark && choice.refused.is_none());
    let above = choices
        .iter()
        .any(|choice| choice.action == Action::ReleaseCredit && choice.needs_remark && choice.refused.is_none());
    let forwards = choices.iter().any(|choice| choice.action == Action::Forward);
    let forwarded = order.forwarded.clone().map(|asked| forwarded_note(&asked));
    let typed = act.typed(|typed| typed.remark.clone(), String::new);
    let wrong = Signal::derive(move || act.wrong("remark"));
    let leads_on =
        |choice: &Choice| !matches!(choice.action, Action::Cancel | Action::Reject | Action::Recall | Action::Hold);
    let primary = choices.iter().position(|choice| choice.refused.is_none() && leads_on(choice));
    let buttons = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            // Where several are refused for one reason, the last of them says it.
            let says = choices[index + 1..].iter().all(|later| later.refused != choice.refused);
            view! { <ActionButton choice=choice.clone() primary=primary == Some(index) says/> }
        })
        .collect_view();
    let reasons = order.reasons.iter().map(|reason| view! { <li>{reason.to_string()}</li> }).collect_view();
    view! {
        <section class="card print-hide">
            <div class="card-head"><h2>{texts::actions()}</h2></div>
            {forwarded}
            {(!order.reasons.is_empty()).then(|| view! {
                <div class="notice notice-warning"><Icon name="clock"/><div><b>{texts::why_it_waits()}</b><ul>{reasons}</ul></div></div>
            })}
            <PlainForm state=act class="form">
                <input type="hidden" name="number" value=order.number.clone()/>
                <input type="hidden" name="version" value=order.version.to_string()/>
                {asks_warehouse.then(|| view! { <WarehouseField warehouses=order.warehouses.clone()/> })}
                <div class="field">
                    <label for="remark" class:optional=!reason>{texts::reason()}</label>
                    <textarea class="textarea" id="remark" name="remark" rows="2">{typed}</textarea>
                    <crate::ui::FieldProblem field="remark" wrong/>
                </div>
                {above.then(|| {
                    let typed = act.input().map(|typed| (typed.cause, typed.until)).unwrap_or_default();
                    view! { <OverrideFields typed until_wrong=Signal::derive(move || act.wrong("until"))/> }
                })}
                {forwards.then(|| {
                    let typed = act.typed(|typed| typed.person.clone(), String::new);
                    view! { <ColleagueField colleagues=order.colleagues.clone() typed wrong=Signal::derive(move || act.wrong("person"))/> }
                })}
                <div class="form-actions">{buttons}</div>
            </PlainForm>
        </section>
    }
    .into_any()
}

#[component]
fn WarehouseField(warehouses: Vec<Named>) -> impl IntoView {
    let options = warehouses.into_iter().map(|one| view! { <option value=one.code>{one.name}</option> }).collect_view();
    view! {
        <div class="field">
            <label for="warehouse">{texts::choose_warehouse()}</label>
            <select class="select" id="warehouse" name="warehouse">{options}</select>
        </div>
    }
}

#[component]
fn ActionButton(choice: Choice, primary: bool, says: bool) -> impl IntoView {
    let class = match choice.action {
        _ if primary => "button button-primary",
        Action::Reject | Action::Cancel => "button button-danger",
        _ => "button",
    };
    let name = choice.action.label();
    match choice.refused {
        None => view! { <button class=class type="submit" name="action" value=choice.action.as_str()>{name}</button> }
            .into_any(),
        Some(why) => view! {
            <span class="refused">
                <button class="button" type="button" aria-disabled="true">{name}</button>
                {says.then(|| view! { <small>{why}</small> })}
            </span>
        }
        .into_any(),
    }
}
