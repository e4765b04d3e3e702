//! The columns of packaging files.

use super::{Column, optional, required};

const MATERIAL: Column = required(
    "material",
    "Material Code",
    &["material", "code", "material id", "pkg code", "item code", "barcode of material"],
);
const WAREHOUSE: Column =
    required("warehouse", "Warehouse", &["warehouse code", "godown", "location", "depot", "store"]);
const BOXES: Column = optional("boxes", "Boxes", &["full boxes", "cartons", "no of boxes"]);

pub(super) const STOCK: &[Column] = &[
    MATERIAL,
    required("quantity", "Opening Stock", &["opening", "opening balance", "balance", "quantity", "qty", "on hand"]),
    WAREHOUSE,
    optional("name", "Name", &["material name", "description"]),
    optional("category", "Category", &["group"]),
    optional("unit", "Unit", &["uom"]),
    BOXES,
    optional("per_box", "In a Box", &["per box", "box quantity", "pack size"]),
    optional("reorder_level", "Reorder Level", &["moq", "reorder", "minimum stock"]),
    optional("minimum_order", "Minimum Order", &["minimum order quantity", "min order"]),
    optional("maximum", "Maximum", &["maximum stock", "max"]),
    optional("rate", "Rate", &["price", "unit price"]),
    optional("lead_days", "Lead Days", &["lead time", "lead time days"]),
    optional("vendor", "Vendor", &["supplier", "vendor name"]),
    optional("barcode", "Barcode", &["ean"]),
    optional("batch", "Batch", &["batch number", "batch no", "lot"]),
    optional("made", "Manufactured", &["mfg date", "mfg"]),
    optional("expires", "Expires", &["exp date", "exp", "expiry", "expiry date"]),
];

pub(super) const INWARD: &[Column] = &[
    MATERIAL,
    required("quantity", "Quantity", &["qty", "received", "received qty"]),
    WAREHOUSE,
    BOXES,
    optional("vendor", "Vendor", &["supplier", "vendor name"]),
    optional(
        "reference",
        "Challan or Invoice",
        &["challan", "challan no", "invoice", "invoice no", "reference", "reference no"],
    ),
    optional("batch", "Batch", &["batch number", "batch no", "lot"]),
    optional("made", "Manufactured", &["mfg date", "mfg"]),
    optional("expires", "Expires", &["exp date", "exp", "expiry", "expiry date"]),
    optional("rate", "Rate", &["price", "unit price"]),
    optional("name", "Name", &["material name", "description"]),
];

pub(super) const COUNT: &[Column] = &[
    MATERIAL,
    optional("quantity", "Counted", &["pieces", "loose", "quantity", "qty", "found"]),
    WAREHOUSE,
    BOXES,
    optional("reason", "Reason", &["remarks", "why"]),
    optional("name", "Name", &["material name", "description"]),
];

pub(super) const BILL: &[Column] = &[
    required("sku", "SKU Code", &["sku", "product code"]),
    MATERIAL,
    required("quantity", "Quantity", &["qty", "takes"]),
    optional("per", "Per", &["measure", "unit or box"]),
    optional("product", "Product Name", &["product"]),
    optional("name", "Name", &["material name", "description"]),
];
