use proptest::prelude::*;

use super::*;

fn measure(kind: Kind, target: i64, achieved: i64, weight: i64) -> Measure {
    Measure {
        kind,
        target: Figure::from_units(target),
        achieved: Some(Figure::from_units(achieved)),
        weight: Percent::from_whole(weight),
        slabs: (kind == Kind::AsPerSlab).then(Slabs::od_balance),
        adjusted: None,
    }
}

fn golden() -> Vec<Measure> {
    vec![
        measure(Kind::Unrestricted, 1_000_000, 1_200_000, 40),
        measure(Kind::Restricted, 500_000, 450_000, 30),
        measure(Kind::AsPerSlab, 0, 600_000, 30),
    ]
}

fn points(measure: &Measure) -> String {
    measure.scored().points.plain()
}

#[test]
fn the_golden_record_comes_to_99_and_7500_rupees() {
    let record = golden();
    assert_eq!(record.iter().map(points).collect::<Vec<_>>(), ["48", "27", "24"]);
    let outcome = outcome(&record, &Incentive::usual(), Money::from_rupees(50_000));
    assert_eq!((outcome.total.shown().as_str(), outcome.percent), ("99.0", Percent::from_whole(15)));
    assert_eq!(outcome.amount, Money::from_rupees(7_500));
}

#[test]
fn without_the_od_kra_the_golden_record_pays_nothing() {
    let outcome = outcome(&golden()[..2], &Incentive::usual(), Money::from_rupees(50_000));
    assert_eq!((outcome.total, outcome.amount), (Points::from_whole(75), Money::ZERO));
    assert_eq!(weights_are_whole(&golden()[..2]), Err(Percent::from_whole(70)));
    assert_eq!(weights_are_whole(&golden()), Ok(()));
}

#[test]
fn the_other_golden_record_pays_20_percent_of_45000() {
    let record = [
        measure(Kind::Unrestricted, 800_000, 950_000, 40),
        measure(Kind::Restricted, 400_000, 420_000, 30),
        Measure { adjusted: Some(Points::from_whole(25)), ..measure(Kind::AsPerSlab, 0, 600_000, 30) },
    ];
    assert_eq!(record.iter().map(points).collect::<Vec<_>>(), ["47.5", "30", "25"]);
    let outcome = outcome(&record, &Incentive::usual(), Money::from_rupees(45_000));
    assert_eq!((outcome.total.plain().as_str(), outcome.amount), ("102.5", Money::from_rupees(9_000)));
    assert_eq!(outcome.computed.plain(), "101.5");
}

#[test]
fn what_the_cap_cost_is_told() {
    let scored = measure(Kind::Restricted, 400_000, 500_000, 30).scored();
    assert_eq!((scored.raw.plain().as_str(), scored.points), ("37.5", Points::from_whole(30)));
    assert_eq!((scored.cap, scored.lost), (Some(Points::from_whole(30)), Points::ZERO));
    assert_eq!(measure(Kind::Restricted, 500_000, 450_000, 30).scored().lost, Points::from_whole(3));
}

#[test]
fn nothing_entered_scores_nothing_even_by_slab() {
    let blank = Measure { achieved: None, ..measure(Kind::AsPerSlab, 0, 0, 30) };
    assert_eq!(blank.scored().points, Points::ZERO);
}

#[test]
fn a_total_that_stands_on_the_limit_pays_by_it() {
    // 30 × (1/7 + 2/7 + 4/7) = 30 exactly, three times over.
    let sevenths = [1, 2, 4].map(|achieved| measure(Kind::Unrestricted, 7, achieved, 90));
    let outcome = outcome(&sevenths, &Incentive::usual(), Money::from_rupees(100));
    assert_eq!((outcome.total, outcome.percent), (Points::from_whole(90), Percent::from_whole(10)));
}

fn any_measure() -> impl Strategy<Value = Measure> {
    let kind = prop::sample::select(Kind::ALL);
    let amount = 0i64..9_007_199_254_740_991;
    (kind, amount.clone(), amount, 0i64..=10_000).prop_map(|(kind, target, achieved, weight)| Measure {
        kind,
        target: Figure::from_thousandths(target),
        achieved: Some(Figure::from_thousandths(achieved)),
        weight: Percent::from_basis_points(weight),
        slabs: (kind == Kind::AsPerSlab).then(Slabs::od_balance),
        adjusted: None,
    })
}

#[test]
fn what_is_given_beyond_the_cap_counts_as_the_cap() {
    let given = |kind, points| Measure { adjusted: Some(Points::from_whole(points)), ..measure(kind, 10, 5, 30) };
    let points = |kind, points| given(kind, points).scored().points;
    assert_eq!(points(Kind::Restricted, 99), Points::from_whole(30));
    assert_eq!(points(Kind::AsPerSlab, 99), Points::from_whole(30));
    assert_eq!(points(Kind::Unrestricted, 99), Points::from_whole(99));
    let tableless = Measure { slabs: None, ..given(Kind::AsPerSlab, 99) };
    assert_eq!(tableless.cap(), Some(Points::from_whole(30)));
}

#[test]
fn a_thousand_times_the_target_is_the_most_that_is_believed() {
    let absurd =
        |kind, target, achieved| is_absurd(kind, Figure::from_thousandths(target), Figure::from_units(achieved));
    assert!(absurd(Kind::Unrestricted, 1, 9_007_199_254_740) && absurd(Kind::Restricted, 1_000, 1_001));
    assert!(!absurd(Kind::Restricted, 1_000, 1_000) && !absurd(Kind::Unrestricted, 0, 5));
    assert!(!absurd(Kind::AsPerSlab, 1, 9_007_199_254_740));
}

proptest! {
    #[test]
    fn restricted_never_exceeds_its_weight(measure in any_measure(), adjusted in prop::option::of(0i64..400_000_000)) {
        let adjusted = adjusted.map(Points::from_millionths);
        let restricted = Measure { kind: Kind::Restricted, adjusted, ..measure };
        prop_assert!(restricted.scored().points <= weight_points(restricted.weight));
        let total = outcome(std::slice::from_ref(&restricted), &Incentive::usual(), Money::ZERO).total;
        prop_assert!(total <= weight_points(restricted.weight));
    }

    #[test]
    fn a_target_of_nothing_scores_nothing(measure in any_measure()) {
        let aimless = Measure { kind: Kind::Unrestricted, target: Figure::ZERO, ..measure };
        prop_assert_eq!(aimless.scored().points, Points::ZERO);
    }

    #[test]
    fn computing_again_changes_nothing(measures in prop::collection::vec(any_measure(), 0..6), salary in 0i64..100_000_000) {
        let once = outcome(&measures, &Incentive::usual(), Money::from_paise(salary));
        prop_assert_eq!(once, outcome(&measures, &Incentive::usual(), Money::from_paise(salary)));
        let kept: Vec<Measure> = measures.iter().map(|m| serde_json::from_str(&serde_json::to_string(m).unwrap()).unwrap()).collect();
        prop_assert_eq!(once, outcome(&kept, &Incentive::usual(), Money::from_paise(salary)));
    }

    #[test]
    fn more_achieved_never_scores_less(measure in any_measure(), more in 0i64..1_000_000_000) {
        prop_assume!(measure.kind != Kind::AsPerSlab);
        let achieved = Figure::from_thousandths(measure.achieved.unwrap_or_default().thousandths() + more);
        let better = Measure { achieved: Some(achieved), ..measure.clone() };
        prop_assert!(better.scored().points >= measure.scored().points);
    }

    #[test]
    fn the_total_is_the_sum_of_its_parts_to_a_millionth(measures in prop::collection::vec(any_measure(), 0..6)) {
        prop_assume!(measures.iter().all(|m| m.scored().points < Points::from_whole(1_000_000)));
        let sum: i64 = measures.iter().map(|m| m.scored().points.millionths()).sum();
        let all = total(&measures).rounded().millionths();
        prop_assert!((sum - all).abs() <= 6);
    }
}
