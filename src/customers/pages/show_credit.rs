//! How a customer stands: limit, exposure, what is due by age.

use leptos::prelude::*;

use super::parts::ageing_chart;
use crate::{
    credit::ageing::Ageing,
    customers::{
        model::{CustomerRecord, Standing},
        texts,
    },
    ui::Icon,
    values::Money,
};

/// The credit card of a customer's page.
pub fn credit(record: &CustomerRecord) -> AnyView {
    let standing = &record.standing;
    let edit = record.may_edit_credit.then(|| {
        let href = format!("/customers/{}/credit", record.form.code);
        view! { <a class="button button-small" href=href><Icon name="pencil"/>{texts::edit_credit()}</a> }
    });
    view! {
        <section class="card" id="credit">
            <div class="card-head"><h2>{texts::credit()}</h2><span class="card-end">{edit}</span></div>
            <div class="cards">
                <div>{sum(standing, &record.form.code)}{facts(standing)}</div>
                {standing.ageing.as_ref().map(|ages| view! { <div>{ageing(ages, standing.outstanding)}</div> })}
            </div>
        </section>
    }
    .into_any()
}

fn sum(standing: &Standing, code: &str) -> AnyView {
    let (limit, exposure) = (standing.limit.paise(), standing.exposure().paise());
    let whole = exposure.max(limit).max(1);
    let share =
        |amount: i64| i64::try_from(i128::from(amount.clamp(0, whole)) * 100 / i128::from(whole)).unwrap_or(100);
    let (used, within, all) =
        (share(standing.outstanding.paise().min(limit)), share(exposure.min(limit)), share(exposure));
    let over = standing.over();
    let label = texts::exposure_meter(standing.exposure().short(), standing.limit.short());
    let left = Money::from_paise(limit.saturating_sub(exposure).max(0));
    let class = if over.is_positive() { "meter is-stopped" } else { "meter" };
    let orders = format!("/orders?customer={code}");
    let counted = standing.counts_open_orders;
    let open = if counted { standing.open_orders.to_string() } else { texts::not_counted().to_owned() };
    let amount = standing.outstanding.to_string();
    let outstanding = match &standing.ageing {
        Some(_) => view! { <a href="#ageing">{amount}</a> }.into_any(),
        None => amount.into_any(),
    };
    view! {
        <svg class=class role="img" aria-label=label>
            <rect class="meter-used" width=format!("{used}%")></rect>
            <rect class="meter-this" x=format!("{used}%") width=format!("{}%", (within - used).max(0))></rect>
            <rect class="meter-over" x=format!("{within}%") width=format!("{}%", (all - within).max(0))></rect>
        </svg>
        <p class="meter-legend">
            <span class="key">{texts::used()}</span>
            <span class="key key-soft">{texts::on_the_way()}</span>
            {over.is_positive().then(|| view! { <span class="key is-stopped">{texts::over()}</span> })}
        </p>
        <dl class="sum">
            <div><dt>{texts::outstanding()}</dt><dd>{outstanding}</dd></div>
            <div><dt>{texts::open_orders(standing.open_count)}</dt><dd><a href=orders>{open}</a></dd></div>
            <div class="sum-total sum-rule"><dt>{texts::exposure_of(standing.limit)}</dt><dd>{standing.exposure().to_string()}</dd></div>
        </dl>
        {if over.is_positive() {
            view! { <p class="text-hue is-stopped">{texts::over_by(over.rupees())}</p> }.into_any()
        } else {
            view! { <p class="text-hue is-good">{texts::within(left.rupees())}</p> }.into_any()
        }}
    }
    .into_any()
}

fn facts(standing: &Standing) -> AnyView {
    let overdue = if standing.overdue.is_positive() {
        view! { <span class="text-hue is-stopped">{format!("{}, {}", standing.overdue.rupees(), texts::days_count(standing.ageing_days))}</span> }.into_any()
    } else {
        view! { <span>{standing.overdue.rupees()}</span> }.into_any()
    };
    view! {
        <dl class="dl mt-4">
            <dt>{texts::overdue()}</dt><dd>{overdue}</dd>
            <dt>{texts::days()}</dt><dd>{standing.days}</dd>
            <dt>{texts::cheque()}</dt><dd>{standing.security_cheque.clone()}</dd>
        </dl>
    }
    .into_any()
}

fn ageing(ages: &Ageing, outstanding: Money) -> AnyView {
    let by_age = if ages.0.iter().any(|amount| !amount.is_zero()) {
        ageing_chart(ages)
    } else {
        let said = if outstanding.is_positive() { texts::ageing_unknown() } else { texts::nothing_due() };
        view! { <p class="muted">{said}</p> }.into_any()
    };
    view! {
        <h3 id="ageing">{texts::ageing()}</h3>
        {by_age}
    }
    .into_any()
}
