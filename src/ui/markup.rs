//! Markup that is written as text: what stands in long lists, and the small things that stand everywhere.

use maud::{Markup, PreEscaped, Render};

/// A text that stands in every row, as maud writes it but a run at a time instead of byte by byte.
pub struct Text<'a>(pub &'a str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        push_text(out, self.0);
    }
}

/// Text as it stands in markup, also between double quotes: for drawings that are written by hand.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(&mut out, text);
    out
}

fn push_text(out: &mut String, text: &str) {
    // Most texts have nothing to escape; without an early end this is done many bytes at a time.
    if !text.bytes().fold(false, |found, byte| found | is_special(byte)) {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"')
}

/// An icon beside a word; alone, its button needs an `aria-label`. `class` may be empty.
pub fn icon(name: &str, class: &str) -> Markup {
    written(|out| push_icon(out, name, class))
}

/// What an icon's `<svg>` holds: its figure in the sprite.
pub fn figure(name: &str) -> Markup {
    written(|out| push_figure(out, name))
}

/// A state as icon, word and hue.
pub fn badge(hue: &str, icon: &str, label: &str) -> Markup {
    written(|out| {
        out.push_str("<span class=\"badge badge-");
        push_text(out, hue);
        out.push_str("\">");
        push_badge_inside(out, icon, label);
        out.push_str("</span>");
    })
}

/// What a badge holds.
pub fn badge_inside(icon: &str, label: &str) -> Markup {
    written(|out| push_badge_inside(out, icon, label))
}

fn push_badge_inside(out: &mut String, icon: &str, label: &str) {
    push_icon(out, icon, "");
    out.push_str("<span>");
    push_text(out, label);
    out.push_str("</span>");
}

fn push_icon(out: &mut String, name: &str, class: &str) {
    out.push_str("<svg class=\"icon");
    if !class.is_empty() {
        out.push(' ');
        push_text(out, class);
    }
    out.push_str("\" aria-hidden=\"true\">");
    push_figure(out, name);
    out.push_str("</svg>");
}

fn push_figure(out: &mut String, name: &str) {
    out.push_str("<use href=\"/icons.svg#");
    push_text(out, name);
    out.push_str("\"></use>");
}

fn written(push: impl FnOnce(&mut String)) -> Markup {
    /// What a badge comes to, in bytes.
    const USUAL: usize = 192;
    let mut out = String::with_capacity(USUAL);
    push(&mut out);
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn text_is_written_as_maud_writes_it() {
        for text in ["", "plain", "<script>", "a & b", "\"said\"", "शाम > सुबह", "it's &amp;"] {
            assert_eq!(escape(text), html! { (text) }.into_string());
            assert_eq!(html! { p title=(Text(text)) { (Text(text)) } }.0, html! { p title=(text) { (text) } }.0);
        }
    }

    #[test]
    fn a_badge_is_an_icon_and_a_word() {
        let expected = html! {
            span class="badge badge-stopped" { svg class="icon" aria-hidden="true" { use href="/icons.svg#timer" {} } span { "R&D" } }
        };
        assert_eq!(badge("stopped", "timer", "R&D").0, expected.0);
        assert_eq!(icon("x", "icon-sm").0, html! { svg class="icon icon-sm" aria-hidden="true" { (figure("x")) } }.0);
    }
}
