//! Charts as SVG, drawn by pure functions: bars that are links, with a target line where there is a target.

use super::model::Bar;
use crate::ui::markup::escape;

/// A bar's row in the drawing, in units.
const ROW: usize = 26;
const WIDTH: i64 = 480;
/// Where bars begin, right of their labels.
const LEFT: i64 = 164;
/// What is left for the figure behind the longest bar.
const RIGHT: i64 = 92;

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// How long a value is where the greatest is `length` long.
fn scaled(value: i64, greatest: i64, length: i64) -> i64 {
    if greatest <= 0 {
        0
    } else {
        i64::try_from(i128::from(value.max(0)) * i128::from(length) / i128::from(greatest)).unwrap_or(length)
    }
}

/// Lying bars, one a row: label, bar, figure; a mark where the target is.
pub fn lying(title: &str, bars: &[Bar]) -> String {
    let greatest = bars
        .iter()
        .flat_map(|bar| [bar.value.paise(), bar.target.map_or(0, |target| target.paise())])
        .max()
        .unwrap_or(0);
    let room = WIDTH - LEFT - RIGHT;
    let height = bars.len() * ROW + 4;
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-label=\"{}\">",
        escape(title)
    );
    for (index, bar) in bars.iter().enumerate() {
        let top = index * ROW + 4;
        let (label, long) = (escape(&cut(&bar.label, 22)), scaled(bar.value.paise(), greatest, room).max(1));
        let full = escape(&format!("{}: {}, {}", bar.label, bar.value.short(), bar.note));
        let target = bar.target.filter(|target| target.is_positive());
        let mark = target.map(|target| LEFT + scaled(target.paise(), greatest, room));
        let end = LEFT + long;
        // The figure stands behind a mark that would run through it.
        let figure = mark.filter(|mark| (end..end + RIGHT).contains(mark)).unwrap_or(end) + 6;
        svg.push_str(&format!(
            "<a href=\"{}\" aria-label=\"{full}\"><title>{full}</title><rect class=\"chart-hit\" x=\"0\" y=\"{top}\" width=\"{WIDTH}\" height=\"22\" fill=\"transparent\"/>\
             <text class=\"chart-label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>\
             <rect class=\"chart-bar{}\" x=\"{LEFT}\" y=\"{top}\" width=\"{long}\" height=\"18\" rx=\"2\"/>\
             <text class=\"chart-value\" x=\"{}\" y=\"{}\">{}</text></a>",
            escape(&bar.href), LEFT - 8, top + 13, bar.hue_class(), figure, top + 13, escape(&bar.value.whole().short()),
        ));
        if let Some(x) = mark {
            svg.push_str(&format!(
                "<line class=\"chart-target\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
                top - 2,
                top + 20
            ));
        }
    }
    svg + "</svg>"
}

/// Standing bars side by side, for days or months; every so many carry a label.
pub fn standing(title: &str, bars: &[Bar]) -> String {
    const WIDE: i64 = 960;
    const HIGH: i64 = 200;
    const FLOOR: i64 = 176;
    let greatest = bars.iter().map(|bar| bar.value.paise()).max().unwrap_or(0);
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    let step = WIDE / count;
    let every = (count + 11) / 12;
    let mut svg = format!(
        "<svg class=\"chart chart-wide\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"group\" aria-label=\"{}\"><line class=\"chart-axis\" x1=\"0\" x2=\"{WIDE}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/>",
        escape(title)
    );
    for (index, bar) in bars.iter().enumerate() {
        let index = i64::try_from(index).unwrap_or(0);
        let x = WIDE * index / count;
        let high = scaled(bar.value.paise(), greatest, FLOOR - 12);
        let full = escape(&format!("{}: {}, {}", bar.label, bar.value.short(), bar.note));
        svg.push_str(&format!(
            "<a href=\"{}\" aria-label=\"{full}\"><title>{full}</title><rect x=\"{x}\" y=\"0\" width=\"{step}\" height=\"{FLOOR}\" fill=\"transparent\"/>\
             <rect class=\"chart-bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{high}\" rx=\"1\"/></a>",
            escape(&bar.href), x + 1, FLOOR - high, (step - 2).max(1),
        ));
        if index % every == 0 {
            svg.push_str(&format!(
                "<text class=\"chart-label\" x=\"{}\" y=\"194\">{}</text>",
                x + 1,
                escape(&bar.label)
            ));
        }
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Money;

    fn bar(label: &str, rupees: i64) -> Bar {
        Bar {
            label: label.to_owned(),
            value: Money::from_rupees(rupees),
            note: "2 orders".to_owned(),
            href: "/orders?a=1&b=2".to_owned(),
            target: None,
            hue: String::new(),
        }
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_half_is_half_as_long() {
        let svg = lying("Sales", &[bar("A", 200), bar("B", 100)]);
        assert!(svg.contains("width=\"224\"") && svg.contains("width=\"112\""), "{svg}");
    }

    #[test]
    fn a_figure_stands_behind_the_target_it_would_cover() {
        let near = Bar { target: Some(Money::from_rupees(120)), ..bar("A", 100) };
        assert!(lying("Sales", &[near]).contains("class=\"chart-value\" x=\"394\""));
        let far = Bar { target: Some(Money::from_rupees(400)), ..bar("A", 100) };
        assert!(lying("Sales", &[far]).contains("class=\"chart-value\" x=\"226\""));
    }

    #[test]
    fn names_from_outside_can_not_become_markup() {
        let svg = lying("Sales", &[bar("<script>", 1)]);
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
        assert!(svg.contains("href=\"/orders?a=1&amp;b=2\""));
    }

    #[test]
    fn nothing_sold_draws_no_bar_beyond_the_room() {
        assert!(standing("Trend", &[bar("1 Nov", 0)]).contains("height=\"0\""));
        assert!(standing("Trend", &[]).ends_with("</svg>"));
    }
}
