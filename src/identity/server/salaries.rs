//! What people earn from which month on, so that a scorecard of an old month is paid by the salary of that month.

use crate::{
    identity::rules::UserData,
    platform::{
        failure::{FieldError, Internal},
        server::{Db, Work},
    },
    values::{Date, Money, Month, UserId},
};

/// Before the first change: as far back as there are scorecards.
const FIRST: &str = "2000-01";

/// A person's salaries, the latest first.
pub async fn all(db: &Db, code: &str) -> Result<Vec<(Month, Money)>, Internal> {
    db.sql(
        "select s.from_month, s.paise from salaries s join users u on u.id = s.user_id where u.code = $1
         order by s.from_month desc limit 120",
    )
    .bind(code.to_owned())
    .all()
    .await
}

/// Refuses a salary that begins in a month that hasn't.
pub fn not_ahead(data: &UserData, today: Date) -> Result<(), FieldError> {
    match data.salary_from.filter(|from| *from > today.month()) {
        Some(from) => {
            let message = format!("Salary from month: {} lies in the future.", from.wire());
            Err(FieldError::new("salary_from", "future", message).typed(from.wire()))
        }
        None => Ok(()),
    }
}

/// Keeps a salary from its month on, behind what it was until then; the user's own is the one that holds now.
pub async fn set(work: &mut Work, user: UserId, was: Option<Money>, data: &UserData) -> Result<(), Internal> {
    let from = data.salary_from.unwrap_or(work.today().month());
    let (now, by) = (work.now(), work.actor().name.clone());
    work.sql(
        "insert into salaries (user_id, from_month, paise, set_by, set_at)
         select cast($1 as bigint), cast($2 as text), cast($3 as bigint), cast($4 as text), cast($5 as bigint)
         where not exists (select 1 from salaries where user_id = $1)",
    )
    .bind(user)
    .bind(FIRST.to_owned())
    .bind(was.unwrap_or_default())
    .bind(by.clone())
    .bind(now)
    .run()
    .await?;
    work.sql(
        "insert into salaries (user_id, from_month, paise, set_by, set_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id, from_month) do update set paise = excluded.paise, set_by = excluded.set_by, set_at = excluded.set_at",
    )
    .bind(user)
    .bind(from)
    .bind(data.gross_salary.unwrap_or_default())
    .bind(by)
    .bind(now)
    .run()
    .await?;
    work.sql(
        "update users set gross_salary_paise = (select s.paise from salaries s where s.user_id = users.id order by s.from_month desc limit 1)
         where id = $1",
    )
    .bind(user)
    .run()
    .await?;
    Ok(())
}
