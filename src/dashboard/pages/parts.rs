//! Pieces that Home and the dashboard share.

use leptos::prelude::*;

use crate::dashboard::{
    chart,
    model::{Bar, Chart, Stat, Target},
    texts,
};

/// Figures side by side, each a link to its rows.
pub fn stats(stats: Vec<Stat>) -> AnyView {
    let cells = stats
        .into_iter()
        .map(|stat| {
            let class = if stat.hue.is_empty() { "stat".to_owned() } else { format!("stat is-{}", stat.hue) };
            let inside = view! { {stat.label}<b>{stat.value}</b><small>{stat.note}</small> };
            let full = (!stat.exact.is_empty()).then_some(stat.exact);
            if stat.href.is_empty() {
                view! { <div class=class title=full>{inside}</div> }.into_any()
            } else {
                view! { <a class=class href=stat.href title=full>{inside}</a> }.into_any()
            }
        })
        .collect_view();
    view! { <div class="stat-row">{cells}</div> }.into_any()
}

/// What was reached of a target, drawn against the time that is gone.
pub fn target(target: Target) -> AnyView {
    let percent = target.percent();
    let reached = target_words(&target);
    let full = texts::target_of(target.achieved.rupees(), target.target.rupees());
    let class = if percent >= target.time_percent { "meter is-good" } else { "meter is-waiting" };
    let bars = (!target.people.is_empty()).then(|| drawn(target.title.clone(), target.people, false));
    let all =
        (!target.href.is_empty()).then(|| view! { <a class="card-end link" href=target.href>{texts::see_all()}</a> });
    let note = (!target.note.is_empty()).then(|| view! { <p class="muted">{target.note}</p> });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{target.title}</h2>
                <small>{target.period}</small>
                {all}
            </div>
            <p title=full><b>{reached.clone()}</b></p>
            <svg class=class role="img" aria-label=reached>
                <rect width=format!("{}%", percent.clamp(0, 100))></rect>
                <line class="meter-mark" x1=format!("{}%", target.time_percent) x2=format!("{}%", target.time_percent) y1="0" y2="14"></line>
            </svg>
            <p class="muted">{texts::target_percent(percent)}" · "{texts::time_gone(target.time_percent)}</p>
            {note}
            {bars}
        </section>
    }
    .into_any()
}

fn target_words(target: &Target) -> String {
    texts::target_of(target.achieved.whole().short(), target.target.whole().short())
}

/// A chart with its table beside it.
pub fn chart_card(chart: Chart) -> AnyView {
    let note = (!chart.note.is_empty()).then(|| view! { <p class="muted">{chart.note}</p> });
    let inside = if chart.bars.iter().all(|bar| bar.value.is_zero()) {
        view! { <p class="muted">{texts::nothing_in_period()}</p> }.into_any()
    } else {
        drawn(chart.title.clone(), chart.bars, chart.wide)
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{chart.title}</h2><small>{chart.period}</small></div>
            {note}
            {inside}
        </section>
    }
    .into_any()
}

fn drawn(title: String, bars: Vec<Bar>, wide: bool) -> AnyView {
    let svg = if wide { chart::standing(&title, &bars) } else { chart::lying(&title, &bars) };
    let against = bars.iter().any(|bar| bar.target.is_some());
    let rows = bars
        .into_iter()
        .map(|bar| {
            view! {
                <tr>
                    <th scope="row"><a class="link" href=bar.href>{bar.label}</a></th>
                    <td class="num">{bar.note}</td>
                    <td class="num">{bar.value.rupees()}</td>
                    {against.then(|| view! { <td class="num">{bar.target.map(|target| target.rupees())}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="chart-box" tabindex="0" role="region" aria-label=title inner_html=svg></div>
        <details class="chart-table">
            <summary>{texts::table()}</summary>
            <table class="table table-plain">
                <thead>
                    <tr>
                        <th scope="col">{texts::what()}</th>
                        <th scope="col" class="num">{texts::orders_head()}</th>
                        <th scope="col" class="num">{texts::value()}</th>
                        {against.then(|| view! { <th scope="col" class="num">{texts::target()}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
