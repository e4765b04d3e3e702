//! Goods in, goods out, and corrections.

use std::collections::HashMap;

use serde_json::json;

use super::{
    post::{self, Line, fingerprint},
    store::{self, Head, Held},
    store_ledger,
};
use crate::{
    identity::{Actor, Capability},
    packaging::{
        Error,
        entered::Entered,
        model::{CorrectionForm, DocumentKind, EntryKind, IssueForm, Posted, ReceiptForm},
        parse::{self, CorrectionInput, HeadInput, LineInput, Measure},
        texts,
    },
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk, Work},
    },
    values::{EntryId, MaterialId, Quantity},
};

/// Materials by code and by barcode.
pub struct Known(HashMap<String, Held>);

impl Known {
    pub fn new(held: Vec<Held>) -> Self {
        let mut all = HashMap::with_capacity(held.len());
        for one in held {
            if let Some(barcode) = &one.barcode {
                all.entry(barcode.to_uppercase()).or_insert_with(|| one.clone());
            }
            all.insert(one.code.to_uppercase(), one);
        }
        Self(all)
    }

    pub fn get(&self, name: &str) -> Option<&Held> {
        self.0.get(name)
    }

    fn measure(&self, name: &str) -> Option<Measure> {
        self.get(name).map(|held| Measure { unit: held.unit, per_box: held.box_milli })
    }
}

/// Receives goods: many lines on one challan or invoice. Sent twice under one key, it counts once.
///
/// # Errors
/// [`Error::Invalid`] with every line's faults, [`Error::KeyTaken`].
pub async fn receive(desk: &Desk, actor: &Actor, form: &ReceiptForm) -> Result<Posted, Failure> {
    let db = desk.read(actor, Capability::ReceivePackaging)?;
    let names = parse::named(form.lines.iter().map(|line| line.material.as_str()));
    let known = Known::new(store::by_names(db, names).await?);
    let (head, lines) = parse::receipt(form, |name| known.measure(name), desk.clock.today()).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let entered = Entered::read(&form.entered_at, work.now());
    let posted = put(&mut work, DocumentKind::Receipt, (&head, entered), &lines, &known).await?;
    finish(work, &head, posted).await
}

/// Issues goods. Sent twice under one key, it counts once.
///
/// # Errors
/// As [`receive`]; [`Error::Insufficient`] when a line asks for more than its warehouse has.
pub async fn issue(desk: &Desk, actor: &Actor, form: &IssueForm) -> Result<Posted, Failure> {
    let db = desk.read(actor, Capability::IssuePackaging)?;
    let names = parse::named(form.lines.iter().map(|line| line.material.as_str()));
    let known = Known::new(store::by_names(db, names).await?);
    let (head, lines) = parse::issue(form, |name| known.measure(name), desk.clock.today()).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::IssuePackaging).await?;
    let entered = Entered::read(&form.entered_at, work.now());
    let posted = put(&mut work, DocumentKind::Issue, (&head, entered), &lines, &known).await?;
    finish(work, &head, posted).await
}

/// Posts what was read, whatever way it came.
///
/// # Errors
/// As [`receive`] and [`issue`].
pub async fn put(
    work: &mut Work,
    kind: DocumentKind,
    (head, entered): (&HeadInput, Entered),
    lines: &[LineInput],
    known: &Known,
) -> Result<Posted, Failure> {
    // Without the time: what is sent again after it waited is the same submission.
    let fingerprint = fingerprint(work, &(kind, head, lines));
    let (warehouse, _) = post::warehouse(work, &head.warehouse).await?;
    let order = match &head.order {
        Some(number) => Some(
            store::order_id(work, number)
                .await?
                .ok_or_else(|| Error::field("order", "unknown", "Order: there is none with this number."))?,
        ),
        None => None,
    };
    let vendor = match &head.vendor {
        Some(name) => Some(store::vendor(work, name).await?),
        None => None,
    };
    let out = matches!(kind, DocumentKind::Issue | DocumentKind::Packing);
    let mut posting = Vec::with_capacity(lines.len());
    for line in lines {
        let held = known.get(&line.material).ok_or(Error::NotFound("This material"))?;
        let quantity = if out { line.quantity.checked_neg().unwrap_or_default() } else { line.quantity };
        let kind = if out { EntryKind::Out } else { EntryKind::In };
        posting.push(Line {
            batch: line.batch.clone(),
            made: line.made,
            expires: line.expires,
            rate: line.rate,
            ..Line::of(line.row, held.id, kind, quantity)
        });
    }
    let head = Head {
        key: head.key.clone(),
        fingerprint,
        kind,
        warehouse,
        vendor,
        reference: head.reference.clone(),
        reason: head.reason.clone(),
        order,
        remarks: head.remarks.clone(),
        entered,
    };
    post::post(work, &head, &posting).await
}

/// Commits a submission with its audit entry; one that was there already changes nothing.
async fn finish(mut work: Work, head: &HeadInput, posted: Posted) -> Result<Posted, Failure> {
    if posted.repeated {
        work.rollback().await?;
        return Ok(posted);
    }
    record(&mut work, &head.warehouse, &head.reference, &posted);
    work.commit().await?;
    Ok(posted)
}

/// The audit entry of a submission.
pub fn record(work: &mut Work, warehouse: &str, reference: &str, posted: &Posted) {
    let count = posted.lines.len();
    let what = match posted.lines.as_slice() {
        [only] => only.name.clone(),
        _ => texts::materials(count),
    };
    let summary = match posted.kind {
        DocumentKind::Issue | DocumentKind::Packing => texts::issued(what, warehouse),
        _ => texts::received(what, warehouse),
    };
    let lines: Vec<_> = posted
        .lines
        .iter()
        .take(100)
        .map(|line| json!({"material": line.code, "quantity": line.quantity.plain(), "balance": line.balance.plain()}))
        .collect();
    work.audit(Audit {
        action: "CREATE",
        entity_type: "packaging",
        entity_id: posted.document.to_string(),
        summary,
        old: None,
        new: Some(json!({"kind": posted.kind, "warehouse": warehouse, "reference": reference, "lines": lines})),
    });
}

/// Corrects an entry by a new one that names it: the entry then comes to what should have been entered.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotCorrectable`] for a count, a correction, and what is right already;
/// [`Error::Insufficient`] when what came in by mistake has gone out already.
pub async fn correct(desk: &Desk, actor: &Actor, form: &CorrectionForm) -> Result<Posted, Failure> {
    let input = CorrectionInput::parse(form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::ReceivePackaging).await?;
    let found = store_ledger::entry(&mut work, input.entry).await?.ok_or(Error::NotFound("This entry"))?;
    if found.kind == EntryKind::Out {
        actor.must(Capability::IssuePackaging)?;
    }
    must_be_correctable(&found, &input)?;
    let head = Head {
        key: input.key.clone(),
        fingerprint: fingerprint(&work, &input),
        kind: DocumentKind::Correction,
        warehouse: found.warehouse_id,
        vendor: found.vendor_id,
        reference: found.reference.clone(),
        reason: input.reason.clone(),
        order: found.order_id,
        remarks: String::new(),
        entered: Entered::default(),
    };
    // Locked first, so that two who correct the same entry follow each other.
    store::lock(&mut work, &[found.material_id]).await?;
    if let Some(before) = post::repeated(&mut work, &head).await? {
        work.rollback().await?;
        return Ok(before);
    }
    let line = correction(&mut work, &found, &input).await?;
    let posted = post::post(&mut work, &head, &[line]).await?;
    work.audit(Audit {
        action: "UPDATE",
        entity_type: "packaging",
        entity_id: found.document_id.to_string(),
        summary: format!("Corrected entry {} of {}: {}", input.entry, found.name, input.reason),
        old: Some(json!({"entry": input.entry, "quantity": found.quantity_milli.plain()})),
        new: Some(json!({"quantity": input.right.plain(), "reason": input.reason})),
    });
    work.commit().await?;
    Ok(posted)
}

fn must_be_correctable(found: &store_ledger::Entry, input: &CorrectionInput) -> Result<(), Error> {
    if found.corrects_id.is_some() {
        return Err(Error::NotCorrectable("it is a correction itself. Correct the entry that it names."));
    }
    if found.kind == EntryKind::Count {
        return Err(Error::NotCorrectable("it comes from an approved count. Count the material again."));
    }
    if found.unit.is_whole() && !input.right.is_whole() {
        let message = format!("Right quantity: {} are counted in whole numbers.", found.unit);
        return Err(Error::Invalid(vec![FieldError::new("quantity", "not_whole", message).typed(input.right.plain())]));
    }
    Ok(())
}

/// What is missing between what an entry with its corrections comes to and what it should.
async fn correction(work: &mut Work, found: &store_ledger::Entry, input: &CorrectionInput) -> Result<Line, Error> {
    let stands: Quantity = store_ledger::net(work, input.entry).await?;
    let right = if found.kind == EntryKind::Out { input.right.checked_neg() } else { Some(input.right) };
    let difference = right.and_then(|right| right.checked_sub(stands)).unwrap_or_default();
    if difference.is_zero() {
        return Err(Error::NotCorrectable("this is what it comes to already."));
    }
    let (material, entry): (MaterialId, EntryId) = (found.material_id, input.entry);
    Ok(Line {
        batch: found.batch.clone(),
        made: found.made_on,
        expires: found.expires_on,
        rate: found.rate_paise,
        reason: input.reason.clone(),
        corrects: Some(entry),
        ..Line::of(1, material, found.kind, difference)
    })
}
