//! Stock counts: a sheet, what was found, and another person's yes.

use serde_json::{Value, json};

use super::{
    post::{self, Line as NewEntry, fingerprint},
    store::Head,
    store_board,
    store_count::{self as store, Held, Line},
};
use crate::{
    catalog::reader::one_line,
    identity::{Actor, Capability},
    packaging::{
        Error,
        counting::{
            self, CountForm, CountLine, CountSheet, CountSheetForm, CountState, Counts, FoundForm, NextCount,
            VerdictForm, moved_warning,
        },
        entered::Entered,
        model::{DocumentKind, EntryKind},
        texts,
    },
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Desk, Notice, Work},
    },
    values::{CountId, Money, Quantity, Version},
};

/// The counts, open ones first.
///
/// # Errors
/// `forbidden`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Counts, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let may_count = actor.may(Capability::CountPackaging);
    Ok(Counts {
        rows: store::list(db).await?,
        warehouses: store_board::warehouses(db).await?,
        categories: store_board::categories(db).await?,
        may_count,
        key: if may_count { post::new_key() } else { String::new() },
        now: desk.clock.now(),
    })
}

/// What is to be counted next, longest uncounted first: so that in time everything is counted.
///
/// # Errors
/// `forbidden`.
pub async fn next(desk: &Desk, actor: &Actor, limit: i64) -> Result<Vec<NextCount>, Failure> {
    let db = desk.read(actor, Capability::CountPackaging)?;
    Ok(store::next(db, limit).await?)
}

fn audit(work: &mut Work, action: &'static str, id: CountId, summary: String, new: Value) {
    work.audit(Audit {
        action,
        entity_type: "packaging-count",
        entity_id: id.to_string(),
        summary,
        old: None,
        new: Some(new),
    });
}

fn count_id(text: &str) -> Result<CountId, Error> {
    text.trim().parse().map_err(|_| Error::NotFound("This count"))
}

/// Begins a count of a warehouse, or of one category there. The same key begins it once.
///
/// # Errors
/// [`Error::Invalid`].
pub async fn start(desk: &Desk, actor: &Actor, form: &CountForm) -> Result<CountId, Failure> {
    let key = form.key.trim();
    if !(8..=80).contains(&key.len()) {
        return Err(Error::field("key", "not_a_key", "This count has no key of its own. Reload the page.").into());
    }
    let mut work = desk.begin(actor, Capability::CountPackaging).await?;
    let (warehouse, name) = post::warehouse(&mut work, form.warehouse.trim()).await?;
    let (blind, in_boxes, category) = (form.blind == "on", form.in_boxes == "on", form.category.trim());
    let Some(id) = store::insert(&mut work, key, warehouse, category, blind, in_boxes).await? else {
        let before = store::by_key(&mut work, key).await?;
        work.rollback().await?;
        return Ok(before.ok_or(Error::NotFound("This count"))?);
    };
    if store::fill(&mut work, id, warehouse, category).await? == 0 {
        return Err(Error::field("category", "empty", "Category: it has no material to count.").into());
    }
    let new = json!({"warehouse": name, "category": category, "blind": blind, "inBoxes": in_boxes});
    audit(&mut work, "CREATE", id, format!("Began a count of {name}"), new);
    work.commit().await?;
    Ok(id)
}

/// All of a count's page. A blind sheet shows no book while it is counted.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(desk: &Desk, actor: &Actor, id: CountId) -> Result<CountSheet, Failure> {
    let db = desk.read(actor, Capability::SeePackaging)?;
    let count = store::get(db, id).await?.ok_or(Error::NotFound("This count"))?;
    let lines = store::lines(db, id).await?;
    let hidden = count.blind && count.state == CountState::Counting;
    let took_part = lines.iter().any(|line| line.counted_by.is_some() && line.counted_by == actor.user());
    let own = took_part || count.submitted_by.as_deref() == Some(actor.name.as_str());
    let may_count = actor.may(Capability::CountPackaging);
    let moved: Vec<&str> = lines.iter().filter(|line| line.moved(count.state)).map(|line| line.name.as_str()).collect();
    let warning = moved_warning(&moved);
    let state = count.state;
    let shown: Vec<CountLine> = lines.iter().map(|line| shown(line, state, hidden)).collect();
    Ok(CountSheet {
        differences: shown.iter().filter(|line| line.difference.is_some_and(|found| !found.is_zero())).count() as i64,
        value: Money::checked_sum(shown.iter().filter_map(|line| line.value)).unwrap_or(Money::ZERO),
        lines: shown,
        warning,
        may_count,
        may_approve: may_count && state == CountState::Submitted && !own,
        refusal: if state == CountState::Submitted && own { Error::OwnCount.to_string() } else { String::new() },
        count,
        now: desk.clock.now(),
    })
}

fn shown(line: &Line, state: CountState, hidden: bool) -> CountLine {
    let difference = if hidden { None } else { line.difference() };
    let book = line.book_milli.unwrap_or(line.now_milli);
    CountLine {
        material: line.material_id,
        code: line.code.clone(),
        name: line.name.clone(),
        category: line.category.clone(),
        unit: line.unit,
        barcode: line.barcode.clone().unwrap_or_default(),
        per_box: line.box_milli,
        book: if hidden { None } else { Some(book) },
        boxes: line.boxes,
        loose: line.loose_milli,
        counted: line.counted_milli,
        value: difference.and_then(|found| line.rate_paise.checked_times(found)),
        difference,
        reason: line.reason.clone(),
        counted_by: line.counted_by_name.clone(),
        counted_at: line.counted_at,
        moved: line.moved(state),
    }
}

/// Keeps what was found, and hands the count in when that is the form's intent. Every line is kept, those that match too.
///
/// # Errors
/// [`Error::Invalid`] with every line's faults; [`Error::WrongState`]; [`Error::NothingCounted`].
pub async fn keep(desk: &Desk, actor: &Actor, form: &CountSheetForm) -> Result<CountId, Failure> {
    let id = count_id(&form.count)?;
    let mut work = desk.begin(actor, Capability::CountPackaging).await?;
    let submit = form.intent == "submit";
    let action = if submit { "handed in" } else { "counted" };
    let held = store::held(&mut work, id).await?.ok_or(Error::NotFound("This count"))?;
    if !store::hold(&mut work, id, CountState::Counting).await? {
        return Err(Error::WrongState { state: held.state, action }.into());
    }
    let lines = store::lines_in(&mut work, id).await?;
    let found = read(&form.lines, &lines)?;
    store::keep(&mut work, id, &found).await?;
    if submit {
        hand_in(&mut work, id, &held, form.partly == "on").await?;
    }
    audit(
        &mut work,
        "UPDATE",
        id,
        format!("Kept {} lines of a count", found.len()),
        json!({"lines": found, "submit": submit}),
    );
    work.commit().await?;
    Ok(id)
}

fn read(typed: &[FoundForm], lines: &[Line]) -> Result<Vec<Value>, Error> {
    let (mut found, mut wrong): (Vec<Value>, Vec<FieldError>) = (Vec::new(), Vec::new());
    for (row, form) in (1_u32..).zip(typed) {
        let name = form.material.trim().to_uppercase();
        let line = lines.iter().find(|line| line.code == name || line.barcode.as_deref() == Some(&name));
        let Some(line) = line else {
            if !name.is_empty() {
                let message = "Material: it is not on this sheet.";
                wrong.push(FieldError::new("material", "unknown", message).at(row).typed(&form.material));
            }
            continue;
        };
        match counting::read(&form.boxes, &form.loose, line.box_milli, line.unit, "loose") {
            Ok(Some((boxes, loose, counted))) => {
                let reason: String = one_line(&form.reason).chars().take(200).collect();
                found.push(json!({
                    "material": line.material_id, "code": line.code, "boxes": boxes, "loose": loose, "counted": counted,
                    "reason": reason,
                }));
            }
            Ok(None) => {}
            Err((field, code, message)) => {
                wrong.push(FieldError::new(field, code, format!("{}: {message}", line.name)).at(row));
            }
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(Error::Invalid(wrong)) }
}

/// Checks that a sheet may be handed in, hands it in, and tells those who may approve it. Lines that nobody counted are
/// asked about, unless it is `partly` on purpose.
async fn hand_in(work: &mut Work, id: CountId, held: &Held, partly: bool) -> Result<(), Failure> {
    let lines = store::lines_in(work, id).await?;
    let left = lines.iter().filter(|line| line.counted_milli.is_none()).count();
    if left == lines.len() {
        return Err(Error::NothingCounted.into());
    }
    // On a blind sheet nobody knows yet what differs; there the approver gives the reason.
    if !held.blind {
        let wrong: Vec<FieldError> = lines
            .iter()
            .filter(|line| line.difference().is_some_and(|found| !found.is_zero()) && line.reason.is_empty())
            .map(|line| {
                let message = format!("{}: say why it differs from the book.", line.name);
                FieldError::new("reason", "empty", message).at(u32::try_from(line.position).unwrap_or(0))
            })
            .collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong).into());
        }
    }
    // Asked last: what was ticked need not be ticked again.
    if left > 0 && !partly {
        return Err(Error::field("partly", "not_counted", texts::lines_not_counted(left, lines.len())).into());
    }
    Ok(tell_and_submit(work, id, &held.warehouse).await?)
}

/// Hands a count in and tells those who may approve it.
pub(super) async fn tell_and_submit(work: &mut Work, id: CountId, warehouse: &str) -> Result<(), Internal> {
    store::submit(work, id).await?;
    let but = work.actor().user();
    let name = work.actor().name.clone();
    for user in store::approvers(work, but).await? {
        work.notify(Notice {
            user,
            kind: "packaging",
            title: "A stock count waits for your approval".to_owned(),
            body: format!("{name} counted {warehouse}"),
            link: format!("/packaging/counts/{id}"),
        });
    }
    Ok(())
}

/// Approves a count (its differences go into the ledger), sends it back to be counted again, or cancels it.
///
/// # Errors
/// [`Error::OwnCount`] for who counted; [`Error::Stale`] or [`Error::WrongState`] when it isn't as it was looked at;
/// [`Error::Invalid`] when a difference has no reason; [`Error::Insufficient`] when less is there than a difference takes.
pub async fn decide(desk: &Desk, actor: &Actor, form: &VerdictForm) -> Result<CountId, Failure> {
    let id = count_id(&form.count)?;
    let mut work = desk.begin(actor, Capability::CountPackaging).await?;
    let held = store::held(&mut work, id).await?.ok_or(Error::NotFound("This count"))?;
    let version = form.version.trim().parse::<i64>().map_or(held.version, Version::from);
    let remark: String = one_line(&form.remark).chars().take(300).collect();
    let (to, action) = match form.verdict.as_str() {
        "approve" => (CountState::Approved, "approved"),
        "recount" => (CountState::Counting, "sent back"),
        "cancel" => (CountState::Cancelled, "cancelled"),
        _ => return Err(Error::field("verdict", "unknown", "Choose approve, recount or cancel.").into()),
    };
    let fits = if to == CountState::Cancelled { held.state.is_open() } else { held.state == CountState::Submitted };
    if !fits {
        return Err(Error::WrongState { state: held.state, action }.into());
    }
    // Held first: whoever decides after this one finds another version.
    if !store::decide(&mut work, id, version, held.state, to, &remark).await? {
        return Err(Error::Stale { by: "Somebody".to_owned(), at: work.now() }.into());
    }
    let lines = store::lines_in(&mut work, id).await?;
    let mut posted = 0;
    if to == CountState::Approved {
        must_be_anothers(&work, &held, &lines)?;
        posted = post_differences(&mut work, id, &held, &lines, &remark).await?;
    }
    let action_word = if to == CountState::Approved { "APPROVE" } else { "STATUS_CHANGE" };
    let new = json!({"state": to, "remark": remark, "differences": posted});
    audit(&mut work, action_word, id, format!("A count of {} was {action}", held.warehouse), new);
    work.commit().await?;
    Ok(id)
}

fn must_be_anothers(work: &Work, held: &Held, lines: &[Line]) -> Result<(), Error> {
    let me = work.actor().user();
    let own = me.is_none() || held.submitted_by == me || lines.iter().any(|line| line.counted_by == me);
    if own { Err(Error::OwnCount) } else { Ok(()) }
}

/// Puts the differences into the ledger; answers how many there were.
async fn post_differences(
    work: &mut Work,
    id: CountId,
    held: &Held,
    lines: &[Line],
    remark: &str,
) -> Result<usize, Failure> {
    let differing: Vec<(&Line, Quantity)> = lines
        .iter()
        .filter_map(|line| line.difference().map(|found| (line, found)))
        .filter(|(_, found)| !found.is_zero())
        .collect();
    if differing.is_empty() {
        return Ok(0);
    }
    if remark.is_empty() && differing.iter().any(|(line, _)| line.reason.is_empty()) {
        return Err(Error::field("remark", "empty", "Remark: say why the count differs from the book.").into());
    }
    let entries: Vec<NewEntry> = differing
        .iter()
        .map(|(line, found)| NewEntry {
            counted: line.counted_milli,
            reason: if line.reason.is_empty() { remark.to_owned() } else { line.reason.clone() },
            ..NewEntry::of(u32::try_from(line.position).unwrap_or(0), line.material_id, EntryKind::Count, *found)
        })
        .collect();
    let head = Head {
        key: format!("count:{id}"),
        fingerprint: fingerprint(work, &entries),
        kind: DocumentKind::Count,
        warehouse: held.warehouse_id,
        vendor: None,
        reference: format!("Count {id}"),
        reason: remark.to_owned(),
        order: None,
        remarks: String::new(),
        entered: Entered::default(),
    };
    let posted = post::post(work, &head, &entries).await?;
    store::set_document(work, id, posted.document).await?;
    Ok(entries.len())
}
