//! Pieces that several pages of packaging show.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    packaging::{
        model::{BoardRow, Choice, DocumentKind, LedgerRow},
        reorder::Standing,
        texts,
    },
    platform::{failure::Failure, form::FormState},
    ui::{Icon, encode},
    values::{Date, Quantity, Timestamp},
};

/// Where a material's page is.
pub fn material_address(code: &str) -> String {
    format!("/packaging/materials/{}", encode(code))
}

/// Where what was submitted at once is shown.
pub fn document_address(id: impl std::fmt::Display) -> String {
    format!("/packaging/entries/{id}")
}

/// Changes whenever a form was taken: what it changed is read anew, while a refusal leaves alone what was typed.
pub fn taken<F>(state: FormState<F>) -> Memo<usize>
where
    F: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    F::Output: Clone + Send + Sync + 'static,
{
    let (version, value) = (state.action.version(), state.action.value());
    Memo::new(move |before: Option<&usize>| {
        let (version, was_taken) = (version.get(), value.with(|answer| matches!(answer, Some(Ok(_)))));
        if was_taken { version } else { before.copied().unwrap_or_default() }
    })
}

/// `today`, `yesterday`, else the day; nothing where nothing moved.
pub fn day_of(at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = at else { return String::new() };
    match at.ist_date().days_until(now.ist_date()) {
        0 => texts::today().to_owned(),
        1 => texts::yesterday().to_owned(),
        _ => day_in(at.ist_date(), now),
    }
}

/// `21 Nov`, with its year where that is another than now.
pub fn day_in(day: Date, now: Timestamp) -> String {
    if day.ymd().0 == now.ist_date().ymd().0 { day.short() } else { day.to_string() }
}

/// How many days the stock lasts, in words.
pub fn lasts(row: &BoardRow) -> String {
    match row.cover_days {
        None => texts::no_use().to_owned(),
        Some(count) if count > 999 => texts::years().to_owned(),
        Some(count) => texts::days(count),
    }
}

/// The hue of how a material stands: red where it ends within days, amber where it is low, violet where it lies.
pub fn hue(row: &BoardRow) -> &'static str {
    if !row.active {
        return "is-draft";
    }
    let ends = !row.on_hand.is_positive() || row.cover_days.is_some_and(|days| days <= 3);
    match row.standing {
        Standing::Low if ends => "is-stopped",
        Standing::Low => "is-waiting",
        Standing::Stagnant => "is-side",
        Standing::Over => "is-moving",
        Standing::Fine => "",
    }
}

fn per_mille(part: Quantity, whole: i128) -> i128 {
    if whole <= 0 { 0 } else { (i128::from(part.thousandths().max(0)) * 1_000 / whole).min(1_000) }
}

/// What a full level is drawn as: the maximum, or what leaves room above the reorder level, and never less than there is.
fn full(row: &BoardRow) -> i128 {
    let level = i128::from(row.reorder_level.thousandths());
    let most = row.maximum.map_or(level * 4, |most| i128::from(most.thousandths()));
    most.max(i128::from(row.on_hand.thousandths())).max(level)
}

fn percent(per_mille: i128) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

/// The level drawn against reorder level and maximum.
pub fn meter(row: &BoardRow) -> AnyView {
    let whole = full(row);
    let (width, mark) = (percent(per_mille(row.on_hand, whole)), percent(per_mille(row.reorder_level, whole)));
    let maximum = row.maximum.map_or_else(|| texts::no_maximum().to_owned(), texts::maximum_is);
    let label = texts::level_is(row.on_hand, row.unit.as_str(), row.reorder_level, maximum);
    view! {
        <svg class=format!("meter {}", hue(row)) role="img" aria-label=label>
            <rect width=width></rect>
            <line class="meter-mark" x1=mark.clone() x2=mark y1="0" y2="14"></line>
        </svg>
    }
    .into_any()
}

/// How a material stands, as a badge; none where all is well.
pub fn standing_badge(standing: Standing) -> Option<AnyView> {
    let (class, icon, word) = match standing {
        Standing::Low => ("badge badge-waiting", "triangle-alert", texts::low()),
        Standing::Stagnant => ("badge badge-side", "hourglass", texts::stagnant()),
        Standing::Over => ("badge badge-moving", "layers", texts::over()),
        Standing::Fine => return None,
    };
    Some(view! { <span class=class><Icon name=icon/><span>{word}</span></span> }.into_any())
}

/// How a material stands; of one out of use, that.
pub fn badge(row: &BoardRow) -> Option<AnyView> {
    if row.active {
        return standing_badge(row.standing);
    }
    Some(view! { <span class="badge badge-draft"><Icon name="ban"/><span>{texts::unused()}</span></span> }.into_any())
}

/// What the screen shows as a file, of either sort.
pub fn export_menu(xlsx: String, csv: String) -> AnyView {
    let one = |href: String, icon: &'static str, name: &'static str| {
        view! { <a class="menu-item" href=href download="" rel="external"><Icon name=icon/>{name}</a> }
    };
    view! {
        <details class="menu" name="top">
            <summary class="button"><Icon name="download"/>{crate::texts::export()}</summary>
            <div class="menu-panel at-end">{one(xlsx, "file-spreadsheet", texts::workbook())}{one(csv, "file-text", texts::csv_file())}</div>
        </details>
    }
    .into_any()
}

/// Options of a select, this one chosen.
pub fn options(choices: Vec<Choice>, chosen: &str) -> AnyView {
    let shown = |choice: Choice| {
        let selected = choice.code == chosen;
        view! { <option value=choice.code selected=selected>{choice.name}</option> }
    };
    choices.into_iter().map(shown).collect_view().into_any()
}

/// What is wrong with a field of a line.
pub fn wrong_at(failure: Option<&Failure>, field: &str, row: usize) -> Option<String> {
    let row = u32::try_from(row).ok()?;
    let found = failure?.fields.iter().find(|error| error.field == field && error.row == Some(row))?;
    Some(found.message.clone())
}

/// `+400` in green, `−60` as it is.
pub fn signed(quantity: Quantity) -> String {
    if quantity.is_positive() { format!("+{quantity}") } else { quantity.to_string() }
}

/// A column of the ledger that is not always shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// One material's ledger, with its running balance.
    Material,
    /// Everything's.
    All,
    /// What was submitted at once: when, where and by whom is said above it.
    Document,
}

/// The ledger as a table, newest first.
pub fn ledger_table(rows: Vec<LedgerRow>, of: Of, now: Timestamp, may_correct: bool) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{texts::nothing_moved()}</p> }.into_any();
    }
    let (named, placed) = (of != Of::Material, of != Of::Document);
    let by = if named { "packaging-by" } else { "" };
    let rows = rows.into_iter().map(|row| ledger_row(row, of, now, may_correct)).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=texts::ledger()>
            <table class="table table-hover packaging-ledger">
                <thead>
                    <tr>
                        {placed.then(|| view! { <th scope="col">{texts::when()}</th> })}
                        {named.then(|| view! { <th scope="col">{texts::material()}</th> })}
                        {placed.then(|| view! { <th scope="col">{texts::what()}</th> })}
                        <th scope="col" class="num">{texts::quantity()}</th>
                        <th scope="col" class="num">{texts::balance()}</th>
                        {placed.then(|| view! { <th scope="col">{texts::warehouse()}</th> })}
                        <th scope="col">{texts::details()}</th>
                        {placed.then(|| view! { <th scope="col" class=by>{texts::by()}</th> })}
                        {may_correct.then(|| view! { <th><span class="sr-only">{texts::actions()}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn ledger_row(row: LedgerRow, of: Of, now: Timestamp, may_correct: bool) -> AnyView {
    let (named, placed) = (of != Of::Material, of != Of::Document);
    let class = if row.quantity.is_negative() { "num main card-side" } else { "num main card-side text-hue is-good" };
    let (id, at) = (row.id, row.at);
    let title = format!("{at} · {}", at.relative_to(now));
    let material = named.then(|| {
        view! { <td class="card-title packaging-name" title=row.material.name.clone()><a class="main" href=material_address(&row.material.code)>{row.material.name.clone()}</a>" "<span class="sub">{row.material.code.clone()}</span></td> }
    });
    let correct = may_correct.then(|| {
        let link = (row.corrects.is_none() && is_correctable(row.document_kind)).then(|| {
            let href = format!("{}?correct={id}#correct", document_address(row.document));
            view! { <a class="button button-small" href=href>{texts::correct()}</a> }
        });
        view! { <td class="num card-hide"><span class="row-actions">{link}</span></td> }
    });
    let details = Some(told(&row, now)).filter(|told| !told.is_empty());
    let (document, kind) = (document_address(row.document), kind_of(row.document_kind));
    // On a phone the date names the sort of entry as well, and leads to it.
    let when = placed.then(|| {
        let class = if named { "quiet card-sub" } else { "quiet card-title" };
        let phone =
            view! { <span class="packaging-phone">" · "<a class="link" href=document.clone()>{kind}</a></span> };
        view! { <td class=class title=title>{day_in(at.ist_date(), now)}" "{at.ist_clock()}{phone}</td> }
    });
    let what = placed.then(|| view! { <td class="card-hide"><a class="link" href=document>{kind}</a></td> });
    let (place, by) = (row.warehouse.name.clone(), row.user_name.clone());
    let place = placed.then(|| view! { <td class="quiet" data-label=texts::warehouse()>{place}</td> });
    let by_class = if named { "quiet packaging-by card-hide" } else { "quiet card-hide" };
    let by = placed.then(|| view! { <td class=by_class>{by}</td> });
    view! {
        <tr id=format!("entry-{id}")>
            {when}
            {material}
            {what}
            <td class=class>{signed(row.quantity)}</td>
            <td class="num card-side">{row.balance.to_string()}" "<span class="sub">{row.unit.as_str()}</span></td>
            {place}
            <td class="quiet wrap" data-label=texts::details()>{details}</td>
            {by}
            {correct}
        </tr>
    }
    .into_any()
}

/// `entered 10:05, arrived 10:40`, with the days where they differ.
pub fn entered_arrived(entered: Timestamp, at: Timestamp, now: Timestamp) -> String {
    let same_day = entered.ist_date() == at.ist_date();
    let clock = |at: Timestamp| {
        if same_day { at.ist_clock() } else { format!("{} {}", day_in(at.ist_date(), now), at.ist_clock()) }
    };
    texts::entered_arrived(clock(entered), clock(at))
}

/// When it was made, batch, vendor, paper, reason, order and correction of a row, in a line.
fn told(row: &LedgerRow, now: Timestamp) -> String {
    let mut parts = Vec::new();
    let mut add = |text: String| {
        if !text.is_empty() {
            parts.push(text);
        }
    };
    add(row.entered_at.map(|entered| entered_arrived(entered, row.at, now)).unwrap_or_default());
    if !row.entered_doubt.is_empty() {
        add(texts::entered_doubted().to_owned());
    }
    add(row.reason.clone());
    add(row.order.clone().unwrap_or_default());
    add(row.vendor.clone());
    add(row.reference.clone());
    if !row.batch.is_empty() {
        add(texts::batch_is(&row.batch));
    }
    add(row.expires.map(|day| texts::expires_on(day_in(day, now))).unwrap_or_default());
    add(row.counted.map(texts::counted_is).unwrap_or_default());
    add(row.corrects.map(texts::corrects_entry).unwrap_or_default());
    if row.corrected {
        add(texts::was_corrected().to_owned());
    }
    match row.files {
        0 => {}
        files => add(texts::files(files)),
    }
    parts.join(" · ")
}

/// What was typed can be corrected; a count is answered by another count.
pub const fn is_correctable(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::Receipt | DocumentKind::Issue | DocumentKind::Opening | DocumentKind::Packing)
}

/// What sort of document it is, in words.
pub fn kind_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Opening => texts::opening(),
        DocumentKind::Receipt => texts::receipt(),
        DocumentKind::Issue => texts::issue(),
        DocumentKind::Count => texts::count(),
        DocumentKind::Correction => texts::correction(),
        DocumentKind::Packing => texts::packing(),
    }
}
