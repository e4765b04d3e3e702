//! Performance: KRA scorecards, a month and a person each, and what they pay.
//!
//! Words: a *scorecard* is a person's month; its *KRAs* have a target, a weight and a kind, and score points; *slab tables*
//! say up to which value which score, the *incentive* from how many points how many percent of the salary. A scorecard goes
//! Draft → Submitted → Reviewed → Acknowledged → Locked ([`review`] is the table). A *relation* says how somebody stands to
//! a person: oneself, above, Admin.
//!
//! Pure and on both sides: [`scoring`] (points, total, incentive), [`slabs`], [`incentive`], [`what_if`] (the next step and
//! "what if"), [`average`] (which months count), [`review`], [`late`], [`exact`]; drawn: [`chart`], [`heat`]. The screens read [`model`] through [`api`]: `show_scorecard`, `show_sources`,
//! `enter_scorecard`, `act_on_scorecard`, `adjust_score`, `enter_balances`, `show_balances`, `show_team`,
//! `sign_off_many`, `show_leaderboard`, `show_annual`, `compare_scorecards`, `compare_spans`, `show_set_up`, `edit_template`,
//! `save_template`, `copy_template`, `propose_table`, `preview_table`, `decide_table`, `recompute_month`, `show_run`.
//! May call orders, customers, settings and identity.

pub mod api;
pub mod average;
pub mod balances;
pub mod chart;
pub mod endpoints;
pub mod error;
pub mod exact;
pub mod heat;
pub mod incentive;
pub mod late;
pub mod model;
pub mod pages;
pub mod review;
pub mod scoring;
pub mod set_up;
pub mod slabs;
pub mod targets;
pub mod texts;
pub mod views;
pub mod what_if;

#[cfg(feature = "ssr")]
pub mod server;
