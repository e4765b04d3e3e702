//! The rules as spreadsheet formulas.

use crate::{
    pms::{
        incentive::Incentive,
        scoring::{Kind, Measure},
    },
    values::Points,
};

/// The letters of a column, counted from 0.
pub fn column(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(place % 26).unwrap_or_default()));
        if place < 26 {
            break;
        }
        place = place / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// A KRA's score from its row: target in C, achieved in D, weight in E.
pub fn score(measure: &Measure, row: u32) -> String {
    match measure.kind {
        Kind::Unrestricted => format!("=IF(C{row}=0,0,D{row}/C{row}*E{row})"),
        Kind::Restricted => format!("=IF(C{row}=0,0,MIN(E{row},D{row}/C{row}*E{row}))"),
        Kind::AsPerSlab => {
            let rows = measure.slabs.as_ref().map(|slabs| slabs.rows()).unwrap_or_default();
            let last = rows.last().map(|slab| slab.score.plain()).unwrap_or_else(|| "0".to_owned());
            let nested = rows
                .iter()
                .rev()
                .filter_map(|slab| Some((slab.up_to?, slab.score)))
                .fold(last, |rest, (limit, score)| format!("IF(D{row}<={},{},{rest})", limit.plain(), score.plain()));
            format!("=IF(D{row}=\"\",0,{nested})")
        }
    }
}

/// The incentive in percent of the total in a cell.
pub fn incentive(incentive: &Incentive, total: &str) -> String {
    let mut formula = "0".to_owned();
    let slabs = incentive.slabs();
    for (place, slab) in slabs.iter().enumerate() {
        let climb = incentive.climb().filter(|_| place + 1 == slabs.len()).map(|climb| {
            let steps = format!("INT(ROUND(({total}-{})/{},9))", climb.above.plain(), climb.every.plain());
            format!("+{}*MAX(0,{steps})", climb.percent.plain())
        });
        let pays = format!("{}{}", slab.percent.plain(), climb.unwrap_or_default());
        formula = format!("IF({total}>={},{pays},{formula})", slab.from.plain());
    }
    formula
}

/// What the last month differs by from the one before, where both are known.
pub fn change(totals: &[Option<Points>]) -> String {
    match totals {
        [.., Some(before), Some(last)] => last.minus(*before).plain(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pms::slabs::Slabs,
        values::{Figure, Percent},
    };

    #[test]
    fn columns_are_lettered_as_excel_does() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(column), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn slabs_nest_from_the_first_limit_inwards() {
        let measure = Measure {
            kind: Kind::AsPerSlab,
            target: Figure::ZERO,
            achieved: None,
            weight: Percent::from_whole(30),
            slabs: Some(Slabs::od_balance()),
            adjusted: None,
        };
        let formula = score(&measure, 9);
        assert!(formula.starts_with("=IF(D9=\"\",0,IF(D9<=363459,30,IF(D9<=1250000,24,"), "{formula}");
        assert!(formula.ends_with("IF(D9<=3200000,6,0))))))"), "{formula}");
    }

    #[test]
    fn the_incentive_nests_from_the_highest_slab_inwards() {
        let formula = incentive(&Incentive::usual(), "H11");
        assert!(formula.starts_with("IF(H11>=111,25+5*MAX(0,INT(ROUND((H11-110)/5,9))),IF(H11>=106,25,"), "{formula}");
    }
}
