//! Drawings of points as SVG: a line small and large, and how totals are spread. Pure, so the server draws them.

use crate::{
    pms::model::{Bucket, MonthTotal},
    ui::markup::escape,
    values::Points,
};

/// How high a total stands in a drawing, where `most` reaches the top.
fn height(points: Points, most: Points, room: i64) -> i64 {
    part(points.millionths(), most.millionths(), room)
}

fn part(value: i64, most: i64, room: i64) -> i64 {
    i64::try_from(i128::from(value.max(0)) * i128::from(room) / i128::from(most.max(1))).unwrap_or(room).min(room)
}

/// The points of a line: `x,y x,y`, with gaps closed.
fn line(months: &[MonthTotal], most: Points, (room, top): (i64, i64), place: impl Fn(usize) -> i64) -> String {
    let at = |(index, month): (usize, &MonthTotal)| {
        month.total.map(|total| format!("{},{}", place(index), top + room - height(total, most, room)))
    };
    months.iter().enumerate().filter_map(at).collect::<Vec<_>>().join(" ")
}

/// A line of totals, 120 by 16, between their least and their most.
pub fn spark(months: &[MonthTotal]) -> Option<String> {
    let totals: Vec<Points> = months.iter().filter_map(|month| month.total).collect();
    let (least, most) = (totals.iter().min()?, totals.iter().max()?);
    let last = i64::try_from(totals.len().checked_sub(1).filter(|last| *last > 0)?).ok()?;
    let span = most.minus(*least).plus(Points::from_millionths(1));
    let points = totals.iter().enumerate().map(|(index, total)| {
        let x = i64::try_from(index).unwrap_or_default() * 120 / last;
        format!("{x},{}", 15 - height(total.minus(*least), span, 13))
    });
    Some(points.collect::<Vec<_>>().join(" "))
}

/// The most that a drawing has room for: 125 points, or what there is.
fn most(totals: impl Iterator<Item = Points>) -> Points {
    totals.max().unwrap_or_default().max(Points::from_whole(125))
}

/// The drawing of a year: its width, where its bars stand, and how high they may be.
const WIDE: i64 = 960;
const FLOOR: i64 = 172;
const ROOM: i64 = FLOOR - 20;

/// A month's bar.
struct Bar {
    high: i64,
    shown: String,
    hue: &'static str,
}

/// A year, month by month: bars with their totals, those that run hollow, those below 50 in another hue, the average as a line.
pub fn year(
    title: &str,
    months: &[MonthTotal],
    average: Option<Points>,
    href: impl Fn(&MonthTotal) -> String,
) -> String {
    let most = most(months.iter().filter_map(|month| month.total));
    let bar = |month: &MonthTotal| {
        let total = month.total?;
        let hue = match month.counted() {
            None => " is-hollow",
            Some(total) if total < Points::from_whole(50) => " is-stopped",
            Some(_) => "",
        };
        Some(Bar { high: height(total, most, ROOM), shown: total.shown(), hue })
    };
    let line = average.map(|average| {
        let y = FLOOR - height(average, most, ROOM);
        format!("<line class=\"chart-target\" x1=\"0\" x2=\"{WIDE}\" y1=\"{y}\" y2=\"{y}\"/>")
    });
    bars(title, months, &line.unwrap_or_default(), bar, href)
}

/// What a year pays, month by month; a month that runs is hollow. Nothing where nothing is paid.
pub fn paid(title: &str, months: &[MonthTotal], href: impl Fn(&MonthTotal) -> String) -> Option<String> {
    let most = months.iter().map(|month| month.amount.paise()).max().filter(|most| *most > 0)?;
    let bar = |month: &MonthTotal| {
        let hue = if month.runs() { " is-hollow" } else { "" };
        let paid = (!month.amount.is_zero()).then_some(month.amount)?;
        Some(Bar { high: part(paid.paise(), most, ROOM), shown: paid.short(), hue })
    };
    Some(bars(title, months, "", bar, href))
}

/// The months with their bars, a line across them, what they come to above both.
fn bars(
    title: &str,
    months: &[MonthTotal],
    across: &str,
    bar: impl Fn(&MonthTotal) -> Option<Bar>,
    href: impl Fn(&MonthTotal) -> String,
) -> String {
    let step = WIDE / i64::try_from(months.len()).unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg class=\"chart chart-wide\" viewBox=\"0 0 {WIDE} 200\" role=\"group\" aria-label=\"{}\">\
         <line class=\"chart-axis\" x1=\"0\" x2=\"{WIDE}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>",
        escape(title)
    );
    let mut values = String::new();
    for (index, month) in months.iter().enumerate() {
        let (x, name) = (i64::try_from(index).unwrap_or_default() * step, escape(&month.month.wire()));
        let text = |class: &str, y: i64, text: &str| {
            format!("<text class=\"{class}\" x=\"{}\" y=\"{y}\" text-anchor=\"middle\">{text}</text>", x + step / 2)
        };
        svg.push_str(&text("chart-label", 192, &name));
        let Some(Bar { high, shown, hue }) = bar(month) else { continue };
        svg.push_str(&format!(
            "<a href=\"{}\" aria-label=\"{name}: {shown}\"><title>{name}: {shown}</title>\
             <rect class=\"chart-bar{hue}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{high}\" rx=\"2\"/></a>",
            escape(&href(month)),
            x + 14,
            FLOOR - high,
            step - 28,
        ));
        values.push_str(&text("chart-value", FLOOR - high - 6, &shown));
    }
    svg + across + &values + "</svg>"
}

/// Two people's or two years' totals as lines over the same months.
pub fn lines(title: &str, left: &[MonthTotal], right: &[MonthTotal]) -> String {
    let most = most(left.iter().chain(right).filter_map(|month| month.total));
    let last = i64::try_from(left.len().max(right.len()).saturating_sub(1)).unwrap_or(1).max(1);
    let place = |index: usize| 12 + i64::try_from(index).unwrap_or_default() * 456 / last;
    let draw = |months: &[MonthTotal], hue: &str| {
        format!("<polyline class=\"chart-line {hue}\" points=\"{}\"/>", line(months, most, (120, 10), place))
    };
    let longer = if left.len() < right.len() { right } else { left };
    let label = |(index, month): (usize, &MonthTotal)| {
        let (x, name) = (place(index), escape(month.month.short()));
        format!("<text class=\"chart-label\" x=\"{x}\" y=\"146\" text-anchor=\"middle\">{name}</text>")
    };
    let labels: String = longer.iter().enumerate().map(label).collect();
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 480 152\" role=\"img\" aria-label=\"{}\">\
         <line class=\"chart-axis\" x1=\"0\" x2=\"480\" y1=\"130\" y2=\"130\"/>{labels}{}{}</svg>",
        escape(title),
        draw(left, ""),
        draw(right, "is-side"),
    )
}

/// How many totals lie where: by rule alone hollow, as adjusted filled.
pub fn spread(title: &str, buckets: &[Bucket]) -> String {
    const FLOOR: i64 = 128;
    let greatest = buckets.iter().flat_map(|bucket| [bucket.before, bucket.after]).max().unwrap_or(0).max(1);
    let step = 480 / i64::try_from(buckets.len()).unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg class=\"chart chart-tight\" viewBox=\"0 0 480 160\" role=\"img\" aria-label=\"{}\">\
         <line class=\"chart-axis\" x1=\"0\" x2=\"480\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>",
        escape(title)
    );
    for (index, bucket) in buckets.iter().enumerate() {
        let x = i64::try_from(index).unwrap_or_default() * step;
        let label = escape(&bucket_name(bucket));
        let bar = |count: i64, x: i64, hue: &str| {
            let high = count * (FLOOR - 20) / greatest;
            let value = if count == 0 { String::new() } else { count.to_string() };
            format!(
                "<rect class=\"chart-bar{hue}\" x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{high}\" rx=\"1\"/>\
                 <text class=\"chart-value\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{value}</text>",
                FLOOR - high,
                step / 2 - 6,
                x + step / 4 - 3,
                FLOOR - high - 4,
            )
        };
        svg.push_str(&bar(bucket.before, x + 4, " is-hollow"));
        svg.push_str(&bar(bucket.after, x + step / 2, ""));
        svg.push_str(&format!(
            "<text class=\"chart-label\" x=\"{}\" y=\"148\" text-anchor=\"middle\">{label}</text>",
            x + step / 2
        ));
    }
    svg + "</svg>"
}

/// `90–96`, `below 50`, `from 111`.
pub fn bucket_name(bucket: &Bucket) -> String {
    match bucket.to {
        Some(to) if bucket.from.is_zero() => format!("< {to}"),
        Some(to) => format!("{}–{to}", bucket.from),
        None => format!("≥ {}", bucket.from),
    }
}

/// How deep a cell of the heat map is, 1 to 5: below 50, 75, 90, 101, and above.
pub fn depth(total: Points) -> usize {
    [50, 75, 90, 101].iter().filter(|limit| total >= Points::from_whole(**limit)).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pms::review::CardStatus,
        values::{Money, Month, Percent},
    };

    fn month(number: u8, total: Option<i64>) -> MonthTotal {
        MonthTotal {
            month: Month::new(2026, number).unwrap(),
            total: total.map(Points::from_whole),
            status: Some(CardStatus::Locked),
            percent: Percent::ZERO,
            amount: Money::ZERO,
        }
    }

    #[test]
    fn a_month_that_runs_is_hollow_and_never_weak() {
        let running = MonthTotal { status: Some(CardStatus::Draft), ..month(2, Some(4)) };
        let svg = year("Year", &[month(1, Some(99)), running], None, |m| m.month.iso());
        assert_eq!((svg.matches("is-hollow").count(), svg.matches("is-stopped").count()), (1, 0));
    }

    #[test]
    fn what_a_year_pays_is_drawn_where_it_pays_anything() {
        let pays = |number, rupees| MonthTotal { amount: Money::from_rupees(rupees), ..month(number, Some(99)) };
        assert_eq!(paid("Paid", &[pays(1, 0), pays(2, 0)], |m| m.month.iso()), None);
        let running = MonthTotal { status: Some(CardStatus::Draft), ..pays(3, 5_000) };
        let svg = paid("Paid", &[pays(1, 7_500), pays(2, 0), running], |m| m.month.iso()).unwrap();
        assert_eq!((svg.matches("<a href").count(), svg.matches("is-hollow").count()), (2, 1));
        assert!(svg.contains("₹7,500") && svg.contains("height=\"152\""), "{svg}");
    }

    #[test]
    fn a_line_needs_two_months() {
        assert_eq!(spark(&[month(1, Some(90))]), None);
        assert_eq!(spark(&[month(1, Some(90)), month(2, None), month(3, Some(99))]).as_deref(), Some("0,15 120,3"));
    }

    #[test]
    fn a_month_below_50_is_marked_and_every_bar_is_a_link() {
        let svg = year("Year", &[month(1, Some(49)), month(2, Some(99)), month(3, None)], None, |m| m.month.iso());
        assert_eq!((svg.matches("is-stopped").count(), svg.matches("<a href").count()), (1, 2));
        assert!(svg.contains("href=\"2026-02\""));
    }

    #[test]
    fn nothing_leaves_its_text_in_a_drawing() {
        let svg = lines("A <b> & \"c\"", &[month(1, Some(300))], &[]);
        assert!(svg.contains("A &lt;b&gt; &amp; &quot;c&quot;"));
    }

    #[test]
    fn depth_follows_the_incentive() {
        assert_eq!([0, 50, 75, 90, 101, 200].map(|p| depth(Points::from_whole(p))), [1, 2, 3, 4, 5, 5]);
    }
}
