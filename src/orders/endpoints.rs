//! What orders answers, and who may ask.
//!
//! Who may change an order depends on its state: those paths ask for seeing orders here, and the lifecycle decides.

use crate::{
    identity::Capability::{BookOrder, ExportData, SeeOrders},
    platform::endpoint::{Endpoint, api, function},
};

pub const ENDPOINTS: &[Endpoint] = &[
    function("/fn/orders/list", SeeOrders, "A page of orders"),
    function("/fn/orders/show", SeeOrders, "One order"),
    function("/fn/orders/book", BookOrder, "Book an order"),
    function("/fn/orders/change", SeeOrders, "Change a booked order"),
    function("/fn/orders/quote", SeeOrders, "What a form comes to"),
    function("/fn/orders/open-form", SeeOrders, "A booking form to start from"),
    function("/fn/orders/find-customers", SeeOrders, "Customers to book for"),
    function("/fn/orders/customer", SeeOrders, "A customer to book for"),
    function("/fn/orders/find-products", SeeOrders, "Products to book"),
    function("/fn/orders/clearance-batches", BookOrder, "Batches near their expiry"),
    function("/fn/orders/salespeople", SeeOrders, "Salespeople to filter by"),
    function("/fn/orders/save-draft", BookOrder, "Save a form as typed"),
    function("/fn/orders/drafts", BookOrder, "One's drafts"),
    function("/fn/orders/discard-draft", BookOrder, "Discard a draft"),
    function("/fn/orders/act", SeeOrders, "An action of the lifecycle"),
    function("/fn/orders/act-on-many", SeeOrders, "An action on several orders"),
    function("/fn/orders/remark", SeeOrders, "Write into an order's timeline"),
    function("/fn/orders/views", SeeOrders, "Saved views"),
    function("/fn/orders/save-view", SeeOrders, "Save a view"),
    function("/fn/orders/delete-view", SeeOrders, "Delete a view"),
    api("GET", "/api/orders", SeeOrders, "A page of orders, filtered as on the screen"),
    api("POST", "/api/orders", BookOrder, "Book an order"),
    api("GET", "/api/orders/{id}", SeeOrders, "One order, by number or id"),
    api("PATCH", "/api/orders/{id}", SeeOrders, "Change an order's lines, PO number or remarks"),
    api("DELETE", "/api/orders/{id}", SeeOrders, "Cancel an order"),
    api("PUT", "/api/orders/{id}/status", SeeOrders, "Lead an order to its next state"),
    api("GET", "/api/orders/{id}/files", SeeOrders, "The files of an order"),
    api("POST", "/api/orders/{id}/files", SeeOrders, "Attach a photo or a PDF (multipart, field `file`)"),
    api("GET", "/api/orders/{id}/files/{code}", SeeOrders, "One file of an order"),
    api("GET", "/api/orders/export/csv", ExportData, "The orders of a filter as CSV"),
    api("GET", "/api/orders/export/xlsx", ExportData, "The orders of a filter as a workbook"),
    api("POST", "/api/orders/bulk-update", SeeOrders, "Lead several orders to a state"),
    api("POST", "/api/orders/clearance", BookOrder, "Book exact batches near their expiry"),
    api("GET", "/api/orders/clearance/history", SeeOrders, "Clearance orders, newest first"),
    api("GET", "/api/orders/last-rate/{customerId}/{skuCode}", SeeOrders, "What a customer paid last for a product"),
];
