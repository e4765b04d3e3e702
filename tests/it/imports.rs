//! Imports over HTTP and at their services.
