//! How packaging stands in the HTTP API: the names that existing clients know.

use serde_json::{Value, json};

use crate::{
    packaging::{
        counting::CountSheet,
        document::FileRow,
        model::{BoardRow, LedgerRow},
        reorder::{ReorderRow, Standing},
    },
    platform::{
        failure::Failure,
        wire::{rupees, units},
    },
    values::DocumentId,
};

/// A material: `moq` is what the clients call the reorder level.
pub fn material(row: &BoardRow) -> Value {
    json!({
        "id": row.code, "name": row.name, "category": row.category, "unit": row.unit, "moq": units(row.reorder_level),
        "reorderLevel": units(row.reorder_level), "maximum": row.maximum.map(units), "balance": units(row.on_hand),
        "onOrder": units(row.on_order), "usedIn30Days": units(row.used), "daysOfCover": row.cover_days,
        "stockValue": rupees(row.value), "vendorName": row.vendor, "barcode": row.barcode, "perBox": units(row.per_box),
        "lastMovement": row.last_moved_at.map(|at| at.iso()), "isLowStock": row.active && row.standing == Standing::Low,
        "standing": row.standing, "isActive": row.active,
    })
}

/// A row of the ledger. `qty` has no sign; `change` has.
pub fn transaction(row: &LedgerRow) -> Value {
    let qty = if row.quantity.is_negative() { row.quantity.checked_neg().unwrap_or_default() } else { row.quantity };
    json!({
        "id": row.id.to_string(), "entryId": row.document.to_string(), "materialId": row.material.code,
        "materialName": row.material.name, "type": row.kind, "kind": row.document_kind, "qty": units(qty),
        "change": units(row.quantity), "balance": units(row.balance), "balanceInAll": units(row.total),
        "counted": row.counted.map(units), "unit": row.unit, "warehouse": row.warehouse.code, "batch": row.batch,
        "mfgDate": row.made.map(|day| day.iso()), "expDate": row.expires.map(|day| day.iso()), "vendorName": row.vendor,
        "referenceNo": row.reference, "reason": row.reason, "orderId": row.order, "userName": row.user_name,
        "corrects": row.corrects.map(|entry| entry.to_string()), "corrected": row.corrected, "date": row.at.iso(),
        "enteredAt": row.entered_at.map(|at| at.iso()), "enteredDoubt": row.entered_doubt,
        "attachments": row.files,
    })
}

/// A material to order, with what is suggested and why.
pub fn reorder(row: &ReorderRow) -> Value {
    json!({
        "id": row.code, "name": row.name, "category": row.category, "unit": row.unit, "moq": units(row.reorder_level),
        "reorderLevel": units(row.reorder_level), "maximum": row.maximum.map(units), "balance": units(row.on_hand),
        "onOrder": units(row.on_order), "minimumOrder": units(row.minimum_order), "usedIn30Days": units(row.used),
        "daysOfCover": row.cover_days, "leadDays": row.lead_days, "vendorName": row.vendor, "rate": rupees(row.rate),
        "isLowStock": row.on_hand <= row.reorder_level, "suggestedQty": units(row.suggestion.quantity),
        "suggestedValue": rupees(row.value), "reasoning": row.suggestion.reasoning,
    })
}

pub fn count(sheet: &CountSheet) -> Value {
    let count = &sheet.count;
    let lines: Vec<Value> = sheet
        .lines
        .iter()
        .map(|line| {
            json!({
                "materialId": line.code, "name": line.name, "category": line.category, "unit": line.unit,
                "perBox": units(line.per_box), "book": line.book.map(units), "boxes": line.boxes,
                "loose": line.loose.map(units), "counted": line.counted.map(units),
                "difference": line.difference.map(units), "reason": line.reason, "countedBy": line.counted_by,
                "moved": line.moved,
            })
        })
        .collect();
    json!({
        "id": count.id.to_string(), "warehouse": count.warehouse.code, "category": count.category, "blind": count.blind,
        "inBoxes": count.in_boxes, "state": count.state, "startedBy": count.started_by, "startedAt": count.started_at.iso(),
        "submittedBy": count.submitted_by, "decidedBy": count.decided_by, "remark": count.remark,
        "version": i64::from(count.version), "warning": sheet.warning, "differences": sheet.differences,
        "differenceValue": rupees(sheet.value), "lines": lines,
    })
}

pub fn file(document: DocumentId, file: &FileRow) -> Value {
    json!({
        "id": file.code, "name": file.name, "mediaType": file.media_type, "size": file.size_bytes, "userName": file.by,
        "createdAt": file.at.iso(), "url": format!("/api/packaging/documents/{document}/files/{}", file.code),
    })
}

/// A refusal with the field names that clients know.
pub fn renamed(failure: Failure) -> Failure {
    crate::platform::wire::renamed(failure, NAMES)
}

const NAMES: &[(&str, &str)] = &[
    ("material", "materialId"),
    ("quantity", "qty"),
    ("loose", "qty"),
    ("made", "mfgDate"),
    ("expires", "expDate"),
    ("vendor", "vendorName"),
    ("reference", "referenceNo"),
    ("order", "orderId"),
    ("per_box", "perBox"),
    ("reorder_level", "reorderLevel"),
    ("minimum_order", "minimumOrder"),
    ("lead_days", "leadDays"),
];
