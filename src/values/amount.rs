//! What every amount can do, whatever it counts: one whole number inside, checked arithmetic outside.

/// Gives a type over an `i64` its zero, its sign and its checked sums: `amount!(Money)`.
macro_rules! amount {
    ($amount:ident) => {
        impl $amount {
            pub const ZERO: Self = Self(0);

            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }

            pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
                amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
            }
        }
    };
}

pub(crate) use amount;
