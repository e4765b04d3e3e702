//! What an order costs: amounts by line, GST, totals. The browser and the server compute it with this same code.

use serde::{Deserialize, Serialize};

use crate::values::{Money, Overflow, Percent, Quantity, State};

/// What the price of a line depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineInput {
    pub quantity: Quantity,
    /// For one unit, before GST.
    pub rate: Money,
    pub gst: Percent,
}

/// What a line comes to, each part rounded half up to the paisa.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Quantity × rate, before GST.
    pub amount: Money,
    pub gst: Money,
}

/// Where the goods go, as seen by GST.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Supply {
    /// CGST and SGST, half each.
    WithinState,
    /// IGST.
    AcrossStates,
}

impl Supply {
    /// A customer whose state is not known is taken to be of the seller's.
    pub fn between(seller: State, buyer: Option<State>) -> Self {
        if buyer.is_none_or(|buyer| buyer == seller) { Self::WithinState } else { Self::AcrossStates }
    }
}

/// What an order comes to: the sums of its rounded lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub subtotal: Money,
    /// The central half; takes the odd paisa.
    pub cgst: Money,
    pub sgst: Money,
    pub igst: Money,
    pub total: Money,
}

impl Totals {
    /// All of the GST, whoever receives it.
    pub fn gst(&self) -> Money {
        self.total.checked_sub(self.subtotal).unwrap_or_default()
    }
}

/// # Errors
/// [`Overflow`] when an amount does not fit.
pub fn price_line(line: LineInput) -> Result<PricedLine, Overflow> {
    let amount = line.rate.checked_times(line.quantity).ok_or(Overflow)?;
    let gst = amount.percent_of(line.gst).ok_or(Overflow)?;
    Ok(PricedLine { amount, gst })
}

/// Prices every line, in order, and sums them.
///
/// # Errors
/// [`Overflow`] when an amount does not fit.
pub fn price(lines: &[LineInput], supply: Supply) -> Result<(Vec<PricedLine>, Totals), Overflow> {
    let priced: Vec<_> = lines.iter().map(|line| price_line(*line)).collect::<Result<_, _>>()?;
    let totals = total(&priced, supply)?;
    Ok((priced, totals))
}

/// The totals of lines that are priced already.
///
/// # Errors
/// [`Overflow`] when a sum does not fit.
pub fn total(lines: &[PricedLine], supply: Supply) -> Result<Totals, Overflow> {
    let subtotal = Money::checked_sum(lines.iter().map(|line| line.amount)).ok_or(Overflow)?;
    let gst = Money::checked_sum(lines.iter().map(|line| line.gst)).ok_or(Overflow)?;
    let total = subtotal.checked_add(gst).ok_or(Overflow)?;
    let (cgst, sgst, igst) = match supply {
        Supply::WithinState => {
            let (central, state) = halves(gst);
            (central, state, Money::ZERO)
        }
        Supply::AcrossStates => (Money::ZERO, Money::ZERO, gst),
    };
    Ok(Totals { subtotal, cgst, sgst, igst, total })
}

/// CGST and SGST of a GST; the odd paisa goes to CGST.
pub fn halves(gst: Money) -> (Money, Money) {
    let state = gst.paise() / 2;
    (Money::from_paise(gst.paise() - state), Money::from_paise(state))
}

/// Which price a line's rate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateSource {
    /// Typed for this order.
    Applied,
    /// The customer's price list.
    PriceList,
    /// The product's own price.
    List,
}

/// The rate of a line: what was typed, else the customer's price list, else the product's price.
pub fn choose_rate(applied: Option<Money>, price_list: Option<Money>, list: Money) -> (Money, RateSource) {
    match (applied, price_list) {
        (Some(rate), _) => (rate, RateSource::Applied),
        (None, Some(rate)) => (rate, RateSource::PriceList),
        (None, None) => (list, RateSource::List),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(quantity: &str, rate: &str, gst: &str) -> LineInput {
        LineInput {
            quantity: Quantity::parse(quantity).unwrap(),
            rate: Money::parse(rate).unwrap(),
            gst: Percent::parse(gst).unwrap(),
        }
    }

    fn shown(totals: Totals) -> [String; 5] {
        [totals.subtotal, totals.cgst, totals.sgst, totals.igst, totals.total].map(|money| money.to_string())
    }

    #[test]
    fn within_the_state_the_odd_paisa_goes_to_cgst() {
        let lines = [line("40", "450", "5"), line("25", "612.50", "5"), line("500", "210", "0")];
        let (priced, totals) = price(&lines, Supply::WithinState).unwrap();
        assert_eq!(priced.iter().map(|line| line.gst.to_string()).collect::<Vec<_>>(), ["900.00", "765.63", "0.00"]);
        assert_eq!(shown(totals), ["1,38,312.50", "832.82", "832.81", "0.00", "1,39,978.13"]);
    }

    #[test]
    fn across_states_all_of_it_is_igst() {
        let (_, totals) = price(&[line("40", "450", "5")], Supply::AcrossStates).unwrap();
        assert_eq!(shown(totals), ["18,000.00", "0.00", "0.00", "900.00", "18,900.00"]);
        assert_eq!(totals.gst(), Money::from_rupees(900));
    }

    #[test]
    fn an_amount_is_rounded_half_up_by_line_before_it_is_taxed() {
        let priced = price_line(line("0.5", "0.25", "18")).unwrap();
        assert_eq!([priced.amount.paise(), priced.gst.paise()], [13, 2]);
    }

    #[test]
    fn an_order_without_lines_comes_to_nothing() {
        assert_eq!(price(&[], Supply::WithinState), Ok((Vec::new(), Totals::default())));
    }

    #[test]
    fn an_amount_that_does_not_fit_is_refused() {
        let huge = LineInput { quantity: Quantity::from_thousandths(i64::MAX), ..line("1", "450", "5") };
        assert_eq!(price(&[huge], Supply::WithinState), Err(Overflow));
        let large = LineInput { rate: Money::from_paise(i64::MAX), ..line("1", "1", "0") };
        assert_eq!(price(&[large, large], Supply::WithinState), Err(Overflow));
    }

    #[test]
    fn the_typed_rate_goes_before_the_price_list_and_that_before_the_list_price() {
        let [typed, agreed, list] = [1, 2, 3].map(Money::from_rupees);
        assert_eq!(choose_rate(Some(typed), Some(agreed), list), (typed, RateSource::Applied));
        assert_eq!(choose_rate(None, Some(agreed), list), (agreed, RateSource::PriceList));
        assert_eq!(choose_rate(None, None, list), (list, RateSource::List));
    }

    #[test]
    fn a_supply_crosses_states_when_the_buyer_is_of_another() {
        let [maharashtra, goa] = [27, 30].map(|code| State::from_code(code).unwrap());
        assert_eq!(Supply::between(maharashtra, Some(maharashtra)), Supply::WithinState);
        assert_eq!(Supply::between(maharashtra, Some(goa)), Supply::AcrossStates);
        assert_eq!(Supply::between(maharashtra, None), Supply::WithinState);
    }

    fn any_line() -> impl Strategy<Value = LineInput> {
        (0..10_000_000i64, 0..10_000_000i64, prop::sample::select(vec![0i64, 500, 1_200, 1_800, 2_800])).prop_map(
            |(quantity, rate, gst)| LineInput { quantity: quantity.into(), rate: rate.into(), gst: gst.into() },
        )
    }

    proptest! {
        #[test]
        fn totals_are_the_sums_of_the_lines(lines in prop::collection::vec(any_line(), 0..20), across in any::<bool>()) {
            let supply = if across { Supply::AcrossStates } else { Supply::WithinState };
            let (priced, totals) = price(&lines, supply).unwrap();
            let amounts: i64 = priced.iter().map(|line| line.amount.paise()).sum();
            let gst: i64 = priced.iter().map(|line| line.gst.paise()).sum();
            prop_assert_eq!(totals.subtotal.paise(), amounts);
            prop_assert_eq!(totals.cgst.paise() + totals.sgst.paise() + totals.igst.paise(), gst);
            prop_assert_eq!(totals.total.paise(), amounts + gst);
            prop_assert!((0..=1).contains(&(totals.cgst.paise() - totals.sgst.paise())));
        }

        #[test]
        fn a_line_is_within_half_a_paisa_of_the_exact_amount(line in any_line()) {
            let exact = i128::from(line.quantity.thousandths()) * i128::from(line.rate.paise());
            let rounded = i128::from(price_line(line).unwrap().amount.paise()) * 1_000;
            prop_assert!((-499..=500).contains(&(rounded - exact)));
        }
    }
}
