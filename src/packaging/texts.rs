//! Texts of packaging.

crate::texts! {
    packaging: "Packaging",
    alert_title(name): "{name} is low",
    received(lines, warehouse): "Received {lines} into {warehouse}",
    issued(lines, warehouse): "Issued {lines} from {warehouse}",
    one_material: "1 material",
    materials(count): "{count} materials",
}
