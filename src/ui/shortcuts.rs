//! The keys that work everywhere: `n` books, `/` searches, `?` helps, ⌘K or Ctrl K opens the palette.

use std::sync::{Arc, LazyLock};

use leptos::{ev, html::Dialog, prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use maud::html;

use super::{browser, palette::Palette};
use crate::texts;

/// The keys and what they do, as the help shows them.
const KEYS: &[(&str, fn() -> &'static str)] = &[
    ("⌘K", texts::key_palette),
    ("/", texts::key_search),
    ("n", texts::key_book),
    ("?", texts::key_help),
    ("j k", texts::key_rows),
    ("x", texts::key_select),
    ("↵", texts::key_open),
    ("⌘↵", texts::key_send),
    ("esc", texts::key_close),
];

/// The palette's dialog, for the button that opens it.
#[derive(Clone, Copy, Default)]
pub struct PaletteDialog(pub NodeRef<Dialog>, NodeRef<Dialog>);

impl PaletteDialog {
    /// Opens the list of keys.
    pub fn help(self) {
        show_help(self.1);
    }

    /// For the search of the frame: opens the palette; without script that is a link.
    pub fn open(self, event: &ev::MouseEvent) {
        if !event.ctrl_key() && !event.meta_key() && show(self.0) {
            event.prevent_default();
        }
    }
}

/// Listens, and holds the two dialogs.
#[component]
pub fn Shortcuts(may_book: bool) -> impl IntoView {
    let PaletteDialog(palette, help) = use_context::<PaletteDialog>().unwrap_or_default();
    let navigate = use_navigate();
    let navigate = StoredValue::new(navigate);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let with_command = event.ctrl_key() || event.meta_key();
            let key = event.key();
            let done = match key.as_str() {
                "k" | "K" if with_command => show(palette),
                _ if with_command || event.alt_key() || browser::is_typing() || is_shown(palette) || is_shown(help) => {
                    false
                }
                "/" => focus_search() || show(palette),
                "?" => show_help(help),
                "n" if may_book => {
                    navigate.with_value(|navigate| navigate("/orders/new", NavigateOptions::default()));
                    true
                }
                _ => false,
            };
            if done {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
    view! {
        <dialog class="dialog" node_ref=help aria-label=texts::keys() inner_html=HELP.clone()></dialog>
        <Palette dialog=palette/>
    }
}

/// The same on every page; `page.js` fills in the keys of the page.
static HELP: LazyLock<Arc<str>> = LazyLock::new(|| {
    let help = html! {
        h2 { (texts::keys()) }
        dl.dl id="page-keys" {}
        dl.dl { @for (key, about) in KEYS { dt { kbd.kbd { (key) } } dd { (about()) } } }
        form.dialog-actions method="dialog" { button.button { (texts::close()) } }
    };
    help.into_string().into()
});

fn show_help(help: NodeRef<Dialog>) -> bool {
    browser::list_page_keys();
    show(help)
}

fn is_shown(dialog: NodeRef<Dialog>) -> bool {
    dialog.get_untracked().is_some_and(|dialog| dialog.open())
}

fn show(dialog: NodeRef<Dialog>) -> bool {
    let Some(dialog) = dialog.get_untracked() else { return false };
    dialog.open() || dialog.show_modal().is_ok()
}

/// The search of this page, if it has one.
fn focus_search() -> bool {
    let found = document().query_selector("main input[type=search]").ok().flatten();
    let input = found.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok());
    input.is_some_and(|input| input.focus().is_ok())
}
