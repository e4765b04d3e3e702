//! Masters over HTTP and at their services.
