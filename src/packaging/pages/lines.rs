//! The lines of the inward and outward forms: several at once, by name, code or the camera.

use std::{sync::Arc, time::Duration};

use leptos::{ev, html::Input, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlInputElement};

use super::{
    parts,
    scan::{self, Camera},
};
use crate::{
    packaging::{
        api::find_materials,
        model::{BoardRow, IssueLineForm, ReceiptLineForm, Unit},
        names::{Named, Names},
        texts,
    },
    platform::failure::Failure,
    ui::{
        FieldProblem, Icon,
        input::{after_rest, focus_soon},
        kept,
    },
    values::Quantity,
};

/// Lines there are without script.
pub const EMPTY_LINES: usize = 6;

/// A line as typed, of either form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub material: String,
    pub quantity: String,
    pub boxes: String,
    pub batch: String,
    pub made: String,
    pub expires: String,
    pub rate: String,
}

impl From<ReceiptLineForm> for Typed {
    fn from(line: ReceiptLineForm) -> Self {
        let ReceiptLineForm { material, quantity, boxes, batch, made, expires, rate } = line;
        Self { material, quantity, boxes, batch, made, expires, rate }
    }
}

impl From<IssueLineForm> for Typed {
    fn from(line: IssueLineForm) -> Self {
        let IssueLineForm { material, quantity, boxes, batch } = line;
        Self { material, quantity, boxes, batch, ..Self::default() }
    }
}

/// A material that a form knows.
#[derive(Clone, Debug)]
struct Known {
    code: String,
    name: String,
    unit: Unit,
    barcode: String,
    per_box: Quantity,
    /// `None` without a line.
    on_hand: Option<Quantity>,
}

impl From<BoardRow> for Known {
    fn from(row: BoardRow) -> Self {
        let BoardRow { code, name, unit, barcode, per_box, on_hand, .. } = row;
        Self { code, name, unit, barcode, per_box, on_hand: Some(on_hand) }
    }
}

impl From<Named> for Known {
    fn from(Named(code, name, unit, barcode): Named) -> Self {
        Self { code, name, unit, barcode, per_box: Quantity::ZERO, on_hand: None }
    }
}

/// Where the worker keeps the names of all materials.
const NAMES: &str = "/api/packaging/names";
/// Materials offered of the names that are kept.
const OFFERED: usize = 20;

/// The lines of a form and the materials that it knows.
#[derive(Clone, Copy)]
pub struct Lines {
    typed: StoredValue<Vec<Typed>>,
    /// How many are shown.
    pub count: RwSignal<usize>,
    known: RwSignal<Vec<Known>>,
    /// The names of all materials, read when the line was first missed.
    names: StoredValue<Option<Arc<Names>>>,
    failure: Signal<Option<Failure>>,
    /// Goods come in: with dates and rate.
    inward: bool,
    awake: RwSignal<bool>,
    camera: Camera,
}

impl Lines {
    pub fn new(typed: Vec<Typed>, known: Vec<BoardRow>, failure: Signal<Option<Failure>>, inward: bool) -> Self {
        let filled = typed.len();
        let lines = Self {
            typed: StoredValue::new(typed),
            count: RwSignal::new((filled + 1).max(EMPTY_LINES)),
            known: RwSignal::new(known.into_iter().map(Into::into).collect()),
            names: StoredValue::new(None),
            failure,
            inward,
            awake: RwSignal::new(false),
            camera: Camera::new(),
        };
        Effect::new(move |_| {
            // With script a line is a touch away, so that a phone need not show six.
            lines.count.set(filled.max(1));
            lines.awake.set(true);
        });
        lines
    }

    fn learn(self, found: impl IntoIterator<Item = Known>) {
        let _ = self.known.try_update(|known| {
            for one in found {
                match known.iter_mut().find(|before| before.code == one.code) {
                    Some(before) if one.on_hand.is_some() => *before = one,
                    Some(_) => {}
                    None => known.push(one),
                }
            }
        });
    }

    /// Asks the server what was typed, or the names that are kept where it can't be reached.
    async fn look_up(self, typed: String) {
        match find_materials(typed.clone(), String::new()).await {
            Ok(found) => self.learn(found.into_iter().map(Into::into)),
            Err(_) => {
                if let Some(names) = self.names().await {
                    self.learn(names.matching(&typed, OFFERED).into_iter().map(Into::into));
                }
            }
        }
    }

    async fn names(self) -> Option<Arc<Names>> {
        if let Some(names) = self.names.try_get_value()? {
            return Some(names);
        }
        let names: Arc<Names> = Arc::new(serde_json::from_str(&kept::text(NAMES).await?).ok()?);
        let _ = self.names.try_set_value(Some(names.clone()));
        Some(names)
    }

    /// What a code or a barcode means.
    fn meaning(self, typed: &str) -> Option<Known> {
        let typed = typed.trim();
        let same = |row: &&Known| {
            row.code.eq_ignore_ascii_case(typed) || (!row.barcode.is_empty() && row.barcode.eq_ignore_ascii_case(typed))
        };
        self.known.with(|known| known.iter().find(same).cloned())
    }
}

/// Whether this is Enter, alone, in an input: what would send the form half entered. Where a button or a choice of files
/// has the focus, Enter is its own.
fn is_enter(event: &ev::KeyboardEvent) -> Option<HtmlInputElement> {
    if event.key() != "Enter" || event.ctrl_key() || event.meta_key() || event.default_prevented() {
        return None;
    }
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    (input.type_() != "file").then_some(input)
}

/// Enter in a field beside the lines goes to the lines.
pub fn enter_beside(event: &ev::KeyboardEvent) {
    if is_enter(event).is_some() {
        event.prevent_default();
        focus_soon("material-1".to_owned());
    }
}

/// Enter goes from the material, which a scanner ends so, to its quantity, and from there to the next line; after the
/// last there is a new one.
fn enter_in(event: &ev::KeyboardEvent, lines: Lines, index: usize) {
    let Some(input) = is_enter(event) else { return };
    event.prevent_default();
    let row = index + 1;
    if input.id() == format!("material-{row}") && !input.value().trim().is_empty() {
        focus_soon(format!("quantity-{row}"));
        return;
    }
    if lines.count.get_untracked() <= row {
        lines.count.set(row + 1);
    }
    focus_soon(format!("material-{}", row + 1));
}

/// All lines, the button for another, and the camera.
pub fn view(lines: Lines) -> AnyView {
    let add = move |_| {
        let next = lines.count.get_untracked();
        lines.count.set(next + 1);
        focus_soon(format!("material-{}", next + 1));
    };
    let options = move || {
        let option = |row: &Known| {
            let unit = row.unit.as_str();
            let about = match row.on_hand {
                Some(on_hand) => format!("{} · {on_hand} {unit}", row.name),
                None => format!("{} · {unit}", row.name),
            };
            view! { <option value=row.code.clone()>{about}</option> }
        };
        lines.known.with(|known| known.iter().map(option).collect_view())
    };
    view! {
        <datalist id="materials">{options}</datalist>
        <div class="packaging-lines" class:is-inward=lines.inward>
            <For each=move || 0..lines.count.get() key=|index| *index let:index>{line(lines, index)}</For>
        </div>
        <button class="button script-only" type="button" id="add-line" disabled=move || !lines.awake.get() on:click=add><Icon name="plus"/>{texts::add_line()}</button>
        {scan::picture(lines.camera)}
    }
    .into_any()
}

/// One field of a line: its label, input and what is wrong with it.
fn field(
    lines: Lines,
    index: usize,
    name: &'static str,
    label: &'static str,
    value: String,
    kind: &'static str,
) -> AnyView {
    let row = index + 1;
    let id = format!("{name}-{row}");
    let problem = format!("{id}-error");
    let wrong = Signal::derive(move || lines.failure.with(|failure| parts::wrong_at(failure.as_ref(), name, row)));
    let (kind, mode) = if kind == "number" { ("text", Some("decimal")) } else { (kind, None) };
    let described = problem.clone();
    view! {
        <div class=format!("field packaging-{name}")>
            <label for=id.clone()>{label}</label>
            <input class="input" class:num=mode.is_some() type=kind id=id name=format!("form[lines][{index}][{name}]") value=value
                inputmode=mode autocomplete="off" aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=move || wrong.get().is_some().then(|| described.clone())/>
            {move || wrong.get().map(|message| view! { <p class="field-error" id=problem.clone()><Icon name="circle-alert"/>{message}</p> })}
        </div>
    }
    .into_any()
}

fn line(lines: Lines, index: usize) -> AnyView {
    let typed = lines.typed.with_value(|all| all.get(index).cloned()).unwrap_or_default();
    let text = |name, label, value| field(lines, index, name, label, value, "text");
    let number = |name, label, value| field(lines, index, name, label, value, "number");
    let day = |name, label, value| field(lines, index, name, label, value, "date");
    let dates = lines.inward.then(|| {
        view! {
            {day("made", texts::made(), typed.made)}
            {day("expires", texts::expires(), typed.expires)}
            {number("rate", texts::rate(), typed.rate)}
        }
    });
    // Those that go when the page wakes are not seen before, so that nothing moves.
    let first = lines.typed.with_value(Vec::len).max(1);
    let spare = move || index >= first && !lines.awake.get();
    view! {
        <fieldset class="packaging-line" class:script-none=spare on:keydown=move |event| enter_in(&event, lines, index)>
            <legend class="sr-only">{texts::line(index + 1)}</legend>
            {material(lines, index, typed.material)}
            {number("quantity", texts::quantity(), typed.quantity)}
            {number("boxes", texts::boxes(), typed.boxes)}
            {text("batch", texts::batch(), typed.batch)}
            {dates}
        </fieldset>
    }
    .into_any()
}

/// The material: an input that suggests, what it means beneath, the camera beside.
fn material(lines: Lines, index: usize, value: String) -> AnyView {
    let row = index + 1;
    let node = NodeRef::<Input>::new();
    let said = RwSignal::new(value.clone());
    crate::ui::input::in_step(node, said);
    after_rest(
        move || said.get(),
        Duration::from_millis(250),
        move |typed| {
            if typed.trim().len() < 2 || lines.meaning(&typed).is_some() {
                return;
            }
            spawn_local(lines.look_up(typed));
        },
    );
    let wrong =
        Signal::derive(move || lines.failure.with(|failure| parts::wrong_at(failure.as_ref(), "material", row)));
    let id = format!("material-{row}");
    let (hint, problem) = (format!("{id}-hint"), format!("{id}-error"));
    let described = format!("{hint} {problem}");
    let meaning = move || {
        said.with(|typed| lines.meaning(typed)).map(|found| {
            let boxes = found.per_box.is_positive().then(|| texts::box_of(found.per_box));
            let unit = found.unit.as_str();
            let about = match found.on_hand {
                Some(on_hand) => texts::on_hand_is(on_hand, unit),
                None => texts::offline_named(unit),
            };
            view! { <b>{found.name}</b>" · "{about}{boxes} }
        })
    };
    view! {
        <div class="field packaging-material">
            <label for=id.clone()>{texts::material_hint()}</label>
            <div class="input-group">
                <input class="input" type="text" id=id name=format!("form[lines][{index}][material]") value=value node_ref=node list="materials"
                    autocomplete="off" autocapitalize="characters" aria-invalid=move || wrong.get().is_some().then_some("true")
                    aria-describedby=described on:input=move |event| said.set(event_target_value(&event))/>
                {move || lines.camera.reads.get().then(|| view! {
                    <button class="icon-button" type="button" aria-label=texts::scan_line(row) on:click=move |_| look(lines, index)><Icon name="scan-barcode"/></button>
                })}
            </div>
            <p class="field-hint" id=hint>{meaning}</p>
            {move || wrong.get().map(|message| view! { <p class="field-error" id=problem.clone()><Icon name="circle-alert"/>{message}</p> })}
        </div>
    }
    .into_any()
}

/// Looks for a code by the camera and writes it into the line.
fn look(lines: Lines, index: usize) {
    lines.camera.look(move |code| {
        crate::ui::input::write(&format!("material-{}", index + 1), &code);
        focus_soon(format!("quantity-{}", index + 1));
    });
}

/// The problem of a field of the head.
pub fn head_problem(field: &'static str, failure: Signal<Option<Failure>>) -> AnyView {
    let wrong = Signal::derive(move || {
        failure.with(|failure| {
            failure.as_ref().and_then(|failure| failure.field(field).map(|error| error.message.clone()))
        })
    });
    view! { <FieldProblem field=field wrong/> }.into_any()
}
