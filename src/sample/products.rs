//! What the sample distributor sells: the seeds' rice, and invented products of the seeds' food categories.

use super::{
    chance::Chance,
    rows::{BatchRow, Catalogue, ProductRow, RateRow, WarehouseRow},
};
use crate::values::{Date, Timestamp, fold};

/// name, unit, weight, packing, MRP and price in rupees, shelf life in days
type Item = (&'static str, &'static str, &'static str, &'static str, i64, i64, i64);

/// category, specie, HSN, GST in percent, items
type Shelf = (&'static str, Option<&'static str>, &'static str, i64, &'static [Item]);

const SHELVES: &[Shelf] = &[
    (
        "Rice",
        None,
        "10063020",
        5,
        &[
            ("Premium Basmati Rice 5kg", "PKT", "5 KG", "5 kg × 4", 500, 450, 540),
            ("Everyday Basmati Rice 10kg", "PKT", "10 KG", "10 kg × 2", 860, 770, 540),
            ("Sona Masoori Rice 25kg", "PKT", "25 KG", "25 kg", 1_450, 1_310, 365),
            ("Kolam Rice 10kg", "PKT", "10 KG", "10 kg × 2", 690, 615, 365),
            ("Brown Rice 1kg", "PKT", "1 KG", "1 kg × 20", 145, 118, 270),
            ("Idli Rice 5kg", "PKT", "5 KG", "5 kg × 4", 340, 298, 365),
        ],
    ),
    (
        "Pulses",
        None,
        "07136000",
        5,
        &[
            ("Toor Dal 1kg", "PKT", "1 KG", "1 kg × 20", 189, 162, 365),
            ("Moong Dal 1kg", "PKT", "1 KG", "1 kg × 20", 165, 139, 365),
            ("Chana Dal 5kg", "PKT", "5 KG", "5 kg × 4", 520, 455, 365),
            ("Kabuli Chana 1kg", "PKT", "1 KG", "1 kg × 20", 178, 149, 365),
            ("Rajma Chitra 1kg", "PKT", "1 KG", "1 kg × 20", 195, 164, 365),
        ],
    ),
    (
        "Seafood",
        Some("Prawn"),
        "03061790",
        5,
        &[
            ("Vannamei Prawns 31/40 1kg", "PKT", "1 KG", "1 kg × 10", 890, 745, 540),
            ("Tiger Prawns Headless 500g", "PKT", "500 G", "500 g × 20", 760, 640, 540),
            ("Prawn Tempura 300g", "PKT", "300 G", "300 g × 24", 425, 348, 365),
        ],
    ),
    (
        "Seafood",
        Some("Fish"),
        "03048900",
        5,
        &[
            ("Basa Fillet 1kg", "PKT", "1 KG", "1 kg × 10", 430, 352, 540),
            ("Surmai Steaks 500g", "PKT", "500 G", "500 g × 20", 620, 528, 365),
            ("Pomfret Whole Frozen", "KG", "LOOSE", "10 kg carton", 1_150, 985, 365),
            ("Fish Fingers 400g", "PKT", "400 G", "400 g × 20", 310, 249, 365),
            ("Squid Rings 500g", "PKT", "500 G", "500 g × 20", 395, 328, 540),
        ],
    ),
    (
        "Vegetables",
        None,
        "07102100",
        0,
        &[
            ("Frozen Green Peas 1kg", "PKT", "1 KG", "1 kg × 12", 160, 128, 540),
            ("Frozen Sweet Corn 1kg", "PKT", "1 KG", "1 kg × 12", 175, 139, 540),
            ("Frozen Mixed Vegetables 1kg", "PKT", "1 KG", "1 kg × 12", 185, 148, 540),
            ("Frozen Broccoli Florets 500g", "PKT", "500 G", "500 g × 20", 210, 171, 540),
            ("Frozen Okra Cut 1kg", "PKT", "1 KG", "1 kg × 12", 150, 121, 540),
            ("Frozen Spinach 500g", "PKT", "500 G", "500 g × 20", 95, 74, 540),
        ],
    ),
    (
        "Potato",
        None,
        "20041000",
        12,
        &[
            ("French Fries 9mm 2.5kg", "PKT", "2.5 KG", "2.5 kg × 4", 410, 335, 540),
            ("Potato Wedges 1kg", "PKT", "1 KG", "1 kg × 12", 235, 189, 540),
            ("Hash Browns 600g", "PKT", "600 G", "600 g × 16", 245, 198, 540),
            ("Potato Bites 420g", "PKT", "420 G", "420 g × 20", 165, 132, 540),
        ],
    ),
    (
        "Dairy",
        None,
        "04061000",
        5,
        &[
            ("Malai Paneer 1kg", "PKT", "1 KG", "1 kg × 10", 420, 358, 30),
            ("Paneer Cubes Frozen 500g", "PKT", "500 G", "500 g × 20", 235, 196, 180),
            ("Mozzarella Diced 2kg", "PKT", "2 KG", "2 kg × 6", 1_080, 915, 180),
            ("Cheese Slices 750g", "PKT", "750 G", "750 g × 12", 525, 446, 180),
            ("Table Butter 500g", "PCS", "500 G", "500 g × 30", 305, 274, 180),
            ("Fresh Cream 1L", "PCS", "1 L", "1 L × 12", 265, 229, 120),
            ("Cow Ghee 1L", "PCS", "1 L", "1 L × 12", 720, 641, 270),
        ],
    ),
    (
        "Snacks",
        None,
        "21069099",
        12,
        &[
            ("Punjabi Samosa 400g", "PKT", "400 G", "400 g × 20", 180, 142, 365),
            ("Veg Spring Roll 500g", "PKT", "500 G", "500 g × 20", 240, 193, 365),
            ("Hara Bhara Kebab 500g", "PKT", "500 G", "500 g × 20", 255, 205, 365),
            ("Veg Burger Patty 1.2kg", "PKT", "1.2 KG", "1.2 kg × 8", 380, 306, 365),
            ("Aloo Tikki 1kg", "PKT", "1 KG", "1 kg × 12", 225, 181, 365),
            ("Cheese Jalapeño Poppers 500g", "PKT", "500 G", "500 g × 20", 345, 281, 365),
            ("Onion Rings 500g", "PKT", "500 G", "500 g × 20", 215, 172, 365),
        ],
    ),
    (
        "Breads",
        None,
        "19059090",
        5,
        &[
            ("Malabar Paratha 1kg", "PKT", "1 KG", "1 kg × 10", 210, 168, 365),
            ("Tandoori Naan 5 pcs", "PKT", "400 G", "400 g × 24", 130, 102, 365),
            ("Aloo Paratha 4 pcs", "PKT", "400 G", "400 g × 24", 140, 111, 365),
            ("Pizza Base 10 inch", "PCS", "350 G", "2 × 20", 95, 72, 180),
            ("Pav Buns Frozen 12 pcs", "PKT", "480 G", "12 × 16", 85, 66, 180),
        ],
    ),
    (
        "Spices",
        None,
        "09109100",
        5,
        &[
            ("Turmeric Powder 500g", "PKT", "500 G", "500 g × 24", 155, 126, 365),
            ("Red Chilli Powder 500g", "PKT", "500 G", "500 g × 24", 240, 199, 365),
            ("Garam Masala 100g", "PKT", "100 G", "100 g × 60", 92, 74, 365),
            ("Cumin Whole", "KG", "LOOSE", "25 kg bag", 540, 472, 540),
        ],
    ),
    (
        "Oils",
        None,
        "15121910",
        5,
        &[
            ("Sunflower Oil 5L", "PCS", "5 L", "5 L × 4", 790, 718, 365),
            ("Groundnut Oil 15L Tin", "PCS", "15 L", "1 tin", 2_890, 2_640, 365),
            ("Mustard Oil 1L", "PCS", "1 L", "1 L × 12", 185, 162, 365),
        ],
    ),
    (
        "Desserts",
        None,
        "21050000",
        18,
        &[
            ("Vanilla Ice Cream 5L", "PCS", "5 L", "5 L × 2", 690, 556, 365),
            ("Kesar Pista Kulfi 12 pcs", "PKT", "720 G", "12 × 8", 420, 338, 365),
            ("Gulab Jamun 1kg Tin", "PCS", "1 KG", "1 kg × 12", 245, 201, 365),
            ("Chocolate Brownie 500g", "PKT", "500 G", "500 g × 16", 360, 291, 120),
        ],
    ),
];

/// Days until the first batch of the products after the seeds' one expires: yesterday, today, soon, later.
const SOON: [i64; 5] = [-1, 0, 20, 45, 100];
/// These sell nothing: one awaits its next delivery, one is no longer carried.
const OUT_OF_STOCK: usize = 23;
const DROPPED: usize = 48;

/// Warehouses, products, batches and price lists as of `now`.
pub fn all(now: Timestamp) -> Catalogue {
    let mut chance = Chance::new(0x5EED_0001);
    let opened = Timestamp::from_ist(now.ist_date().add_days(-95), 9, 0);
    let mut made = Catalogue { warehouses: warehouses(), products: Vec::new(), batches: Vec::new(), rates: Vec::new() };
    let items = SHELVES.iter().flat_map(|shelf| shelf.4.iter().map(move |item| (shelf, item)));
    for (index, (shelf, item)) in items.enumerate() {
        let product = product(index, shelf, item, opened);
        if index == 0 {
            seeds_batches(&mut made.batches, now, opened);
        } else if index != OUT_OF_STOCK && index != DROPPED {
            batches(&mut made.batches, &product, index, now.ist_date(), opened, &mut chance);
        }
        for (list, share) in [(1, 92), (2, 95)] {
            if (index + list) % 4 != 0 {
                // Whole rupees, as price lists have them.
                made.rates.push(RateRow {
                    list: list as i64,
                    product: product.id,
                    rate: product.price * share / 10_000 * 100,
                });
            }
        }
        made.products.push(product);
    }
    made
}

fn product(index: usize, shelf: &Shelf, item: &Item, opened: Timestamp) -> ProductRow {
    let id = index as i64 + 1;
    let (category, specie, hsn, gst, _) = *shelf;
    let (name, unit, weight, packing, mrp, price, shelf_life) = *item;
    let (code, sku) = (format!("PROD-{id:03}"), format!("SKU-{id:03}"));
    let barcode = ean13(&format!("8904{:08}", 17_000 + id * 13));
    let short: String = name.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    ProductRow {
        id,
        search: fold(&format!("{sku} {code} {name} {short} {barcode}")),
        code,
        sku,
        name: name.to_owned(),
        short,
        category: category.to_owned(),
        specie: specie.map(str::to_owned),
        unit,
        mrp: mrp * 100,
        price: price * 100,
        base_rate: price * 100,
        purchase: (id % 9 != 0).then_some(price * (72 + id % 11)),
        gst_bp: gst * 100,
        hsn: hsn.to_owned(),
        barcode,
        weight: weight.to_owned(),
        packing: packing.to_owned(),
        shelf_life,
        active: index != DROPPED,
        at: opened.micros(),
    }
}

/// Twelve digits with the check digit that scanners expect.
pub fn ean13(twelve: &str) -> String {
    let sum: u32 =
        twelve.chars().enumerate().filter_map(|(i, c)| Some(c.to_digit(10)? * (1 + 2 * (i as u32 % 2)))).sum();
    format!("{twelve}{}", (10 - sum % 10) % 10)
}

fn seeds_batches(batches: &mut Vec<BatchRow>, now: Timestamp, opened: Timestamp) {
    for (number, units, days) in [("BATCH-001", 100, 60), ("BATCH-002", 50, 210)] {
        let expires = now.ist_date().add_days(days);
        batches.push(BatchRow {
            id: batches.len() as i64 + 1,
            product: 1,
            warehouse: 1,
            number: number.to_owned(),
            made_on: expires.add_days(-182 - 120).into(),
            expires_on: expires.into(),
            weight: "5 KG".to_owned(),
            opening: units * 1_000,
            at: opened.micros(),
        });
    }
}

/// The first batch by [`SOON`], the others good for months; a third of the products lies in two warehouses.
fn batches(
    to: &mut Vec<BatchRow>,
    product: &ProductRow,
    index: usize,
    today: Date,
    opened: Timestamp,
    chance: &mut Chance,
) {
    let mut days: Vec<i64> = Vec::new();
    if index <= SOON.len() {
        days.push(SOON[index - 1]);
    } else if index.is_multiple_of(6) {
        days.push(chance.between(8, 85));
    }
    let longest = product.shelf_life.max(25);
    days.push(chance.between(longest / 2, longest - 5));
    if index.is_multiple_of(3) {
        days.push(chance.between(longest / 2, longest - 5));
    }
    for (nth, days) in days.into_iter().enumerate() {
        let expires = today.add_days(days as i32);
        let made = expires.add_days(-(product.shelf_life as i32)).min(today.add_days(-2));
        let units = if days < 60 { chance.between(40, 160) } else { chance.between(300, 1_600) };
        to.push(BatchRow {
            id: to.len() as i64 + 1,
            product: product.id,
            warehouse: ((index + nth) % 3) as i64 + 1,
            number: format!("{}{:03}-{}", made.month().iso().replace('-', ""), product.id, nth + 1),
            made_on: made.into(),
            expires_on: expires.into(),
            weight: product.weight.clone(),
            opening: units * 1_000,
            at: opened.max(Timestamp::from_ist(made.add_days(1), 9, 30)).micros(),
        });
    }
}

fn warehouses() -> Vec<WarehouseRow> {
    let row = |id, code, name, city, state, address| WarehouseRow { id, code, name, city, state, address };
    vec![
        row(1, "BHW", "Bhiwandi Central", "Bhiwandi", "27", "Gala 14, Kalyan Road, Bhiwandi 421302"),
        row(2, "PUN", "Pune Cold Store", "Pune", "27", "Plot 7, MIDC Bhosari, Pune 411026"),
        row(3, "HYD", "Hyderabad Depot", "Hyderabad", "36", "Shed 3, Kompally Road, Hyderabad 500014"),
    ]
}
