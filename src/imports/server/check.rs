//! The dry run: reads the file, checks every row with the code the run uses, keeps what it found.

use std::collections::HashSet;

use super::{
    super::{
        columns::{Correction, Mapping},
        error::Error,
        masters,
        model::{Finding, Kind, Severity, State, Summary},
        orders,
        sheet::Sheet,
    },
    known, masters as store_masters, packaging, reader,
    run::wanted,
    seen,
    store::{self, CheckResult, Stored},
};
use crate::{
    identity::Actor,
    orders::server::many::check_many,
    platform::{
        failure::{Failure, Internal},
        server::Desk,
    },
    values::ImportId,
};

/// Suggestions taken for one file, at most.
const MOST_CORRECTIONS: usize = 500;

/// What a check came to, whatever the kind.
pub struct Outcome {
    pub findings: Vec<Finding>,
    pub total_rows: i64,
    pub good_rows: i64,
    pub bad_rows: i64,
    pub summary: Summary,
}

/// Checks an import whose columns are known.
///
/// # Errors
/// When required columns are missing, the file can't be read, or the import runs or is over.
pub async fn check(desk: &Desk, actor: &Actor, stored: &Stored, sheet: Sheet) -> Result<Outcome, Failure> {
    stored.mapping.must_be_complete(stored.row.kind)?;
    let mut outcome = judge(desk, actor, stored, sheet).await?;
    note_the_file(desk, stored, &mut outcome).await?;
    let mut work = desk.begin(actor, stored.row.kind.right(actor)).await?;
    work.without_audit();
    let result = CheckResult {
        total_rows: outcome.total_rows,
        good_rows: outcome.good_rows,
        bad_rows: outcome.bad_rows,
        summary: &outcome.summary,
        findings: &outcome.findings,
    };
    if !store::set_checked(&mut work, stored.row.id, result).await? {
        return Err(Error::WrongState { state: stored.row.state, action: "checked" }.into());
    }
    work.commit().await?;
    Ok(outcome)
}

/// Computes on a thread of its own: a hundred thousand rows would keep others' requests waiting.
///
/// # Errors
/// When it panicked.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Internal> {
    tokio::task::spawn_blocking(work).await.map_err(Internal::from_error)
}

async fn judge(desk: &Desk, actor: &Actor, stored: &Stored, sheet: Sheet) -> Result<Outcome, Failure> {
    match stored.row.kind {
        Kind::Orders => judge_orders(desk, actor, stored, sheet).await,
        kind if kind.is_packaging() => packaging::judge(desk, stored, &sheet).await,
        kind => {
            let reading = store_masters::load(desk, actor, kind, &sheet, &stored.mapping).await?;
            let checked = masters::check(kind, &sheet, &stored.mapping, &*reading);
            Ok(Outcome {
                findings: checked.findings,
                total_rows: checked.total_rows,
                good_rows: checked.good_rows,
                bad_rows: checked.bad_rows,
                summary: checked.summary,
            })
        }
    }
}

/// The rows are read by the code the run reads them with, and their orders planned by the code that books them, on a connection that
/// only reads.
async fn judge_orders(desk: &Desk, actor: &Actor, stored: &Stored, sheet: Sheet) -> Result<Outcome, Failure> {
    let mapping = stored.mapping.clone();
    let known = known::load(&desk.db, &sheet, &mapping).await?;
    let recent = known::recent(&desk.db, &known, desk.clock.today(), stored.row.id).await?;
    let read = apart(move || orders::read(&sheet, &mapping, &known, &HashSet::new())).await?;
    let foreseen = check_many(desk, actor, read.groups.iter().map(wanted).collect()).await?;
    let checked = apart(move || orders::settle(read, &foreseen, &recent)).await?;
    Ok(Outcome {
        findings: checked.findings,
        total_rows: checked.total_rows,
        good_rows: checked.good_rows,
        bad_rows: checked.bad_rows,
        summary: checked.summary,
    })
}

/// The very same file once more, and sheets that were left out.
async fn note_the_file(desk: &Desk, stored: &Stored, outcome: &mut Outcome) -> Result<(), Failure> {
    let before = store::same_file(&desk.db, stored.row.kind, &stored.hash, stored.row.id).await?;
    outcome.summary.same_file = before;
    if let Some(before) = before {
        outcome.findings.push(Finding {
            row: 1,
            field: "file".to_owned(),
            value: stored.row.file_name.clone(),
            code: "same_file".to_owned(),
            message: format!("The very same file was imported before, as import {before}"),
            hint: Some("Cancel, unless it was meant".to_owned()),
            severity: Severity::Warning,
        });
    }
    Ok(())
}

/// The file of an import, read again, with what people said they meant.
pub async fn sheet_of(desk: &Desk, stored: &Stored) -> Result<Sheet, Failure> {
    let bytes = desk.storage.read(&stored.hash).await?;
    let mut sheet = reader::read(bytes).await?;
    stored.mapping.correct(&mut sheet)?;
    Ok(sheet)
}

/// Takes a suggestion for every row with that value in that column, and checks.
///
/// # Errors
/// When the import runs or is over; as [`check`].
pub async fn correct(desk: &Desk, actor: &Actor, id: ImportId, correction: Correction) -> Result<(), Failure> {
    let mut stored = super::changeable(desk, actor, id).await?;
    if !stored.row.state.may_map() {
        return Err(Error::WrongState { state: stored.row.state, action: "corrected" }.into());
    }
    stored.mapping.corrections.push(correction);
    let long = |text: &String| text.len() > 1_000;
    let too_long = stored.mapping.corrections.last().is_some_and(|last| long(&last.value) || long(&last.meant));
    if stored.mapping.corrections.len() > MOST_CORRECTIONS || too_long {
        return Err(Error::TooManyCorrections.into());
    }
    let mut work = desk.begin(actor, stored.row.kind.right(actor)).await?;
    work.without_audit();
    store::set_mapping(&mut work, id, &stored.mapping, State::Uploaded).await?;
    work.commit().await?;
    let sheet = sheet_of(desk, &stored).await?;
    check(desk, actor, &stored, sheet).await?;
    Ok(())
}

/// Takes what a person said about the headers, remembers it, and checks.
///
/// # Errors
/// Two headers for one column, a required column that nobody is, or the import runs or is over.
pub async fn choose_columns(desk: &Desk, actor: &Actor, id: ImportId, choices: Vec<String>) -> Result<State, Failure> {
    let mut stored = super::changeable(desk, actor, id).await?;
    if !stored.row.state.may_map() {
        return Err(Error::WrongState { state: stored.row.state, action: "given other columns" }.into());
    }
    let kind = stored.row.kind;
    let mut mapping: Mapping = stored.mapping.clone();
    let choices = mapping.headers.iter().map(|header| header.index).zip(choices).collect();
    mapping.choose(kind, &choices)?;
    mapping.must_be_complete(kind)?;
    let mut work = desk.begin(actor, kind.right(actor)).await?;
    work.without_audit();
    store::set_mapping(&mut work, id, &mapping, State::Uploaded).await?;
    store::remember(&mut work, kind, &mapping).await?;
    work.commit().await?;
    stored.mapping = mapping;
    let sheet = sheet_of(desk, &stored).await?;
    check(desk, actor, &stored, sheet).await?;
    Ok(State::Checked)
}

/// Checks anew: stock and customers may have changed since.
///
/// # Errors
/// As [`check`].
pub async fn check_again(desk: &Desk, actor: &Actor, id: ImportId) -> Result<(), Failure> {
    let stored = seen(desk, actor, id).await?;
    actor.must(stored.row.kind.right(actor))?;
    if !stored.row.state.may_map() {
        return Err(Error::WrongState { state: stored.row.state, action: "checked" }.into());
    }
    let sheet = sheet_of(desk, &stored).await?;
    check(desk, actor, &stored, sheet).await?;
    Ok(())
}
