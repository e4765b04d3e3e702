//! The screens of performance.
