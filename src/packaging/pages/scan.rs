//! Barcodes: the camera that looks for one, and the field of a count sheet that goes to the line of one.

use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

use crate::{
    packaging::texts,
    ui::{Icon, input::focus_soon, scanner},
};

/// The camera, closed at first.
#[derive(Clone, Copy)]
pub struct Camera {
    open: RwSignal<bool>,
    /// Whether this browser reads barcodes; not before the page woke.
    pub reads: RwSignal<bool>,
}

impl Camera {
    pub fn new() -> Self {
        let camera = Self { open: RwSignal::new(false), reads: RwSignal::new(false) };
        Effect::new(move |_| camera.reads.set(scanner::can_scan()));
        camera
    }

    /// Looks for a code; does nothing while it looks for another.
    pub fn look(self, then: impl FnOnce(String) + 'static) {
        if self.open.get_untracked() {
            return;
        }
        self.open.set(true);
        // The picture is drawn first.
        request_animation_frame(move || {
            spawn_local(async move {
                let found = scanner::scan("camera").await;
                if self.open.try_set(false).is_some() {
                    return;
                }
                if let Some(code) = found {
                    then(code);
                }
            });
        });
    }
}

/// Where the camera's picture is shown.
pub fn picture(camera: Camera) -> AnyView {
    on_cleanup(|| scanner::stop("camera"));
    (move || {
        camera.open.get().then(|| {
            view! {
                <div class="packaging-camera" role="dialog" aria-label=texts::camera()>
                    <video id="camera" playsinline="" muted=""></video>
                    <p>{texts::point_camera()}</p>
                    <button class="button" type="button" on:click=move |_| scanner::stop("camera")>{crate::texts::cancel()}</button>
                </div>
            }
        })
    })
    .into_any()
}

/// A line of a sheet that a code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub code: String,
    pub barcode: String,
    pub name: String,
    /// The id of its first field.
    pub field: String,
}

/// The field of the line with this code or barcode.
fn line_of<'l>(lines: &'l [Line], typed: &str) -> Option<&'l Line> {
    let typed = typed.trim();
    let same = |line: &&Line| {
        line.code.eq_ignore_ascii_case(typed) || (!line.barcode.is_empty() && line.barcode.eq_ignore_ascii_case(typed))
    };
    lines.iter().find(same)
}

/// A field that takes a code, typed, from a scanner's keyboard or by the camera, and goes to its line.
pub fn finder(lines: Vec<Line>) -> AnyView {
    let camera = Camera::new();
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let (typed, said) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let lines = StoredValue::new(lines);
    let go = move |code: String| {
        let found = lines.with_value(|lines| line_of(lines, &code).cloned());
        match found {
            Some(line) => {
                said.set(line.name);
                typed.set(String::new());
                focus_soon(line.field);
            }
            None => said.set(texts::not_on_sheet(code.trim())),
        }
    };
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            let code = typed.get_untracked();
            if !code.trim().is_empty() {
                go(code);
            }
        }
    };
    let field = move || {
        view! {
            <div class="packaging-find touch print-hide">
                <div class="input-group">
                    <input class="input" id="find" type="text" autocomplete="off" autocapitalize="characters" enterkeyhint="go"
                        placeholder=texts::find_line() aria-label=texts::find_line() prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event)) on:keydown=enter/>
                    {move || camera.reads.get().then(|| view! {
                        <button class="icon-button" type="button" aria-label=texts::scan_barcode() on:click=move |_| camera.look(go)><Icon name="scan-barcode"/></button>
                    })}
                </div>
                <p class="field-hint" role="status">{move || said.get()}</p>
            </div>
        }
    };
    view! { {move || awake.get().then(field)}{picture(camera)} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_or_a_barcode_leads_to_its_line() {
        let line = |code: &str, barcode: &str| Line {
            code: code.to_owned(),
            barcode: barcode.to_owned(),
            name: String::new(),
            field: format!("loose-{code}"),
        };
        let lines = [line("PKG-001", ""), line("PKG-002", "8901234567894")];
        let found = |typed: &str| line_of(&lines, typed).map(|line| line.code.as_str());
        assert_eq!((found(" pkg-001 "), found("8901234567894")), (Some("PKG-001"), Some("PKG-002")));
        assert_eq!((found(""), found("890123")), (None, None));
    }
}
