//! Texts of the settings.

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
    expiry_warning_days: "Warn of expiry, days ahead",
    saved: "Saved",
}
