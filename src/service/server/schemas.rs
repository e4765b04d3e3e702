//! The shapes of bodies and answers, for the API's description. Fields that are not named are ignored.

use serde_json::{Map, Value, json};

use crate::{
    identity::Role,
    orders::{FileKind, Status},
};

/// Whether it is sent as a form with a file.
pub fn is_form(schema: &str) -> bool {
    matches!(schema, "File" | "ImportFile" | "OrderFile")
}

/// An object of these fields; a name that ends in `!` must be there.
fn object(fields: &[(&str, Value)]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, schema) in fields {
        let plain = name.trim_end_matches('!');
        if plain != *name {
            required.push(plain);
        }
        properties.insert(plain.to_owned(), schema.clone());
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn number() -> Value {
    json!({"type": ["number", "string"]})
}

fn whole() -> Value {
    json!({"type": ["integer", "string"]})
}

fn integer() -> Value {
    json!({"type": "integer"})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}

fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

fn one_of(words: &[&str]) -> Value {
    json!({"enum": words})
}

/// The same shape for all these names.
fn each(names: &[&'static str], schema: fn() -> Value) -> Vec<(&'static str, Value)> {
    names.iter().map(|name| (*name, schema())).collect()
}

/// Every schema by its name.
pub fn all() -> Value {
    let mut all = Map::new();
    for (name, schema) in
        answers().into_iter().chain(people()).chain(orders()).chain(masters()).chain(packaging()).chain(scores())
    {
        all.insert(name.to_owned(), schema);
    }
    Value::Object(all)
}

fn answers() -> Vec<(&'static str, Value)> {
    let field = object(&[
        ("field!", text()),
        ("code!", text()),
        ("message!", text()),
        ("row", json!({"type": "integer"})),
        ("value", text()),
        ("hint", text()),
    ]);
    vec![
        ("Answer", object(&[("success!", json!({"const": true})), ("data", json!({}))])),
        (
            "Page",
            object(&[
                ("success!", json!({"const": true})),
                ("data!", list(json!({"type": "object"}))),
                (
                    "pagination!",
                    json!({"type": "object", "properties": {
                        "page": {"type": "integer"}, "limit": {"type": "integer"}, "total": {"type": "integer"},
                        "pages": {"type": "integer"}, "nextCursor": {"type": ["string", "integer", "null"]},
                    }}),
                ),
            ]),
        ),
        (
            "Failure",
            object(&[
                ("success!", json!({"const": false})),
                ("code!", text()),
                ("message!", text()),
                ("errors", list(field)),
                ("requestId", text()),
            ]),
        ),
        ("File", object(&[("file!", json!({"type": "string", "format": "binary"}))])),
        ("ImportFile", object(&[("kind!", text()), ("file!", json!({"type": "string", "format": "binary"}))])),
    ]
}

fn people() -> Vec<(&'static str, Value)> {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let mut user = each(&["name", "email", "managerId", "zone", "phone", "password", "salaryFrom"], text);
    user.extend(each(&["monthlyTarget", "grossMonthlySalary", "version"], number));
    user.extend([("role", one_of(&roles)), ("status", one_of(&["Active", "Inactive"])), ("isApprover", flag())]);
    vec![
        ("SignIn", object(&each(&["email!", "password!"], text))),
        ("Refresh", object(&each(&["refreshToken!"], text))),
        ("Profile", object(&each(&["name", "phone"], text))),
        ("User", object(&user)),
    ]
}

fn orders() -> Vec<(&'static str, Value)> {
    let states: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let kinds: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let item = object(&[("skuCode!", text()), ("quantity!", number()), ("price", number()), ("batchId", text())]);
    let customer = object(&each(&["id", "name", "email"], text));
    vec![
        (
            "Order",
            object(&[
                ("customerId", text()),
                ("customer", customer),
                ("items!", list(item.clone())),
                ("customerPo", text()),
                ("remarks", text()),
                ("backOrder", flag()),
            ]),
        ),
        (
            "OrderChange",
            object(&[
                ("items", list(item)),
                ("customerPo", text()),
                ("remarks", text()),
                ("reason", text()),
                ("version", integer()),
                ("status", one_of(&states)),
            ]),
        ),
        (
            "OrderStatus",
            object(&[
                ("status!", one_of(&states)),
                ("remarks", text()),
                ("warehouse", text()),
                ("version", integer()),
                ("cause", text()),
                ("until", json!({"type": "string", "format": "date"})),
            ]),
        ),
        (
            "OrdersStatus",
            object(&[
                ("orderIds!", list(text())),
                ("status!", one_of(&states)),
                ("remarks", text()),
                ("warehouse", text()),
            ]),
        ),
        ("OrderFile", object(&[("kind", one_of(&kinds)), ("file!", json!({"type": "string", "format": "binary"}))])),
        ("BulkOrders", object(&each(&["excelData!", "fileName"], text))),
        ("CreditInsight", object(&each(&["orderId!", "customerId"], text))),
        (
            "CreditForward",
            object(&[("orderId", text()), ("orderIds", list(text())), ("to!", text()), ("remarks", text())]),
        ),
        ("CreditRecheck", object(&[("orderId", text()), ("orderIds", list(text()))])),
    ]
}

fn masters() -> Vec<(&'static str, Value)> {
    let mut customer = each(
        &[
            "id",
            "name",
            "type",
            "customerClass",
            "distributionChannel",
            "constitution",
            "gst",
            "pan",
            "fssai",
            "email",
            "phone",
            "address",
            "location",
            "region",
            "stateCode",
            "postalCode",
            "salesManager",
            "assignedSalespersonId",
            "priceList",
            "securityChqStatus",
            "status",
        ],
        text,
    );
    customer.extend(each(
        &["minDaysLeft", "creditLimit", "creditDays", "outstanding", "overdue", "ageingDays", "version"],
        number,
    ));
    customer.push(("agingBuckets", json!({"type": "object", "additionalProperties": number()})));
    let mut product = each(
        &[
            "skuCode",
            "name",
            "productShortName",
            "category",
            "specie",
            "unit",
            "hsnCode",
            "barcode",
            "productWeight",
            "productPacking",
            "countryOfOrigin",
            "distributionChannel",
            "remarks",
        ],
        text,
    );
    product.extend(each(&["mrp", "price", "baseRate", "purchaseRate", "gst", "shelfLifeDays", "version"], number));
    product.push(("isActive", flag()));
    let rate = object(&[("skuCode!", text()), ("rate!", number())]);
    let mut warehouse = each(&["id", "name", "city", "state", "address"], text);
    warehouse.extend([("isActive", flag()), ("version", whole())]);
    vec![
        ("Warehouse", object(&warehouse)),
        ("Customer", object(&customer)),
        ("Product", object(&product)),
        ("PriceList", object(&[("code", text()), ("name", text()), ("version", whole()), ("rates", list(rate))])),
    ]
}

fn packaging() -> Vec<(&'static str, Value)> {
    let mut line = each(&["materialId!", "batch", "mfgDate", "expDate"], text);
    line.extend(each(&["qty", "boxes", "rate"], number));
    let mut moved = each(
        &[
            "materialId",
            "batch",
            "mfgDate",
            "expDate",
            "key",
            "warehouse",
            "vendorName",
            "referenceNo",
            "reason",
            "orderId",
            "remarks",
            "enteredAt",
            "attachment",
        ],
        text,
    );
    moved.extend(each(&["qty", "boxes", "rate"], number));
    moved.push(("lines", list(object(&line))));
    let found = object(&[("materialId!", text()), ("boxes", number()), ("loose", number()), ("reason", text())]);
    let mut material = each(&["name", "category", "unit", "vendorName", "barcode"], text);
    material
        .extend(each(&["perBox", "reorderLevel", "minimumOrder", "maximum", "rate", "leadDays", "version"], number));
    material.push(("isActive", flag()));
    vec![
        ("PackagingMove", object(&moved)),
        (
            "PackagingCorrection",
            object(&[("entry!", text()), ("qty!", number()), ("reason!", text()), ("key", text())]),
        ),
        (
            "PackagingCount",
            object(&[
                ("warehouse!", text()),
                ("category", text()),
                ("blind", flag()),
                ("inBoxes", flag()),
                ("key", text()),
            ]),
        ),
        ("PackagingFound", object(&[("lines!", list(found)), ("submit", flag())])),
        (
            "PackagingVerdict",
            object(&[
                ("verdict!", one_of(&["approve", "recount", "cancel"])),
                ("remark", text()),
                ("version", whole()),
            ]),
        ),
        ("PackagingMaterial", object(&material)),
    ]
}

fn scores() -> Vec<(&'static str, Value)> {
    let card = || vec![("userId!", text()), ("month!", text()), ("version", whole())];
    let with = |more: Vec<(&'static str, Value)>| object(&[card(), more].concat());
    let actions = ["submit", "send_back", "review", "acknowledge", "dispute", "lock", "reopen", "correct"];
    vec![
        ("KraUpdate", with(vec![("kraId!", text()), ("achievedValue!", number())])),
        ("KraAdjust", with(vec![("kraId!", text()), ("score!", number()), ("reason!", text())])),
        ("OdBalances", with(vec![("odBalances", json!({"type": "object", "additionalProperties": number()}))])),
        (
            "Review",
            object(&[
                ("action!", one_of(&actions)),
                ("userId", text()),
                ("month", text()),
                ("cards", list(text())),
                ("remark", text()),
                ("version", whole()),
            ]),
        ),
    ]
}
