//! Orders over HTTP and at their services.
