//! The KRAs of a template as rows that are added and removed, with the sum of their weights as it is typed.

use leptos::{ev, html::Input, prelude::*};

use crate::{
    platform::form::FormState,
    pms::{
        api::SaveTemplate,
        model::{KraForm, Source, TemplateEditor, Unit},
        pages::texts,
        scoring::Kind,
    },
    ui::{
        Icon,
        form::{options, same},
        input::{focus_soon, in_step},
    },
    values::{Figure, Percent},
};

#[derive(Clone)]
struct Row {
    key: usize,
    kra: KraForm,
    weight: RwSignal<String>,
}

/// The rows on the screen; each keeps what is typed in it wherever it moves.
#[derive(Clone, Copy)]
struct Rows {
    all: RwSignal<Vec<Row>>,
    made: StoredValue<usize>,
}

impl Rows {
    fn new(kras: Vec<KraForm>) -> Self {
        let rows = Self { all: RwSignal::new(Vec::new()), made: StoredValue::new(0) };
        kras.into_iter().for_each(|kra| rows.push(kra));
        rows
    }

    fn push(self, kra: KraForm) {
        let key = self.made.get_value();
        self.made.set_value(key + 1);
        let weight = RwSignal::new(kra.weight.clone());
        self.all.update(|all| all.push(Row { key, kra, weight }));
    }

    /// To the new row's first cell.
    fn add(self) {
        self.push(KraForm::default());
        focus_soon(format!("name-{}", self.all.with_untracked(Vec::len)));
    }

    fn remove(self, key: usize) {
        self.all.update(|all| all.retain(|row| row.key != key));
    }

    /// What the weights come to, but for what is no figure yet.
    fn weights(self) -> Percent {
        let of = |row: &Row| row.weight.with(|text| Percent::parse(text).map_or(0, Percent::basis_points));
        Percent::from_basis_points(
            self.all.with(|all| all.iter().map(of).fold(0, |sum: i64, one| sum.saturating_add(one))),
        )
    }
}

#[component]
pub fn KraRows(editor: TemplateEditor, kras: Vec<KraForm>, save: FormState<SaveTemplate>) -> impl IntoView {
    let rows = Rows::new(kras);
    let editor = StoredValue::new(editor);
    let add = move |event: ev::MouseEvent| {
        event.prevent_default();
        rows.add();
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::kras_head()>
            <table class="table lines kra-lines" id="kras" data-paste=texts::paste_left_rows()>
                <thead>
                    <tr>
                        <th scope="col">{texts::kra()}</th><th scope="col">{texts::kind()}</th><th scope="col">{texts::from()}</th>
                        <th scope="col">{texts::unit()}</th><th scope="col" class="num">{texts::target()}</th><th scope="col" class="num">{texts::weight()}</th>
                    </tr>
                </thead>
                <tbody>
                    <ForEnumerate each=move || rows.all.get() key=|row| row.key let(index, row)>
                        <KraRow editor rows row index save/>
                    </ForEnumerate>
                </tbody>
            </table>
        </div>
        <div class="kra-foot">
            <button class="button button-small" type="submit" name="form[intent]" value="add_row" on:click=add>
                <Icon name="plus"/>
                {texts::add_row()}
            </button>
            <Weights rows/>
            <p class="field-hint">{texts::rows_hint()}</p>
        </div>
    }
}

/// Whether they come to 100 % yet.
#[component]
fn Weights(rows: Rows) -> impl IntoView {
    let sum = Memo::new(move |_| rows.weights());
    let rest = move || 10_000_i64.saturating_sub(sum.get().basis_points());
    let text = move || match rest() {
        0 => texts::weights_whole(sum.get()),
        missing if missing > 0 => texts::weights_short(sum.get(), Percent::from_basis_points(missing)),
        over => texts::weights_over(sum.get(), Percent::from_basis_points(over.saturating_neg())),
    };
    let (whole, short, over) = (move || rest() == 0, move || rest() > 0, move || rest() < 0);
    view! {
        <p class="text-hue" role="status" class:is-good=whole class:is-waiting=short class:is-stopped=over>
            {text}
        </p>
    }
}

#[component]
fn KraRow(
    editor: StoredValue<TemplateEditor>,
    rows: Rows,
    row: Row,
    index: ReadSignal<usize>,
    save: FormState<SaveTemplate>,
) -> impl IntoView {
    let Row { key, kra, weight } = row;
    let number = move || index.get() + 1;
    let bad = move |field: &'static str| {
        move || {
            let row = u32::try_from(number()).unwrap_or(u32::MAX);
            save.failure().and_then(|failure| failure.line_field(row, field).map(|_| "true"))
        }
    };
    let name = move |field: &'static str| move || format!("form[kras][{}][{field}]", index.get());
    let id = move |field: &'static str| move || format!("{field}-{}", number());
    let label = move |what: &'static str| move || format!("{what}, {}", number());
    let (tables, categories) = editor.with_value(|editor| (editor.tables.clone(), editor.categories.clone()));
    let none = |what: &str| std::iter::once((String::new(), what.to_owned()));
    let kinds = options(&kra.kind, Kind::ALL.iter().map(|kind| same(kind.as_str())));
    let units = options(&kra.unit, Unit::ALL.iter().map(|unit| same(unit.as_str())));
    let sources = options(&kra.source, Source::ALL.iter().map(|source| same(source.as_str())));
    let tables = options(&kra.table, none(texts::no_slab_table()).chain(tables));
    let categories = options(&kra.category, none(texts::any_category()).chain(categories.into_iter().map(same)));
    let target = Figure::parse(&kra.target).map_or(kra.target, |target| target.to_string());
    let node = NodeRef::<Input>::new();
    in_step(node, weight);
    let remove = move |event: ev::MouseEvent| {
        event.prevent_default();
        rows.remove(key);
    };
    view! {
        <tr>
            <td class="kra-names" data-label=texts::kra()>
                <input class="grid-input" id=id("name") name=name("name") value=kra.name aria-invalid=bad("name") aria-label=label(texts::kra())/>
                <input class="grid-input is-plain" name=name("criteria") value=kra.criteria placeholder=texts::criteria() aria-label=label(texts::criteria())/>
                <button class="icon-button kra-remove" type="submit" name="form[intent]" value=move || format!("remove_row:{}", index.get()) aria-label=move || texts::remove_row(number()) title=move || texts::remove_row(number()) on:click=remove><Icon name="x"/></button>
            </td>
            <td class="kra-pair" data-label=texts::kind()>
                <select class="select" name=name("kind") aria-label=label(texts::kind())>{kinds}</select>
                <select class="select" id=id("table") name=name("table") aria-invalid=bad("table") aria-label=label(texts::slab_table())>{tables}</select>
            </td>
            <td class="kra-pair" data-label=texts::from()>
                <select class="select" name=name("source") aria-label=label(texts::from())>{sources}</select>
                <select class="select" name=name("category") aria-label=label(texts::category())>{categories}</select>
            </td>
            <td data-label=texts::unit()><select class="select" name=name("unit") aria-label=label(texts::unit())>{units}</select></td>
            <td class="num" data-label=texts::target()><input class="grid-input num" id=id("target") name=name("target") value=target aria-invalid=bad("target") inputmode="decimal" aria-label=label(texts::target())/></td>
            <td class="num" data-label=texts::weight()>
                <input class="grid-input num" id=id("weight") name=name("weight") value=weight.get_untracked() node_ref=node
                    on:input=move |event| weight.set(event_target_value(&event))
                    aria-invalid=bad("weight") inputmode="decimal" aria-label=label(texts::weight())/>
            </td>
        </tr>
    }
}
