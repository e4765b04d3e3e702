//! The charts of packaging as SVG, drawn on either side by pure functions.

use leptos::prelude::*;

use crate::{
    packaging::{
        model::{DaySums, USE_DAYS},
        texts,
    },
    values::Quantity,
};

const WIDE: i64 = 960;
/// Of a drawing that takes part of the page.
const HALF: i64 = 560;
const HIGH: i64 = 200;
/// Where the days are written, under the drawing.
const FLOOR: i64 = 176;

fn high(quantity: Quantity, greatest: i64, room: i64) -> i64 {
    if greatest <= 0 {
        return 0;
    }
    i64::try_from(i128::from(quantity.thousandths().max(0)) * i128::from(room) / i128::from(greatest)).unwrap_or(room)
}

/// What a day's mark says.
fn told(day: &DaySums, unit: &str) -> String {
    texts::day_told(day.day.short(), day.came_in, day.went_out, day.balance, unit)
}

/// What went out on each of the last 30 days, against the average.
pub fn uses(days: &[DaySums], unit: &str) -> AnyView {
    let days = &days[days.len().saturating_sub(USE_DAYS as usize)..];
    let greatest = days.iter().map(|day| day.went_out.thousandths()).max().unwrap_or(0);
    if greatest == 0 {
        return view! { <p class="muted">{texts::nothing_went_out()}</p> }.into_any();
    }
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    let sum: i64 = days.iter().map(|day| day.went_out.thousandths()).fold(0, i64::saturating_add);
    let average = Quantity::from_thousandths(sum / count);
    let room = FLOOR - 12;
    let bars = (0_i64..)
        .zip(days)
        .map(|(index, day)| {
            let (x, high) = (HALF * index / count, high(day.went_out, greatest, room));
            view! {
                <g>
                    <title>{texts::out_on(day.day.short(), day.went_out, unit)}</title>
                    <rect class="chart-bar" x=x + 2 y=FLOOR - high width=(HALF / count - 4).max(2) height=high rx="2"></rect>
                </g>
            }
        })
        .collect_view();
    let line = FLOOR - high(average, greatest, room);
    let whole = average.thousandths() / 1_000;
    let (first, last) = (days.first().map(|day| day.day.short()), days.last().map(|day| day.day.short()));
    view! {
        <div class="chart-box" tabindex="0" role="region" aria-label=texts::use_chart()>
            <svg class="chart" viewBox=format!("0 0 {HALF} {HIGH}") role="img" aria-label=texts::use_average(whole, unit)>
                {bars}
                <line class="chart-target" x1="0" x2=HALF y1=line y2=line></line>
                <text class="chart-label" x="0" y="196">{first}</text>
                <text class="chart-label" x=HALF y="196" text-anchor="end">{last}</text>
            </svg>
        </div>
    }
    .into_any()
}

/// The balance of the last 90 days as a line over its reorder level, what came in and went out as bars below.
pub fn movements(days: &[DaySums], level: Quantity, unit: &str) -> AnyView {
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    let greatest = days.iter().map(|day| day.balance.thousandths()).max().unwrap_or(0).max(level.thousandths());
    let most = days.iter().map(|day| day.came_in.thousandths().max(day.went_out.thousandths())).max().unwrap_or(0);
    let room = 112;
    let y = |quantity: Quantity| 120 - high(quantity, greatest, room);
    let x = |index: i64| WIDE * index / count + WIDE / count / 2;
    let points: Vec<String> =
        (0_i64..).zip(days).map(|(index, day)| format!("{},{}", x(index), y(day.balance))).collect();
    let area = format!("{},120 {} {},120", x(0), points.join(" "), x(count - 1));
    let bars = (0_i64..).zip(days).map(|(index, day)| day_bars(index, count, day, most, unit)).collect_view();
    let labels = (0_i64..)
        .zip(days)
        .filter(|(index, _)| index % 15 == 0)
        .map(|(index, day)| view! { <text class="chart-label" x=WIDE * index / count y="196">{day.day.short()}</text> })
        .collect_view();
    let rows = days.iter().rev().filter(|day| moved(day)).map(table_row).collect_view();
    let mark = y(level);
    view! {
        <div class="chart-box packaging-chart" tabindex="0" role="region" aria-label=texts::movement_chart()>
            <svg class="chart chart-wide" viewBox=format!("0 0 {WIDE} {HIGH}") role="img" aria-label=texts::movement_chart()>
                <polygon class="chart-area" points=area></polygon>
                <polyline class="chart-line" points=points.join(" ")></polyline>
                <line class="chart-target" x1="0" x2=WIDE y1=mark y2=mark></line>
                <text class="chart-label" x="0" y=mark - 4>{texts::level_mark(level)}</text>
                <line class="chart-axis" x1="0" x2=WIDE y1="152" y2="152"></line>
                {bars}
                {labels}
            </svg>
        </div>
        <p class="meter-legend"><span class="key">{texts::balance()}</span><span class="key is-good">{texts::came_in()}</span><span class="key is-waiting">{texts::went_out()}</span></p>
        <details class="chart-table">
            <summary>{texts::as_table()}</summary>
            <table class="table table-plain">
                <thead>
                    <tr>
                        <th scope="col">{texts::day()}</th>
                        <th scope="col" class="num">{texts::came_in()}</th>
                        <th scope="col" class="num">{texts::went_out()}</th>
                        <th scope="col" class="num">{texts::balance()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

const fn moved(day: &DaySums) -> bool {
    !day.came_in.is_zero() || !day.went_out.is_zero() || !day.counted.is_zero()
}

fn day_bars(index: i64, count: i64, day: &DaySums, most: i64, unit: &str) -> impl IntoView {
    let (left, wide) = (WIDE * index / count, (WIDE / count - 2).max(2));
    let (came_in, went_out) = (high(day.came_in, most, 24), high(day.went_out, most, 24));
    view! {
        <g>
            <title>{told(day, unit)}</title>
            <rect x=left y="0" width=WIDE / count height=FLOOR fill="transparent"></rect>
            <rect class="chart-bar is-good" x=left + 1 y=152 - came_in width=wide height=came_in></rect>
            <rect class="chart-bar is-waiting" x=left + 1 y="152" width=wide height=went_out></rect>
        </g>
    }
}

fn table_row(day: &DaySums) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{day.day.short()}</th>
            <td class="num">{day.came_in.to_string()}</td>
            <td class="num">{day.went_out.to_string()}</td>
            <td class="num">{day.balance.to_string()}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_fills_the_room_and_half_of_it_half() {
        let greatest = Quantity::from_units(40);
        assert_eq!(high(greatest, greatest.thousandths(), 100), 100);
        assert_eq!(high(Quantity::from_units(20), greatest.thousandths(), 100), 50);
    }

    #[test]
    fn nothing_draws_nothing() {
        assert_eq!(high(Quantity::from_units(20), 0, 100), 0);
        assert_eq!(high(Quantity::from_thousandths(-5), 10, 100), 0);
    }
}
