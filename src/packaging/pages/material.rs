//! `/packaging/materials/:code`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    chart,
    parts::{self, Of, ledger_table},
};
use crate::{
    packaging::{
        alert::{Decision, Outcome},
        api::{ClosePurchase, SetUse, show_material},
        model::{BatchRow, MaterialPage as Material, PurchaseRow, VendorRow},
        texts,
    },
    platform::{
        failure::Failure,
        form::{FormState, PlainForm},
    },
    ui::{ErrorSummary, Icon, encode, live::on_live, page::Page, read, resource},
    values::Timestamp,
};

pub struct MaterialPage {
    forms: Forms,
    material: Resource<Result<Material, Failure>>,
}

/// The forms on a material's page.
#[derive(Clone, Copy)]
struct Forms {
    close: FormState<ClosePurchase>,
    usage: FormState<SetUse>,
}

impl Page for MaterialPage {
    fn data() -> Self {
        let params = use_params_map();
        let stirred = RwSignal::new(0_u32);
        on_live(&["packaging:low-stock", "packaging:updated"], move |happened| {
            let code = params.read_untracked().get("code").unwrap_or_default();
            if happened.name == "behind" || happened.payload.contains(&format!("\"{code}\"")) {
                let _ = stirred.try_update(|count| *count = count.wrapping_add(1));
            }
        });
        let forms = Forms { close: FormState::new(), usage: FormState::new() };
        let (closed, used) = (parts::taken(forms.close), parts::taken(forms.usage));
        let source = move || (params.read().get("code").unwrap_or_default(), stirred.get(), closed.get(), used.get());
        Self { forms, material: resource(source, |(code, ..)| show_material(code)) }
    }

    fn view(this: Self) -> AnyView {
        let MaterialPage { forms, material } = this;
        let content = move |material| show(forms, material);
        let failure = move || forms.close.failure().or_else(|| forms.usage.failure());
        view! {
            {move || failure().map(|failure| view! { <ErrorSummary failure/> })}
            {read(material, content)}
        }
        .into_any()
    }
}

fn show(forms: Forms, page: Material) -> AnyView {
    let (row, now) = (page.row.clone(), page.now);
    let unit = row.unit.as_str();
    let code = encode(&row.code);
    let ledger_next = page.ledger.next.map(|next| {
        view! { <p><a class="link" href=format!("/packaging/ledger?material={code}&cursor={next}")>{texts::older()}</a></p> }
    });
    view! {
        <Title text=row.name.clone()/>
        {head(forms.usage, &page)}
        <div class="stat-row">{stats(&page)}</div>
        <div>{parts::meter(&row)}</div>
        <section class="card">
            <div class="card-head"><h2>{texts::movements()}</h2><small>{texts::ninety_days(unit)}</small></div>
            {chart::movements(&page.days, row.reorder_level, unit)}
        </section>
        <div class="packaging-about">
            <div>{suggestion(&page)}{balances(&page)}{facts(forms.usage, &page)}</div>
            <div>{why(&page)}{vendors(page.vendors, now)}</div>
        </div>
        {batches(page.batches, unit, now)}
        {purchases(forms.close, page.purchases, unit, page.may_edit)}
        <section class="card card-flush" id="ledger">
            <div class="card-head"><h2>{texts::ledger()}</h2><a class="card-end link" href=format!("/api/packaging/export/ledger/xlsx?material={code}") download="" rel="external">{crate::texts::export()}</a></div>
            {ledger_table(page.ledger.rows, Of::Material, now, page.may_correct)}
        </section>
        {ledger_next}
    }
    .into_any()
}

fn head(usage: FormState<SetUse>, page: &Material) -> AnyView {
    let code = encode(&page.row.code);
    let active = page.row.active;
    let role = crate::ui::frame::my_role();
    let may_issue = role.is_some_and(|role| role.may(crate::identity::Capability::IssuePackaging));
    view! {
        <div class="page-head">
            <h1>{page.row.name.clone()}</h1>
            <span class="page-sub code">{page.row.code.clone()}</span>
            {parts::badge(&page.row)}
            <div class="page-actions">
                {(page.may_edit && !active).then(|| use_form(usage, page))}
                {page.may_edit.then(|| view! { <a class="button" href=format!("/packaging/materials/{code}/edit")><Icon name="pencil"/>{crate::texts::edit()}</a> })}
                {(may_issue && active).then(|| view! { <a class="button" href=format!("/packaging/out?material={code}")><Icon name="arrow-up"/>{texts::goods_out()}</a> })}
                {(page.may_edit && active).then(|| view! { <a class="button button-primary" href=format!("/packaging/in?material={code}")><Icon name="arrow-down"/>{texts::goods_in()}</a> })}
            </div>
        </div>
    }
    .into_any()
}

/// Takes the material out of use, once it was said what that means; puts it back at once.
fn use_form(state: FormState<SetUse>, page: &Material) -> AnyView {
    let (code, version) = (page.row.code.clone(), i64::from(page.version).to_string());
    let to = format!("/packaging/materials/{}/use", encode(&code));
    let hidden = move |active: &'static str| {
        view! {
            <input type="hidden" name="form[code]" value=code/>
            <input type="hidden" name="form[active]" value=active/>
            <input type="hidden" name="form[version]" value=version/>
        }
    };
    if !page.row.active {
        return view! {
            <PlainForm state to>{hidden("yes")}<button class="button button-primary" type="submit">{texts::put_back_in_use()}</button></PlainForm>
        }
        .into_any();
    }
    view! {
        <details class="popover" name="use">
            <summary class="button button-small button-quiet">{texts::take_out()}</summary>
            <div class="popover-panel at-end packaging-use">
                <p>{texts::take_out_about()}</p>
                <PlainForm state to>{hidden("no")}<button class="button button-danger" type="submit">{texts::take_out()}</button></PlainForm>
            </div>
        </details>
    }
    .into_any()
}

fn stats(page: &Material) -> AnyView {
    let row = &page.row;
    let unit = row.unit.as_str();
    let hue = parts::hue(row);
    let stat = |label: &'static str, value: String, about: String, hue: &str| {
        view! { <div class=format!("stat {hue}")>{label}<b>{value}</b><small>{about}</small></div> }
    };
    let maximum = row.maximum.map_or_else(|| texts::no_maximum().to_owned(), texts::maximum_is);
    view! {
        {stat(texts::balance(), row.on_hand.to_string(), unit.to_owned(), hue)}
        {stat(texts::reorder_at(), row.reorder_level.to_string(), maximum, "")}
        {stat(texts::lasts(), parts::lasts(row), texts::used_in_days(row.used, unit), "")}
        {stat(texts::on_order(), row.on_order.to_string(), unit.to_owned(), "")}
        {stat(texts::value(), row.value.short(), texts::at_rate(page.rate.rupees()), "")}
    }
    .into_any()
}

fn suggestion(page: &Material) -> AnyView {
    let order = page.suggestion.quantity;
    let title = if order.is_positive() { texts::order_so_many(order) } else { texts::nothing_to_order().to_owned() };
    let link = order.is_positive().then(|| {
        view! { <p class="mt-3"><a class="button button-small" href=format!("/packaging/reorder#{}", encode(&page.row.code))>{texts::add_to_request()}</a></p> }
    });
    view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2></div>
            <p class="muted">{page.suggestion.reasoning.clone()}</p>
            {link}
        </section>
    }
    .into_any()
}

fn why(page: &Material) -> AnyView {
    let (now, unit) = (page.now, page.row.unit.as_str());
    let items = page.decisions.iter().map(|decision| decided(decision, unit, now)).collect_view();
    view! {
        <section class="card" id="why">
            <div class="card-head"><h2>{texts::why_alert()}</h2></div>
            <p>{page.why.clone()}</p>
            <ol class="timeline mt-3">{items}</ol>
        </section>
    }
    .into_any()
}

fn decided(decision: &Decision, unit: &'static str, now: Timestamp) -> AnyView {
    let (class, icon) = match decision.outcome {
        Outcome::Fired => ("timeline-icon is-waiting", "bell"),
        Outcome::StillLow => ("timeline-icon is-draft", "minus"),
        Outcome::BackAbove => ("timeline-icon is-good", "arrow-up"),
    };
    let cause = if decision.level_changed { texts::level_was_changed().to_owned() } else { decision.user_name.clone() };
    let numbers = texts::decision(decision.before, decision.on_hand, unit, decision.level);
    // That nobody was told again need not be said of every movement: the sentence above says it.
    let told = match (decision.outcome, decision.told) {
        (Outcome::Fired, told) => Some(texts::told(told)),
        (Outcome::StillLow, _) => None,
        (Outcome::BackAbove, _) => Some(texts::will_tell_again().to_owned()),
    };
    view! {
        <li class="timeline-item">
            <span class=class><Icon name=icon/></span>
            <div><b>{decision.outcome.as_str()}</b>" "{numbers}" · "{cause}" "<time datetime=decision.at.iso() title=decision.at.to_string()>{decision.at.relative_to(now)}</time>{told.map(|told| view! { <p class="timeline-note">{told}</p> })}</div>
        </li>
    }
    .into_any()
}

fn facts(usage: FormState<SetUse>, page: &Material) -> AnyView {
    let row = &page.row;
    let take_out =
        (page.may_edit && row.active).then(|| view! { <span class="card-end">{use_form(usage, page)}</span> });
    let per_box = if row.per_box.is_positive() { row.per_box.to_string() } else { String::new() };
    let least = if page.minimum_order.is_positive() { page.minimum_order.to_string() } else { String::new() };
    let used_by = page
        .used_by
        .iter()
        .enumerate()
        .map(|(index, sku)| {
            let comma = if index > 0 { ", " } else { "" };
            view! { {comma}<a class="link" href=format!("/packaging/bills/{}", encode(&sku.code))>{sku.name.clone()}</a> }
        })
        .collect_view();
    let pairs = [
        (texts::category(), row.category.clone()),
        (texts::unit(), row.unit.to_string()),
        (texts::per_box(), per_box),
        (texts::minimum_order(), least),
        (texts::lead_time(), texts::days(page.lead_days)),
        (texts::rate(), page.rate.rupees()),
        (texts::vendor(), row.vendor.clone()),
        (texts::barcode(), row.barcode.clone()),
    ];
    let rows = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect_view();
    let packs = (!page.used_by.is_empty()).then(|| view! { <dt>{texts::packs()}</dt><dd>{used_by}</dd> });
    view! { <section class="card"><div class="card-head"><h2>{texts::details()}</h2>{take_out}</div><dl class="dl">{rows}{packs}</dl></section> }.into_any()
}

fn balances(page: &Material) -> AnyView {
    let (unit, now) = (page.row.unit.as_str(), page.now);
    let rows = page
        .balances
        .iter()
        .map(|one| {
            let moved = parts::day_of(one.last_moved_at, now);
            view! { <li><span>{one.warehouse.name.clone()}</span><span class="sub">{moved}</span><span><b>{one.on_hand.to_string()}</b>" "{unit}</span></li> }
        })
        .collect_view();
    let empty = page.balances.is_empty().then(|| view! { <p class="muted">{texts::nothing_moved()}</p> });
    view! { <section class="card"><div class="card-head"><h2>{texts::by_warehouse()}</h2></div>{empty}<ul class="rows">{rows}</ul></section> }.into_any()
}

fn vendors(vendors: Vec<VendorRow>, now: Timestamp) -> AnyView {
    let empty = vendors.is_empty().then(|| view! { <p class="muted">{texts::no_vendor()}</p> });
    let rows = vendors
        .into_iter()
        .map(|vendor| {
            let last = parts::day_of(vendor.last_received_at, now);
            let about = texts::vendor_terms(texts::days(vendor.lead_days), vendor.minimum_order);
            view! { <li><span class="flex items-center gap-1">{vendor.preferred.then(|| view! { <Icon name="star" class="icon-sm"/> })}{vendor.name}</span><span class="sub">{about}" "{last}</span><span>{vendor.rate.rupees()}</span></li> }
        })
        .collect_view();
    view! { <section class="card"><div class="card-head"><h2>{texts::vendors()}</h2></div>{empty}<ul class="rows">{rows}</ul></section> }.into_any()
}

fn batches(batches: Vec<BatchRow>, unit: &'static str, now: Timestamp) -> Option<AnyView> {
    if batches.is_empty() {
        return None;
    }
    let rows = batches
        .into_iter()
        .map(|batch| {
            let (class, left) = match batch.days_left {
                None => ("num quiet", String::new()),
                Some(days) if days < 0 => ("num text-hue is-stopped", texts::expired().to_owned()),
                Some(0) => ("num text-hue is-waiting", texts::today().to_owned()),
                Some(days) if days <= 30 => ("num text-hue is-waiting", texts::days(days)),
                Some(days) => ("num", texts::days(days)),
            };
            view! {
                <tr>
                    <td class="main code card-title">{batch.batch}</td>
                    <td class="num card-side">{batch.received.to_string()}" "<span class="sub">{unit}</span></td>
                    <td class="num quiet" data-label=texts::made()>{batch.made.map(|day| day.to_string())}</td>
                    <td class="num quiet" data-label=texts::expires()>{batch.expires.map(|day| day.to_string())}</td>
                    <td class=class data-label=texts::days_left()>{left}</td>
                    <td class="num quiet" data-label=texts::received_on()>{parts::day_in(batch.received_at.ist_date(), now)}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! {
        <section class="card card-flush">
            <div class="card-head"><h2>{texts::batches()}</h2></div>
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::batches()>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{texts::batch()}</th>
                            <th scope="col" class="num">{texts::received_quantity()}</th>
                            <th scope="col" class="num">{texts::made()}</th>
                            <th scope="col" class="num">{texts::expires()}</th>
                            <th scope="col" class="num">{texts::days_left()}</th>
                            <th scope="col" class="num">{texts::received_on()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    };
    Some(table.into_any())
}

fn purchases(
    close: FormState<ClosePurchase>,
    rows: Vec<PurchaseRow>,
    unit: &'static str,
    may: bool,
) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let expected = row.expected_on.map(|day| texts::expected_on(day.short()));
            let about = texts::purchase_about(row.ordered_on.short(), row.user_name, row.reference);
            let button = may.then(|| {
                view! {
                    <PlainForm state=close to="/packaging/purchases/close">
                        <input type="hidden" name="id" value=row.id.to_string()/>
                        <button class="button button-small button-quiet" type="submit">{texts::wont_come()}</button>
                    </PlainForm>
                }
            });
            view! { <li><span>{texts::ordered_of(row.quantity, row.received, unit)}" "{row.vendor}</span><span class="sub">{about}" "{expected}</span>{button}</li> }
        })
        .collect_view();
    Some(view! { <section class="card"><div class="card-head"><h2>{texts::on_order()}</h2></div><ul class="rows">{rows}</ul></section> }.into_any())
}
