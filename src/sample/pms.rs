//! Scorecards of the sample people: the Feb'26 record everybody knows, twelve finished months, and the running one.
//!
//! Totals come from the rules themselves; the months that still run are computed from the sample orders and payments.

use serde_json::{Value, json};

use super::{people::by_id, rows::CustomerRow};
use crate::{
    pms::{
        incentive::Incentive,
        late,
        model::{Source, Unit},
        review::{CardAction, CardStatus, ROAD},
        scoring::{self, Kind, Measure},
        slabs::Slabs,
    },
    values::{Date, Figure, Money, Month, Percent, Points, Timestamp},
};

/// What goes into the tables, a JSON array each.
pub struct Scorecards {
    pub templates: Value,
    pub template_lines: Value,
    pub cards: Value,
    pub kras: Value,
    pub balances: Value,
    pub events: Value,
    pub collections: Value,
    /// The months whose drafts are computed once all is in.
    pub running: Vec<Month>,
}

/// A KRA as a role has it: name, criteria, kind, unit, source, target in whole units, weight in percent.
type Kra = (&'static str, &'static str, Kind, Unit, Source, i64, i64);

const SALES: &[Kra] = &[
    ("Sales Target", "Value of the month's sales", Kind::Unrestricted, Unit::Rupees, Source::OrderValue, 1_000_000, 40),
    ("Collection", "Money collected in the month", Kind::Restricted, Unit::Rupees, Source::Collections, 500_000, 30),
    ("OD Balance", "Overdue balance of the branches", Kind::AsPerSlab, Unit::Rupees, Source::Balances, 0, 30),
];
const CREDIT: &[Kra] = &[
    ("Cases decided the same day", "Share of waiting orders", Kind::Restricted, Unit::Percent, Source::Typed, 95, 50),
    ("Disputes settled", "Within the month", Kind::Unrestricted, Unit::Number, Source::Typed, 20, 20),
    ("OD Balance", "Overdue balance of the branches", Kind::AsPerSlab, Unit::Rupees, Source::Balances, 0, 30),
];
const WAREHOUSE: &[Kra] = &[
    ("Packed on the day", "Share of released orders", Kind::Restricted, Unit::Percent, Source::Typed, 98, 50),
    ("Stock counted right", "Share of counted batches", Kind::Restricted, Unit::Percent, Source::Typed, 99, 30),
    ("Orders packed", "Orders of the month", Kind::Unrestricted, Unit::Number, Source::Typed, 400, 20),
];
const LOGISTICS: &[Kra] = &[
    ("Delivered on the day", "Share of dispatched orders", Kind::Restricted, Unit::Percent, Source::Typed, 95, 60),
    ("Trips planned full", "Share of trips above 80 % load", Kind::Unrestricted, Unit::Percent, Source::Typed, 80, 40),
];

/// Id, KRAs and salary in rupees of the six people with scorecards.
const PEOPLE: [(i64, &[Kra], i64); 6] = [
    (2, SALES, 80_000),
    (3, SALES, 50_000),
    (4, SALES, 45_000),
    (5, CREDIT, 48_000),
    (7, WAREHOUSE, 36_000),
    (9, LOGISTICS, 40_000),
];

/// What a sample person earns a month, in paise.
pub fn salary(person: i64) -> Option<i64> {
    PEOPLE.iter().find(|(id, ..)| *id == person).map(|(_, _, rupees)| rupees * 100)
}

fn february() -> Month {
    Month::new(2026, 2).unwrap_or_else(|| Date::from_days(20_500).month())
}

/// Where the last finished month stands, person by person.
const LAST: [CardStatus; 6] = [
    CardStatus::Reviewed,
    CardStatus::Draft,
    CardStatus::Submitted,
    CardStatus::Disputed,
    CardStatus::Acknowledged,
    CardStatus::Submitted,
];

struct Card {
    person: i64,
    month: Month,
    status: CardStatus,
    salary: Money,
    kras: Vec<(Kra, Option<Figure>)>,
    balances: Vec<(&'static str, i64)>,
}

impl Card {
    fn measures(&self) -> Vec<Measure> {
        let measure = |((_, _, kind, _, _, target, weight), achieved): &(Kra, Option<Figure>)| Measure {
            kind: *kind,
            target: Figure::from_units(*target),
            achieved: *achieved,
            weight: Percent::from_whole(*weight),
            slabs: (*kind == Kind::AsPerSlab).then(Slabs::od_balance),
            adjusted: None,
        };
        self.kras.iter().map(measure).collect()
    }
}

/// Every scorecard, as of today.
pub fn all(now: Timestamp, customers: &[CustomerRow]) -> Scorecards {
    let last = late::current(now.ist_date());
    let mut finished: Vec<Month> = std::iter::successors(Some(last), |month| Some(month.prev())).take(12).collect();
    finished.reverse();
    let mut cards = Vec::new();
    for (place, (person, kras, rupees)) in PEOPLE.iter().enumerate() {
        for (age, month) in finished.iter().enumerate() {
            let status = match (11 - age, month) {
                (_, month) if *person == 3 && *month == february() => continue,
                (0, _) => LAST[place],
                _ => CardStatus::Locked,
            };
            cards.push(card(*person, kras, *rupees, *month, status));
        }
        if *kras == SALES {
            cards.push(card(*person, kras, *rupees, last.next(), CardStatus::Draft));
        }
    }
    cards.push(known());
    rows(now, &cards, &[last, last.next()], customers)
}

/// The record of the seeds, with the OD KRA that brings the weights to 100: 99 points, 15 %, ₹7,500.
fn known() -> Card {
    let typed = |kra: Kra| {
        if kra.4 == Source::Balances { kra } else { (kra.0, kra.1, kra.2, kra.3, Source::Typed, kra.5, kra.6) }
    };
    let achieved = [1_200_000, 450_000, 600_000].map(|units| Some(Figure::from_units(units)));
    Card {
        person: 3,
        month: february(),
        status: CardStatus::Submitted,
        salary: Money::from_rupees(50_000),
        kras: SALES.iter().map(|kra| typed(*kra)).zip(achieved).collect(),
        balances: vec![("chennai", 300_000), ("self", 200_000), ("hyd", 100_000)],
    }
}

/// A number between 0 and 99 that is the same every time.
fn chance(person: i64, month: Month, salt: i64) -> i64 {
    let seed =
        person * 7_919 + i64::from(month.year()) * 104_729 + i64::from(month.number()) * 1_299_709 + salt * 15_485_863;
    (seed * 2_654_435_761 % 4_294_967_296) / 1_000 % 100
}

fn card(person: i64, kras: &[Kra], rupees: i64, month: Month, status: CardStatus) -> Card {
    let balances: Vec<(&str, i64)> = if kras.iter().any(|kra| kra.4 == Source::Balances) {
        let amount = |salt| (chance(person, month, salt) + 5) * 9_000;
        vec![("chennai", amount(11)), ("self", amount(12)), ("hyd", amount(13))]
    } else {
        Vec::new()
    };
    // Everybody has a month that goes wrong.
    let slump = chance(person, month, 1) < 8;
    let figure = |(place, kra): (usize, &Kra)| {
        let salt = i64::try_from(place).unwrap_or_default() + 2;
        let share =
            if slump { 30 + chance(person, month, salt) / 10 } else { 82 + chance(person, month, salt) * 38 / 100 };
        let computed = kra.4.has_rows() && status == CardStatus::Draft;
        let achieved = match kra.4 {
            Source::Balances => Some(balances.iter().map(|(_, amount)| amount).sum()),
            _ if computed => None,
            _ if kra.3 == Unit::Percent => Some((kra.5 * share / 100).min(100)),
            _ => Some(kra.5 * share / 100),
        };
        // What was signed off long ago was typed: there are no orders of it.
        let source = if kra.4.has_rows() && !computed { Source::Typed } else { kra.4 };
        ((kra.0, kra.1, kra.2, kra.3, source, kra.5, kra.6), achieved.map(Figure::from_units))
    };
    Card {
        person,
        month,
        status,
        salary: Money::from_rupees(rupees),
        kras: kras.iter().enumerate().map(figure).collect(),
        balances,
    }
}

fn rows(now: Timestamp, cards: &[Card], running: &[Month], customers: &[CustomerRow]) -> Scorecards {
    let (mut heads, mut kras, mut balances, mut events) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for card in cards {
        heads.push(head(now, card));
        let measures = card.measures();
        for (place, (kra, achieved)) in card.kras.iter().enumerate() {
            let points = measures[place].scored().points;
            let own = (card.status != CardStatus::Draft).then_some(points);
            kras.push(json!({
                "user": card.person, "month": card.month, "position": place + 1, "code": format!("KRA{}", place + 1), "name": kra.0,
                "criteria": kra.1, "kind": kra.2, "unit": kra.3, "source": kra.4, "target": Figure::from_units(kra.5),
                "achieved": achieved, "weight": Percent::from_whole(kra.6), "slab": (kra.2 == Kind::AsPerSlab).then_some(2),
                "points": points, "self": own, "selfAchieved": own.and(*achieved), "sources": card.balances.len() * usize::from(kra.4 == Source::Balances),
            }));
        }
        for (branch, rupees) in &card.balances {
            balances.push(json!({"user": card.person, "month": card.month, "branch": branch, "amount": Figure::from_units(*rupees)}));
        }
        events.extend(history(now, card));
    }
    let (templates, template_lines) = templates(now);
    Scorecards {
        templates,
        template_lines,
        cards: heads.into(),
        kras: kras.into(),
        balances: balances.into(),
        events: events.into(),
        collections: collections(now, customers),
        running: running.to_vec(),
    }
}

fn head(now: Timestamp, card: &Card) -> Value {
    let outcome = scoring::outcome(&card.measures(), &Incentive::usual(), card.salary);
    let own = (card.status != CardStatus::Draft).then_some(outcome.total);
    let reviewed = matches!(
        card.status,
        CardStatus::Reviewed | CardStatus::Disputed | CardStatus::Acknowledged | CardStatus::Locked
    );
    let at = steps(now, card).last().map_or(now, |step| step.2);
    json!({
        "user": card.person, "month": card.month, "status": card.status, "salary": card.salary, "total": outcome.total,
        "computed": outcome.computed, "bp": outcome.percent, "paise": outcome.amount, "self": own, "at": at,
        "selfComment": if own.is_some() { comment(outcome.total) } else { "" },
        "reviewComment": if reviewed { "Agreed with the plan for the next month." } else { "" },
        "reviewedBy": if reviewed { reviewer(card.person) } else { "" },
        "dispute": if card.status == CardStatus::Disputed { "Two cases of the last day were decided before closing time." } else { "" },
        "by": by_id(card.person).name,
    })
}

fn comment(total: Points) -> &'static str {
    match total.millionths() / 1_000_000 {
        ..50 => "A hard month: the largest customer had closed.",
        50..90 => "Collections came in late; two customers pay in the first week.",
        _ => "Targets reached; the new hotels order every week now.",
    }
}

fn reviewer(person: i64) -> &'static str {
    by_id(by_id(person).manager.unwrap_or(1)).name
}

/// What was done with it so far: action, from, when, by whom.
fn steps(now: Timestamp, card: &Card) -> Vec<(CardAction, (CardStatus, CardStatus), Timestamp, &'static str)> {
    let end = Timestamp::from_ist(card.month.next().first_day(), 10, 15);
    let at = |days: i32| end.plus_days(days).min(now);
    let own = by_id(card.person).name;
    let all = [
        (CardAction::Submit, at(2), own),
        (CardAction::Review, at(6), reviewer(card.person)),
        (CardAction::Acknowledge, at(8), own),
        (CardAction::Lock, at(12), reviewer(card.person)),
    ];
    let reached = match card.status {
        CardStatus::Disputed => 2,
        status => ROAD.iter().position(|one| *one == status).unwrap_or_default(),
    };
    let mut steps: Vec<_> = all
        .into_iter()
        .enumerate()
        .take(reached)
        .map(|(place, (action, at, who))| (action, (ROAD[place], ROAD[place + 1]), at, who))
        .collect();
    if card.status == CardStatus::Disputed {
        steps.push((CardAction::Dispute, (CardStatus::Reviewed, CardStatus::Disputed), at(8), own));
    }
    steps
}

fn history(now: Timestamp, card: &Card) -> Vec<Value> {
    let remark = |action| match action {
        CardAction::Dispute => "Two cases of the last day were decided before closing time.",
        CardAction::Review => "Agreed with the plan for the next month.",
        _ => "",
    };
    steps(now, card)
        .into_iter()
        .map(|(action, (from, to), at, who)| {
            json!({
                "user": card.person, "month": card.month, "at": at, "who": who, "action": action, "from": from, "to": to,
                "remark": remark(action),
            })
        })
        .collect()
}

fn templates(now: Timestamp) -> (Value, Value) {
    let all = [
        ("Sales executive", "Sales", SALES),
        ("Credit controller", "Credit Control", CREDIT),
        ("Warehouse keeper", "Warehouse", WAREHOUSE),
        ("Logistics planner", "Logistics", LOGISTICS),
    ];
    let heads: Vec<Value> = all.iter().map(|(name, role, _)| json!({"name": name, "role": role, "at": now})).collect();
    let lines = all.iter().flat_map(|(name, _, kras)| {
        kras.iter().enumerate().map(move |(place, kra)| {
            json!({
                "template": name, "position": place + 1, "name": kra.0, "criteria": kra.1, "kind": kra.2, "unit": kra.3,
                "source": kra.4, "target": Figure::from_units(kra.5), "weight": Percent::from_whole(kra.6),
                "table": (kra.2 == Kind::AsPerSlab).then_some(2),
            })
        })
    });
    (heads.into(), lines.collect::<Vec<_>>().into())
}

/// What customers paid in the last three months: some of them each week.
fn collections(now: Timestamp, customers: &[CustomerRow]) -> Value {
    let paid = customers.iter().flat_map(|customer| {
        (0..13).filter_map(move |week: i64| {
            let roll = (customer.id * 31 + week * 17) % 10;
            let at = now.minus_seconds((week * 7 + customer.id % 6 + 1) * 86_400);
            (roll < 3).then(|| {
                let paise = (customer.id % 9 + 2) * 550_000 + week * 25_000;
                json!({"customer": customer.id, "salesperson": customer.salesperson, "at": at, "paise": paise})
            })
        })
    });
    paid.collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_record_comes_to_99_points() {
        let card = known();
        let outcome = scoring::outcome(&card.measures(), &Incentive::usual(), card.salary);
        assert_eq!((outcome.total, outcome.amount), (Points::from_whole(99), Money::from_rupees(7_500)));
    }
}
