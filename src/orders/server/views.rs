//! Saved views: a list's address under a name, private or shared.

use crate::{
    identity::{Actor, Capability},
    orders::{
        Error,
        model::{OrderFilter, SavedView},
    },
    platform::{failure::Failure, server::Desk},
    values::{UserId, ViewId},
};

const PAGE: &str = "orders";

/// One's own views, then those others share.
///
/// # Errors
/// When the database refuses.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<SavedView>, Failure> {
    let db = desk.read(actor, Capability::SeeOrders)?;
    let rows = db
        .sql(
            "select v.id, v.name, v.query, v.shared, v.user_id, u.name from saved_views v join users u on u.id = v.user_id
             where v.page = $1 and (v.user_id = $2 or v.shared)
             order by case when v.user_id = $2 then 0 else 1 end, v.name, v.id limit 100",
        )
        .bind(PAGE.to_owned())
        .bind(actor.id)
        .all::<(ViewId, String, String, bool, UserId, String)>();
    let rows = desk.memory.recall("saved views", actor.id.to_string(), rows).await?;
    let view = |(id, name, query, shared, user, by)| SavedView { id, name, query, shared, mine: user == actor.id, by };
    Ok(rows.into_iter().map(view).collect())
}

/// Saves the list under a name; the same name of one's own again replaces it.
///
/// # Errors
/// [`Error::Invalid`] for an empty or endless name.
pub async fn save(desk: &Desk, actor: &Actor, name: &str, query: &str, shared: bool) -> Result<ViewId, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Error::field("name", "length", "A name has 1 to 60 characters.").into());
    }
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    work.without_audit();
    let now = work.now();
    let filter = OrderFilter { view: None, ..OrderFilter::from_query(query) };
    let (id,): (ViewId,) = work
        .sql(
            "insert into saved_views (user_id, page, name, query, shared, created_at) values ($1, $2, $3, $4, $5, $6)
             on conflict (user_id, page, name) do update set query = excluded.query, shared = excluded.shared returning id",
        )
        .bind(actor.id)
        .bind(PAGE.to_owned())
        .bind(name.to_owned())
        .bind(filter.without_place())
        .bind(shared)
        .bind(now)
        .one()
        .await?;
    work.commit().await?;
    Ok(id)
}

/// Deletes one's own view.
///
/// # Errors
/// [`Error::NotFound`] when it isn't there or another's.
pub async fn delete(desk: &Desk, actor: &Actor, id: ViewId) -> Result<(), Failure> {
    let mut work = desk.begin(actor, Capability::SeeOrders).await?;
    work.without_audit();
    let gone = work.sql("delete from saved_views where id = $1 and user_id = $2").bind(id).bind(actor.id).run().await?;
    if gone == 0 {
        return Err(Error::NotFound("This view").into());
    }
    work.commit().await?;
    Ok(())
}
