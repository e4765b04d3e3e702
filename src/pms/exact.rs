//! Sums of fractions without rounding: a score is achieved × weight ÷ target, and a total may stand exactly on a limit.

use std::cmp::Ordering;

use crate::values::Points;

/// A whole number of any size, in digits of 32 bits, the lowest first and none of them a leading zero.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Whole(Vec<u32>);

impl Whole {
    fn of(number: u128) -> Self {
        let digits = (0..4).map(|index| (number >> (32 * index)) as u32).collect();
        Self(digits).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn plus(&self, other: &Self) -> Self {
        let (mut carry, mut digits) = (0u64, Vec::new());
        for index in 0..self.0.len().max(other.0.len()) {
            let digit = |of: &Self| u64::from(of.0.get(index).copied().unwrap_or_default());
            let sum = digit(self) + digit(other) + carry;
            digits.push(sum as u32);
            carry = sum >> 32;
        }
        digits.push(carry as u32);
        Self(digits).trimmed()
    }

    fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0u32; self.0.len() + other.0.len() + 1];
        for (i, a) in self.0.iter().enumerate() {
            let mut carry = 0u64;
            for (j, b) in other.0.iter().enumerate() {
                let sum = u64::from(digits[i + j]) + u64::from(*a) * u64::from(*b) + carry;
                digits[i + j] = sum as u32;
                carry = sum >> 32;
            }
            digits[i + other.0.len()] = carry as u32;
        }
        Self(digits).trimmed()
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// A fraction that is not negative, whole, in points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fraction {
    above: Whole,
    below: Whole,
}

const MILLION: u128 = 1_000_000;

impl Fraction {
    /// `above ÷ below` points; nothing where there is nothing to divide by.
    pub fn new(above: u128, below: u128) -> Self {
        if below == 0 {
            return Self::zero();
        }
        let common = divisor(above, below);
        Self { above: Whole::of(above / common), below: Whole::of(below / common) }
    }

    pub fn zero() -> Self {
        Self { above: Whole::of(0), below: Whole::of(1) }
    }

    /// So many points; none when below zero.
    pub fn of(points: Points) -> Self {
        Self::new(u128::try_from(points.millionths()).unwrap_or_default(), MILLION)
    }

    pub fn plus(&self, other: &Self) -> Self {
        if self.below == other.below {
            return Self { above: self.above.plus(&other.above), below: self.below.clone() };
        }
        Self {
            above: self.above.times(&other.below).plus(&other.above.times(&self.below)),
            below: self.below.times(&other.below),
        }
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        self.above.times(&other.below).compare(&other.above.times(&self.below))
    }

    pub fn reaches(&self, points: Points) -> bool {
        self.compare(&Self::of(points)) != Ordering::Less
    }

    /// The largest count of `unit` millionths that is not above `twice` halves of this; found by halving.
    fn count(&self, scale: u128) -> i64 {
        let scaled = self.above.times(&Whole::of(scale));
        let fits = |count: i64| {
            let count = Whole::of(u128::try_from(count).unwrap_or_default());
            count.times(&self.below).compare(&scaled) != Ordering::Greater
        };
        let (mut low, mut high) = (0i64, i64::MAX / 4);
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if fits(middle) { low = middle } else { high = middle - 1 }
        }
        low
    }

    /// Rounded half up to the millionth: to keep and to show, never to decide by.
    pub fn rounded(&self) -> Points {
        Points::from_millionths(self.count(2 * MILLION).saturating_add(1) / 2)
    }

    /// How often `step` fits into what lies above `from`; 0 when it isn't reached.
    pub fn steps_above(&self, from: Points, step: Points) -> i64 {
        let (from, step) = (from.millionths(), step.millionths());
        if step <= 0 {
            return 0;
        }
        // The floor of a fraction's floor is the fraction's floor, as long as what is taken off is whole.
        self.count(MILLION).saturating_sub(from).max(0) / step
    }
}

fn divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thirds_come_to_a_whole() {
        let third = Fraction::new(100, 3);
        let total = third.plus(&third).plus(&third);
        assert!(total.reaches(Points::from_whole(100)));
        assert_eq!(total.rounded(), Points::from_whole(100));
        assert!(!third.plus(&third).reaches(Points::from_millionths(66_666_667)));
    }

    #[test]
    fn sevenths_elevenths_and_thirteenths_come_to_a_limit_exactly() {
        // 90 in parts whose denominators share nothing.
        let parts = [(1, 7), (6, 7), (1, 11), (10, 11), (1, 13), (12, 13)];
        let total = parts.iter().fold(Fraction::zero(), |sum, (a, b)| sum.plus(&Fraction::new(a * 30, *b)));
        assert!(total.reaches(Points::from_whole(90)));
        assert!(!total.reaches(Points::from_millionths(90_000_001)));
    }

    #[test]
    fn nothing_divided_by_nothing_is_nothing() {
        assert_eq!(Fraction::new(5, 0).rounded(), Points::ZERO);
    }

    proptest! {
        #[test]
        fn a_sum_is_as_large_as_its_parts(a in 0u64..1 << 53, b in 1u64..1 << 53, c in 0u64..1 << 53, d in 1u64..1 << 53) {
            let (one, two) = (Fraction::new(a.into(), b.into()), Fraction::new(c.into(), d.into()));
            let sum = one.plus(&two);
            prop_assert_ne!(sum.compare(&one), Ordering::Less);
            prop_assert_eq!(sum.compare(&two.plus(&one)), Ordering::Equal);
        }

        #[test]
        fn whole_points_stay_whole(points in 0i64..1_000_000) {
            let fraction = Fraction::of(Points::from_whole(points));
            prop_assert_eq!(fraction.rounded(), Points::from_whole(points));
            prop_assert_eq!(fraction.steps_above(Points::ZERO, Points::ONE), points);
        }

        #[test]
        fn rounding_is_within_half_a_millionth(above in 0u64..1 << 40, below in 1u64..1 << 20) {
            let rounded = Fraction::new(above.into(), below.into()).rounded().millionths() as i128;
            let error = (i128::from(above) * 1_000_000 - rounded * i128::from(below)).abs() * 2;
            prop_assert!(error <= i128::from(below));
        }
    }
}
