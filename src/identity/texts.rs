//! Texts of signing in, users and accounts.

crate::texts! {
    sign_in: "Sign in",
    sign_in_about: "Order management for the whole day",
    email: "Email",
    password: "Password",
    signing_in: "Signing in…",
    sample_people: "Sample people",
}
