//! A large difference between the employee's own score and the manager's is not passed over in silence.

use super::store::{Card, From, KraLine};
use crate::{platform::failure::Internal, pms::review, settings, values::Points};

/// How large a difference needs no word, as the settings say.
///
/// # Errors
/// When the database refuses.
pub async fn most(from: &mut From<'_>) -> Result<Points, Internal> {
    let set = match from {
        From::Db(db) => settings::server::get(db).await?,
        From::Work(work) => settings::server::get_in(work).await?,
    };
    Ok(set.review_gap)
}

/// What differs by more and has no reason beside it, in a sentence.
pub fn unexplained(card: &Card, most: Points) -> Option<String> {
    let told = |what: &str, differs: Points| {
        format!("{what} differs by {} points from the employee's own. Write why.", differs.signed())
    };
    let total = card.head.self_micro.and_then(|own| review::beyond(most, own, card.head.total_micro));
    let kra = |line: &KraLine| {
        let own = line.self_micro.filter(|_| line.reason.is_empty())?;
        review::beyond(most, own, line.measure().scored().points).map(|differs| told(&line.name, differs))
    };
    total.map(|differs| told("The total", differs)).or_else(|| card.kras.iter().find_map(kra))
}
