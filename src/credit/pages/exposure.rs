//! The exposure as a sum, and how it stands to the limit: of a case, and of an order that nobody books.

use leptos::prelude::*;

use crate::{
    credit::{rules::Exposure, texts},
    orders::texts::not_counted,
    values::Money,
};

/// Each part links to what it is of; `href` is the customer's page.
#[component]
pub fn ExposureSum(
    exposure: Exposure,
    limit: Money,
    /// How many other orders are open.
    open: i64,
    /// Whether they count, by the credit policy.
    counted: bool,
    href: String,
    open_href: String,
    /// The number of this order, if it is booked.
    order: Option<String>,
) -> impl IntoView {
    let open_sum = if counted { exposure.open_orders.to_string() } else { not_counted().to_owned() };
    let this_order = exposure.this_order.to_string();
    let this_order = match order {
        Some(order) => view! { <a href=format!("/orders/{order}")>{this_order}</a> }.into_any(),
        None => this_order.into_any(),
    };
    let over = exposure.over(limit);
    let (class, said) = match over.is_positive() {
        true => ("text-hue is-stopped", texts::over_by(over.rupees())),
        false => ("text-hue is-good", texts::within().to_owned()),
    };
    view! {
        <dl class="sum">
            <div><dt>{texts::outstanding()}</dt><dd><a href=href>{exposure.outstanding.to_string()}</a></dd></div>
            <div><dt>{texts::open_orders(open)}</dt><dd><a href=open_href>{open_sum}</a></dd></div>
            <div><dt>{texts::this_order()}</dt><dd>{this_order}</dd></div>
            <div class="sum-total sum-rule"><dt>{texts::exposure_of(limit)}</dt><dd>{exposure.total().to_string()}</dd></div>
        </dl>
        <p class=class>{said}</p>
    }
}
