//! Texts of the settings.

use crate::credit::rules::Test;

crate::texts! {
    about: "For the whole company. Every change is kept in the audit log.",
    company: "Company",
    company_name: "Name",
    company_gstin: "GST number",
    gstin_hint: "Leave it empty while there is none.",
    company_state: "State",
    state_hint: "Sales within it carry CGST and SGST, others IGST.",
    credit_and_stock: "Credit and stock",
    release_automatically: "Release orders by themselves when they pass the credit test",
    release_hint: "Off: every order waits for credit control.",
    credit_test: "Above the limit, or overdue",
    credit_test_hint: "A blocked customer's orders wait in any case.",
    test_off: "Not tested: the order goes on",
    test_warn: "Warn, and let the order go on",
    test_hold: "Hold for credit control",
    count_open_orders: "Count the customer's other open orders in the exposure",
    count_open_orders_hint: "Off: only what is outstanding and the order itself.",
    overdue_above: "Overdue to let pass, ₹",
    overdue_above_hint: "Up to this amount an overdue stops no order. 0: any overdue does.",
    try_policy: "Try a policy before saving it",
    expiry_warning_days: "Warn of expiry, days ahead",
    scorecards: "Scorecards",
    review_gap: "Difference to explain, points",
    review_gap_hint: "Who signs off a score that differs by more from the employee's own, in all or in one KRA, writes why.",
    saved: "Saved",
}

/// What a policy does, in a list to choose from.
pub fn test(test: Test) -> &'static str {
    match test {
        Test::Off => test_off(),
        Test::Warn => test_warn(),
        Test::Hold => test_hold(),
    }
}
