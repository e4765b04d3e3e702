//! What imports answers, and who may ask.

use crate::{
    identity::Capability,
    platform::endpoint::{Endpoint, api, form, function, page},
};

pub const ENDPOINTS: &[Endpoint] = &[
    page("/imports", Capability::SeeImports, "History of imports"),
    page("/imports/new", Capability::SeeImports, "Choose a file to import"),
    form("/imports/new", Capability::SeeImports, "Upload a file (each kind asks for its own right)"),
    page("/imports/{id}", Capability::SeeImports, "What the check of an import found"),
    form("/imports/{id}", Capability::SeeImports, "Run, cancel, check again or take back an import"),
    page("/imports/{id}/columns", Capability::SeeImports, "Say what unknown headers are"),
    form("/imports/{id}/columns", Capability::SeeImports, "Say what unknown headers are"),
    page("/imports/{id}/run", Capability::SeeImports, "How far an import is"),
    page("/imports/{id}/result", Capability::SeeImports, "What an import came to"),
    function("/fn/imports/list", Capability::SeeImports, "History of imports"),
    function("/fn/imports/show", Capability::SeeImports, "An import with its findings"),
    function("/fn/imports/change", Capability::SeeImports, "Run, cancel, check again or take back an import"),
    function("/fn/imports/columns", Capability::SeeImports, "Say what unknown headers are"),
    api("GET", "/api/imports", Capability::SeeImports, "History of imports, newest first"),
    api(
        "POST",
        "/api/imports",
        Capability::SeeImports,
        "Upload a file and check it: multipart kind and file (each kind asks for its own right)",
    ),
    api("GET", "/api/imports/{id}", Capability::SeeImports, "An import: state, counts, findings, what it made"),
    api(
        "GET",
        "/api/imports/{id}/errors.xlsx",
        Capability::SeeImports,
        "The faulty rows as a workbook with an Error column",
    ),
    api(
        "GET",
        "/api/imports/template/{kind}",
        Capability::SeeImports,
        "The template of a kind: orders, products, customers, price-list, stock, packaging-stock, packaging-inward, packaging-count, packaging-bill, kra-targets",
    ),
    api("POST", "/api/imports/{id}/run", Capability::SeeImports, "Run a checked import; ?mode=all (default) or good"),
    api("POST", "/api/imports/{id}/cancel", Capability::SeeImports, "Stop an import; what has gone in stays"),
    api(
        "POST",
        "/api/imports/{id}/undo",
        Capability::SeeImports,
        "Take an import back while nobody has touched what it wrote",
    ),
    api(
        "GET",
        "/api/orders/bulk/template",
        Capability::UploadOrders,
        "The workbook to fill in, with lists of customers and SKUs",
    ),
    api(
        "POST",
        "/api/orders/bulk",
        Capability::UploadOrders,
        "Book a workbook of orders: multipart field file, or {excelData: base64}",
    ),
    api(
        "GET",
        "/api/products/export/{ending}",
        Capability::ExportData,
        "Products as csv or xlsx, under the list's filters",
    ),
    api(
        "GET",
        "/api/customers/export/{ending}",
        Capability::ExportData,
        "Customers as csv or xlsx, under the list's filters",
    ),
    api("GET", "/api/stock/export/{ending}", Capability::ExportData, "Batches and their stock as csv or xlsx"),
    api(
        "GET",
        "/api/price-lists/export/{ending}",
        Capability::ExportData,
        "Every rate of every price list as csv or xlsx",
    ),
    api(
        "GET",
        "/api/price-lists/{id}/export/{ending}",
        Capability::ExportData,
        "The rates of a price list as csv or xlsx",
    ),
];
