//! Sample data: an invented distributor that looks lived in.
