//! Server functions of performance.
