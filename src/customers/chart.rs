//! The nine ageing buckets drawn: nine standing bars, the older the hotter.

use crate::{credit::ageing::Ageing, values::Money};

const WIDTH: i64 = 480;
/// Where bars stand.
const FLOOR: i64 = 136;
/// Room for the figures above the highest bar.
const TOP: i64 = 18;
const STEP: i64 = WIDTH / 9;

/// The marks of the chart, to stand in an `svg` of [`VIEW_BOX`].
pub fn ageing(ageing: &Ageing) -> String {
    let greatest = ageing.0.iter().map(|amount| amount.paise()).max().unwrap_or(0).max(1);
    let mut marks = format!("<line class=\"chart-axis\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>");
    for (index, (label, amount)) in (0i64..).zip(ageing.iter()) {
        let middle = index * STEP + STEP / 2;
        let high = height(amount, greatest);
        let under = under(label, middle);
        let label = label.replace('>', "&gt;");
        marks.push_str(&format!(
            "<g><title>{label} days: {}</title><rect class=\"chart-bar {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{high}\" rx=\"2\"/>\
             <text class=\"chart-label\" y=\"152\" text-anchor=\"middle\">{under}</text>",
            amount.short(),
            hue(index),
            index * STEP + 6,
            FLOOR - high,
            STEP - 12,
        ));
        if !amount.is_zero() {
            let figure = compact(amount);
            marks.push_str(&format!(
                "<text class=\"chart-value\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{figure}</text>",
                FLOOR - high - 5
            ));
        }
        marks.push_str("</g>");
    }
    marks
}

/// The coordinates that [`ageing`] draws in.
pub const VIEW_BOX: &str = "0 0 480 176";

/// So many letters of a phone's size stand side by side under a bar.
const LETTERS: usize = 5;

/// The bucket's name under its bar; one that is too long for it in two rows.
fn rows_of(label: &str) -> Vec<String> {
    let short = label.replace(" to ", "–");
    match label.split_once(" to ") {
        Some((from, to)) if short.chars().count() > LETTERS => vec![format!("{from}–"), to.to_owned()],
        _ => vec![short],
    }
}

fn under(label: &str, middle: i64) -> String {
    let row = |(index, row): (usize, String)| {
        let down = if index == 0 { "0" } else { "1.15em" };
        format!("<tspan x=\"{middle}\" dy=\"{down}\">{}</tspan>", row.replace('>', "&gt;"))
    };
    rows_of(label).into_iter().enumerate().map(row).collect()
}

fn height(amount: Money, greatest: i64) -> i64 {
    let room = FLOOR - TOP;
    let high = i128::from(amount.paise().max(0)) * i128::from(room) / i128::from(greatest);
    i64::try_from(high).unwrap_or(room)
}

const fn hue(index: i64) -> &'static str {
    match index {
        0..=2 => "is-good",
        3 | 4 => "is-waiting",
        _ => "is-stopped",
    }
}

/// `4.2 L`, `85 k`: a figure short enough to stand on a bar.
fn compact(amount: Money) -> String {
    let rupees = amount.paise() / 100;
    let tenths = |unit: i64, name: &str| {
        let tenths = rupees * 10 / unit;
        // From ten on the tenths would take the room of the next bar's figure.
        if tenths % 10 == 0 || tenths >= 100 {
            format!("{} {name}", tenths / 10)
        } else {
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    };
    match rupees {
        10_000_000.. => tenths(10_000_000, "Cr"),
        100_000.. => tenths(100_000, "L"),
        1_000.. => tenths(1_000, "k"),
        _ => rupees.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_bucket_fills_the_height_and_half_is_half_as_high() {
        let mut ages = Ageing::default();
        ages[0] = Money::from_rupees(200);
        ages[8] = Money::from_rupees(100);
        let marks = ageing(&ages);
        assert!(marks.contains("height=\"118\"") && marks.contains("height=\"59\""), "{marks}");
        assert!(marks.contains("&gt;180 days: ₹100"));
    }

    #[test]
    fn figures_are_short() {
        let short = |rupees| compact(Money::from_rupees(rupees));
        assert_eq!([short(950), short(4_250), short(420_000), short(20_000_000)], ["950", "4.2 k", "4.2 L", "2 Cr"]);
    }

    #[test]
    fn what_stands_under_and_on_a_bar_leaves_the_next_ones_alone() {
        let fits = |text: &str| assert!(text.chars().count() <= LETTERS, "{text}");
        crate::credit::ageing::LABELS.iter().flat_map(|label| rows_of(label)).for_each(|row| fits(&row));
        [999, 9_950, 99_950, 9_950_000, 123_456_700]
            .iter()
            .for_each(|rupees| fits(&compact(Money::from_rupees(*rupees))));
        assert_eq!(rows_of("120 to 150"), ["120–", "150"]);
        assert_eq!(rows_of("15 to 30"), ["15–30"]);
    }

    #[test]
    fn nothing_due_draws_flat() {
        assert!(!ageing(&Ageing::default()).contains("chart-value"));
    }
}
