//! Price lists: showing, adding and naming them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    super::{
        error::Error,
        model::{Loaded, PriceListData, PriceListForm, PriceListInput, PriceListRow, PriceLists},
    },
    rates, service,
};
use crate::{
    audit::server::log,
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError, Internal},
        server::{Audit, Desk, Work},
    },
    values::{Money, PriceListId, Version},
};

/// The price lists, by name.
///
/// # Errors
/// `forbidden`
pub async fn lists(desk: &Desk, actor: &Actor) -> Result<PriceLists, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let rows: Vec<(String, String, i64, i64)> = db
        .sql(
            "select l.code, l.name, (select count(*) from price_list_rates r where r.price_list_id = l.id),
                    (select count(*) from customers c where c.price_list_id = l.id)
             from price_lists l order by l.name, l.id limit 500",
        )
        .all()
        .await?;
    let row = |(code, name, rates, customers)| PriceListRow { code, name, rates, customers };
    Ok(PriceLists {
        rows: rows.into_iter().map(row).collect(),
        may_edit: actor.may(Capability::EditPriceLists),
        may_export: actor.may(Capability::ExportData),
    })
}

/// A price list with its rates.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn show(desk: &Desk, actor: &Actor, code: &str) -> Result<PriceListData, Failure> {
    let db = desk.read(actor, Capability::SeeProducts)?;
    let list: Option<(PriceListId, String, Version)> =
        db.sql("select id, name, version from price_lists where code = $1").bind(code.to_owned()).optional().await?;
    let (id, name, version) = list.ok_or(Error::NotFound("This price list"))?;
    Ok(PriceListData {
        code: code.to_owned(),
        name,
        rates: rates::rates(db, id).await?,
        log: log::of(db, actor, ENTITY, code).await?,
        version,
        may_edit: actor.may(Capability::EditPriceLists),
        may_export: actor.may(Capability::ExportData),
    })
}

/// What price lists are called in the audit log.
pub const ENTITY: &str = "price list";

/// The form of a price list; of a new one when `code` is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, code: &str) -> Result<PriceListForm, Failure> {
    desk.read(actor, Capability::EditPriceLists)?;
    if code.is_empty() {
        return Ok(PriceListForm::default());
    }
    let list = show(desk, actor, code).await?;
    Ok(PriceListForm { code: list.code, name: list.name, version: list.version.to_string() })
}

/// Adds a price list when `code` is empty, else names that one anew; answers the code.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::ChangedBy`].
pub async fn save(desk: &Desk, actor: &Actor, code: &str, form: &PriceListForm) -> Result<String, Failure> {
    save_with(desk, actor, code, form, &[]).await
}

/// The same with rates of the list, by SKU: all of it or nothing.
///
/// # Errors
/// As [`save`]; [`Error::Invalid`] for an SKU that there is not.
pub async fn save_with(
    desk: &Desk,
    actor: &Actor,
    code: &str,
    form: &PriceListForm,
    rates: &[(String, Money)],
) -> Result<String, Failure> {
    actor.must(Capability::EditPriceLists)?;
    let form = if code.is_empty() { form.clone() } else { PriceListForm { code: code.to_owned(), ..form.clone() } };
    let input = PriceListInput::parse(&form).map_err(Error::Invalid)?;
    let mut work = desk.begin(actor, Capability::EditPriceLists).await?;
    let was = known(&mut work, std::slice::from_ref(&input)).await?.remove(&input.code);
    match (code.is_empty(), was) {
        (true, Some(_)) => {
            let message = format!("Code: {} is another price list's.", input.code);
            return Err(Error::Invalid(vec![FieldError::new("code", "taken", message).typed(&form.code)]).into());
        }
        (false, None) => return Err(Error::NotFound("This price list").into()),
        (false, Some((_, version))) if form.version.parse().is_ok_and(|seen: Version| seen != version) => {
            return Err(service::changed_by(&mut work, ENTITY, &input.code).await?);
        }
        (false, Some((name, _))) if name == input.name && rates.is_empty() => return Ok(input.code),
        _ => {}
    }
    upsert_lists(&mut work, std::slice::from_ref(&input)).await?;
    if !rates.is_empty() {
        super::rates::upsert_rates(&mut work, &input.code, rates).await?;
        work.without_audit();
    }
    work.commit().await?;
    Ok(input.code)
}

/// Adds price lists or names them anew, by code; answers what came of each. Each is audited.
///
/// # Errors
/// When the database refuses.
pub async fn upsert_lists(work: &mut Work, lists: &[PriceListInput]) -> Result<Vec<Loaded<PriceListInput>>, Internal> {
    let known = known(work, lists).await?;
    let was = |list: &PriceListInput| {
        known.get(&list.code).map(|(name, _)| PriceListInput { code: list.code.clone(), name: name.clone() })
    };
    let differ: Vec<&PriceListInput> = lists.iter().filter(|list| was(list).as_ref() != Some(list)).collect();
    let rows: Vec<Value> = differ.iter().map(|list| json!({"code": list.code, "name": list.name})).collect();
    if !rows.is_empty() {
        work.sql(
            "insert into price_lists (code, name) select value->>'code', value->>'name' from json_each($1) where true
             on conflict (code) do update set name = excluded.name, version = price_lists.version + 1",
        )
        .bind(Value::from(rows).to_string())
        .run()
        .await?;
    }
    for list in differ {
        let (action, summary, old) = match known.get(&list.code) {
            None => ("CREATE", format!("Added the price list {}", list.name), None),
            Some((name, _)) => ("UPDATE", format!("Named {name} {}", list.name), Some(json!({"name": name}))),
        };
        let new = Some(json!({"name": list.name}));
        work.audit(Audit { action, entity_type: ENTITY, entity_id: list.code.clone(), summary, old, new });
    }
    Ok(lists.iter().map(|list| Loaded::of(was(list), list)).collect())
}

/// Adds the list where there is none of its code, and says whether it did; one that is there keeps its name.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(work: &mut Work, list: &PriceListInput) -> Result<bool, Internal> {
    let missing = known(work, std::slice::from_ref(list)).await?.is_empty();
    if missing {
        upsert_lists(work, std::slice::from_ref(list)).await?;
    }
    Ok(missing)
}

/// Takes a list away that has no rates and no customers; any other stays.
///
/// # Errors
/// When the database refuses.
pub async fn remove_unused(work: &mut Work, code: &str) -> Result<(), Internal> {
    let removed: Option<(String,)> = work
        .sql(
            "delete from price_lists where code = $1
             and not exists (select 1 from price_list_rates r where r.price_list_id = price_lists.id)
             and not exists (select 1 from customers c where c.price_list_id = price_lists.id)
             returning name",
        )
        .bind(code.to_owned())
        .optional()
        .await?;
    if let Some((name,)) = removed {
        work.audit(Audit {
            action: "DELETE",
            entity_type: ENTITY,
            entity_id: code.to_owned(),
            summary: format!("Took back the price list {name}"),
            old: Some(json!({"name": name})),
            new: None,
        });
    }
    Ok(())
}

/// Name and version by code.
async fn known(work: &mut Work, lists: &[PriceListInput]) -> Result<HashMap<String, (String, Version)>, Internal> {
    let codes: Vec<Value> = lists.iter().map(|list| json!({"code": list.code})).collect();
    let rows: Vec<(String, String, Version)> = work
        .sql(
            "select code, name, version from price_lists
             where code in (select value->>'code' from json_each($1)) order by id",
        )
        .bind(Value::from(codes).to_string())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(code, name, version)| (code, (name, version))).collect())
}

/// Raises the version of a list whose rates are about to change; `None` when there is none of this code.
pub async fn touch(work: &mut Work, code: &str) -> Result<Option<PriceListId>, Internal> {
    let list: Option<(PriceListId,)> = work
        .sql("update price_lists set version = version + 1 where code = $1 returning id")
        .bind(code.to_owned())
        .optional()
        .await?;
    Ok(list.map(|(id,)| id))
}
