//! The rule simulator: reads, and changes nothing.

use super::store_simulate;
use crate::{
    credit::simulation::{Ask, Simulation, effect},
    identity::{Actor, Capability},
    platform::{
        failure::{Failure, FieldError},
        server::Desk,
    },
    settings,
};

/// What the rules would decide on the order that was typed, and what the policy that was typed would do to the open ones.
///
/// # Errors
/// Every field that can't be taken, or a customer that isn't there.
pub async fn simulate(desk: &Desk, actor: &Actor, ask: &Ask) -> Result<Simulation, Failure> {
    let db = desk.read(actor, Capability::SeeCredit)?;
    let asked = ask.read().map_err(Failure::invalid)?;
    let set = settings::server::get(db).await?.credit;
    let tried = asked.policy(set);
    let verdict = match ask.customer.trim() {
        "" => None,
        typed => {
            let unknown = || {
                let message = "Customer: there is none of this code or name.";
                Failure::invalid(vec![FieldError::new("customer", "unknown_customer", message).typed(typed)])
            };
            let subject = store_simulate::find_subject(db, typed).await?.ok_or_else(unknown)?;
            Some(subject.verdict(asked, tried))
        }
    };
    let (orders, is_part) = store_simulate::open_orders(db).await?;
    // As much reckoning as there are open orders: others' requests don't wait for it.
    let counted = tokio::task::spawn_blocking(move || effect(&orders, tried, set));
    let effect = counted.await.map_err(crate::platform::failure::Internal::from_error)?;
    Ok(Simulation { tried, set, verdict, effect, is_part })
}
