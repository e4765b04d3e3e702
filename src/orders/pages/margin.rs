//! What an order earns, for those who see costs.

use leptos::prelude::*;

use crate::orders::{
    margin::{Earned, LineMargin, Margin},
    model::Line,
    texts,
};

/// One line that opens to the lines of the order.
#[component]
pub fn MarginFold(margin: Margin, lines: Vec<Line>) -> impl IntoView {
    let head = margin.earned.map_or_else(|| texts::no_margin().to_owned(), |earned| told(&earned));
    let without = Some(margin.without_cost()).filter(|count| *count > 0).map(texts::without_cost);
    let rows = margin.lines.into_iter().zip(lines).map(|(line, sold)| row(line, sold)).collect_view();
    view! {
        <details class="mt-3 print-hide" id="margin">
            <summary><span class=hue("link", margin.earned)>{head}</span></summary>
            <p class="muted">{texts::margin_about()}</p>
            {without.map(|without| view! { <p class="text-hue is-waiting">{without}</p> })}
            <div class="table-wrap" tabindex="0" role="region" aria-label=texts::margin_head()>
                <table class="table">
                    <thead>
                        <tr>
                            <th>{texts::product()}</th>
                            <th class="num">{texts::sale()}</th>
                            <th class="num">{texts::cost()}</th>
                            <th class="num">{texts::margin_head()}</th>
                            <th class="num">"%"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn told(earned: &Earned) -> String {
    match earned.share() {
        Some(share) => texts::margin(earned.margin.rupees(), share),
        None => texts::margin_alone(earned.margin.rupees()),
    }
}

fn hue(class: &'static str, earned: Option<Earned>) -> String {
    let loses = earned.is_some_and(|earned| earned.margin.is_negative());
    if loses { format!("{class} text-hue is-stopped") } else { class.to_owned() }
}

fn row(line: LineMargin, sold: Line) -> AnyView {
    let earned = line.earned;
    let share = earned.and_then(|earned| earned.share()).map(|share| share.to_string());
    let cost = match earned {
        Some(earned) => view! { {earned.cost.to_string()} }.into_any(),
        None => view! { <span class="sub">{texts::no_cost()}</span> }.into_any(),
    };
    let name = sold.product_name.clone();
    view! {
        <tr>
            <td class="fill card-title" title=name><span class="sub code">{sold.sku}</span>" "<span class="main">{sold.product_name}</span></td>
            <td class="num" data-label=texts::sale()>{sold.amount.to_string()}</td>
            <td class="num" data-label=texts::cost()>{cost}</td>
            <td class=hue("num main card-side", earned)>{earned.map(|earned| earned.margin.to_string())}</td>
            <td class="num quiet" data-label="%">{share}</td>
        </tr>
    }
    .into_any()
}
