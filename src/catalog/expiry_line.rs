//! When the batches of a product expire, as SVG on a line of time: a mark for each, larger the more of it there is.

use super::model::BatchRow;
use crate::ui::markup::escape;

const WIDE: i64 = 480;
/// Room at either end, so that no mark is cut.
const EDGE: i64 = 14;
const LINE: i64 = 30;
/// Half the room of a tick's days, in the larger letters of a phone.
const HALF_LABEL: i64 = 38;
/// Days at which the line is marked.
const TICKS: [i64; 9] = [0, 30, 60, 90, 180, 270, 365, 545, 730];

/// The drawing, or nothing where no batch with stock expires. What is past its day stands at the beginning.
pub fn draw(title: &str, batches: &[BatchRow]) -> Option<String> {
    let mut marks: Vec<(i64, i64, &str)> = batches
        .iter()
        .filter(|batch| batch.on_hand.is_positive())
        .filter_map(|batch| Some((i64::from(batch.days_left?), batch.on_hand.thousandths(), batch.number.as_str())))
        .collect();
    marks.sort_unstable();
    let last = marks.last()?.0.max(90);
    let most = marks.iter().map(|(_, quantity, _)| *quantity).max().unwrap_or(1).max(1);
    let at = |days: i64| EDGE + days.clamp(0, last) * (WIDE - 2 * EDGE) / last;
    let told: Vec<String> = marks.iter().map(|(days, _, number)| format!("{number}: {}", in_days(*days))).collect();
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDE} 56\" role=\"img\" aria-label=\"{}\">\
         <line class=\"chart-axis\" x1=\"{EDGE}\" x2=\"{}\" y1=\"{LINE}\" y2=\"{LINE}\"/>",
        escape(&format!("{title}: {}", told.join(", "))),
        WIDE - EDGE,
    );
    // To where the days of the tick before reach.
    let mut taken = 0;
    for tick in TICKS.into_iter().filter(|tick| *tick <= last) {
        let x = at(tick);
        // In the middle they would stand over the edge.
        let (anchor, from, to) = match x {
            _ if tick == 0 => ("start", x, x + HALF_LABEL),
            x if x > WIDE - HALF_LABEL => ("end", x - 2 * HALF_LABEL, x),
            x => ("middle", x - HALF_LABEL, x + HALF_LABEL),
        };
        if from < taken {
            continue;
        }
        taken = to;
        svg.push_str(&format!(
            "<line class=\"chart-grid\" x1=\"{x}\" x2=\"{x}\" y1=\"4\" y2=\"{LINE}\"/>\
             <text class=\"chart-label\" x=\"{x}\" y=\"50\" text-anchor=\"{anchor}\">{}</text>",
            if tick == 0 { "today".to_owned() } else { format!("{tick} days") },
        ));
    }
    for (days, quantity, number) in marks {
        let hue = match days {
            ..=0 => "is-stopped",
            1..=30 => "is-waiting",
            _ => "",
        };
        let radius = 4 + quantity.saturating_mul(7) / most;
        let (x, about) = (at(days), escape(&format!("{number}: {}", in_days(days))));
        svg.push_str(&format!(
            "<circle class=\"chart-dot {hue}\" cx=\"{x}\" cy=\"{LINE}\" r=\"{radius}\"><title>{about}</title></circle>"
        ));
    }
    Some(svg + "</svg>")
}

fn in_days(days: i64) -> String {
    match days {
        ..=-1 => "expired".to_owned(),
        0 => "expires today".to_owned(),
        1 => "1 day left".to_owned(),
        more => format!("{more} days left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{BatchId, Quantity};

    fn batch(number: &str, days: Option<i32>, units: i64) -> BatchRow {
        BatchRow {
            id: BatchId::from(1),
            number: number.to_owned(),
            warehouse: "Bhiwandi".to_owned(),
            made: None,
            expires: None,
            weight: None,
            on_hand: Quantity::from_units(units),
            reserved: Quantity::ZERO,
            sellable: Quantity::from_units(units),
            days_left: days,
            active: true,
        }
    }

    #[test]
    fn each_batch_stands_at_its_day() {
        let svg = draw("Expiry", &[batch("A", Some(0), 10), batch("B", Some(90), 5)]).unwrap();
        assert!(svg.contains("is-stopped\" cx=\"14\" cy=\"30\" r=\"11\""), "{svg}");
        assert!(svg.contains("cx=\"466\" cy=\"30\" r=\"7\"") && svg.contains("B: 90 days left"), "{svg}");
    }

    #[test]
    fn the_days_stand_within_the_drawing_and_clear_of_each_other() {
        let svg = draw("Expiry", &[batch("A", Some(180), 1)]).unwrap();
        assert!(svg.contains("x=\"466\" y=\"50\" text-anchor=\"end\">180 days"), "{svg}");
        assert!(svg.contains("x=\"240\" y=\"50\" text-anchor=\"middle\">90 days"), "{svg}");
        assert!(!svg.contains(">30 days"), "{svg}");
    }

    #[test]
    fn what_keeps_or_is_sold_out_is_not_drawn() {
        assert_eq!(draw("Expiry", &[batch("A", None, 10), batch("B", Some(9), 0)]), None);
    }

    #[test]
    fn a_batch_number_can_not_become_markup() {
        assert!(!draw("Expiry", &[batch("<b>", Some(9), 1)]).unwrap().contains("<b>"));
    }
}
