//! What people are told of and may do without.

use std::collections::HashSet;

use super::Capability;

/// A kind of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    pub kind: &'static str,
    /// Who may hear of it at all.
    pub right: Capability,
    /// Stands at the bell of everybody it is meant for.
    pub mandatory: bool,
}

const fn topic(kind: &'static str, right: Capability) -> Topic {
    Topic { kind, right, mandatory: false }
}

pub const TOPICS: &[Topic] = &[
    Topic { mandatory: true, ..topic("order_held", Capability::SeeOrders) },
    topic("order", Capability::SeeOrders),
    topic("import", Capability::SeeImports),
    topic("scorecard", Capability::EnterAchieved),
    topic("packaging", Capability::SeePackaging),
];

/// The kind of notice that is called so.
pub fn find(kind: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.kind == kind)
}

/// How a notice reaches its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Not,
    /// At the bell alone.
    Bell,
    /// At the bell, and on the page that is open at once.
    Shown,
}

/// What somebody does without: pairs of a channel (`bell`, `toast`, `record`) and a kind, or the path of a record.
pub type Unwanted = HashSet<(String, String)>;

/// How a notice of this kind about the record at this path reaches who does without these.
pub fn reach(kind: &str, link: &str, unwanted: &Unwanted) -> Reach {
    let without = |channel: &str, what: &str| unwanted.contains(&(channel.to_owned(), what.to_owned()));
    let mandatory = find(kind).is_some_and(|topic| topic.mandatory);
    if !mandatory && (without("bell", kind) || without("record", link)) {
        return Reach::Not;
    }
    if without("toast", kind) { Reach::Bell } else { Reach::Shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::texts;

    fn without(all: &[(&str, &str)]) -> Unwanted {
        all.iter().map(|(channel, what)| ((*channel).to_owned(), (*what).to_owned())).collect()
    }

    #[test]
    fn every_kind_has_its_own_words() {
        let words: HashSet<_> = TOPICS.iter().map(|topic| texts::of_notice(topic.kind)).collect();
        assert!(words.len() == TOPICS.len() && !words.contains(texts::of_notice("")));
    }

    #[test]
    fn who_chose_nothing_is_told_all() {
        assert_eq!(reach("import", "/imports/1", &Unwanted::new()), Reach::Shown);
    }

    #[test]
    fn a_kind_may_be_done_without_here_or_everywhere() {
        assert_eq!(reach("import", "/imports/1", &without(&[("toast", "import")])), Reach::Bell);
        assert_eq!(reach("import", "/imports/1", &without(&[("bell", "import")])), Reach::Not);
        assert_eq!(reach("order", "/orders/1", &without(&[("bell", "import")])), Reach::Shown);
    }

    #[test]
    fn a_record_may_be_muted() {
        let muted = without(&[("record", "/orders/ORD-1")]);
        assert_eq!(reach("order", "/orders/ORD-1", &muted), Reach::Not);
        assert_eq!(reach("order", "/orders/ORD-2", &muted), Reach::Shown);
    }

    #[test]
    fn a_hold_is_always_told() {
        let all = without(&[("bell", "order_held"), ("record", "/orders/ORD-1"), ("toast", "order_held")]);
        assert_eq!(reach("order_held", "/orders/ORD-1", &all), Reach::Bell);
    }
}
