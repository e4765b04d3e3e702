//! Whom the sample distributor sells to: the seeds' two customers and forty invented ones, of every standing.

use super::{chance::Chance, rows::CustomerRow};
use crate::values::{Gstin, Pan, State, Timestamp, fold};

/// city, state code, PIN, region
const CITIES: &[(&str, u8, &str, &str)] = &[
    ("Mumbai", 27, "400001", "West"),
    ("Pune", 27, "411001", "West"),
    ("Nashik", 27, "422001", "West"),
    ("Nagpur", 27, "440001", "West"),
    ("Thane", 27, "400601", "West"),
    ("Surat", 24, "395003", "West"),
    ("Ahmedabad", 24, "380001", "West"),
    ("Panaji", 30, "403001", "West"),
    ("Hyderabad", 36, "500001", "South"),
    ("Bengaluru", 29, "560001", "South"),
    ("Chennai", 33, "600001", "South"),
    ("Kochi", 32, "682001", "South"),
    ("Indore", 23, "452001", "Central"),
    ("Jaipur", 8, "302001", "North"),
    ("Delhi", 7, "110001", "North"),
    ("Kolkata", 19, "700001", "East"),
];

/// name, kind (which decides class and channel)
const NAMES: &[(&str, &str)] = &[
    ("Shree Balaji Traders", "Distributor"),
    ("Annapurna Foods", "Distributor"),
    ("Coastal Catch Seafood", "Distributor"),
    ("Green Basket Supermart", "Retailer"),
    ("Hotel Sagar Residency", "Hotel"),
    ("Spice Route Kitchens", "Hotel"),
    ("Daily Needs Mart", "Retailer"),
    ("Maharaja Caterers", "Hotel"),
    ("Frozen Point", "Distributor"),
    ("Konkan Cold Chain", "Distributor"),
    ("Lotus Provision Stores", "Retailer"),
    ("Urban Pantry", "Retailer"),
    ("Blue Anchor Restaurant", "Hotel"),
    ("Swastik Agencies", "Distributor"),
    ("Navjeevan Super Bazaar", "Retailer"),
    ("Silver Spoon Hospitality", "Hotel"),
    ("Gokul Dairy Depot", "Retailer"),
    ("Sunrise Wholesale", "Distributor"),
    ("Tasty Bites Cloud Kitchen", "Hotel"),
    ("Om Sai General Stores", "Retailer"),
    ("Evergreen Hypermart", "Modern Trade"),
    ("Metro Fresh Markets", "Modern Trade"),
    ("Palm Grove Resorts", "Hotel"),
    ("Krishna Kirana", "Retailer"),
    ("Deccan Food Links", "Distributor"),
    ("Nawab Biryani House", "Hotel"),
    ("Charminar Provisions", "Retailer"),
    ("Garden City Foods", "Distributor"),
    ("Marina Bay Caterers", "Hotel"),
    ("Malabar Fresh", "Retailer"),
    ("Pink City Snacks", "Retailer"),
    ("Capital Frozen Foods", "Distributor"),
    ("Bengal Fish Traders", "Distributor"),
    ("Narmada Super Stores", "Retailer"),
    ("Diamond Food Court", "Hotel"),
    ("Sabarmati Agencies", "Distributor"),
    ("Mandovi Beach Shacks", "Hotel"),
    ("City Square Mall Foods", "Modern Trade"),
    ("Ganga Wholesale Depot", "Distributor"),
    ("Royal Banquets", "Hotel"),
];

/// The middle of each ageing bucket, in days.
const AGES: [i64; 9] = [4, 11, 22, 38, 60, 105, 135, 165, 210];

/// The customers as of `now`.
pub fn all(now: Timestamp) -> Vec<CustomerRow> {
    let since = Timestamp::from_ist(now.ist_date().add_days(-400), 10, 0).micros();
    let mut rows = vec![
        seeds(1, "ABC Traders", 15_000, 5_000, 45, 50_000, 3, since),
        seeds(2, "XYZ Enterprises", 8_000, 0, 15, 100_000, 4, since),
    ];
    let mut chance = Chance::new(0x5EED_0002);
    for (index, (name, kind)) in NAMES.iter().enumerate() {
        rows.push(invented(index, name, kind, since, &mut chance));
    }
    rows
}

fn seeds(
    id: i64,
    name: &str,
    outstanding: i64,
    overdue: i64,
    ageing_days: i64,
    limit: i64,
    salesperson: i64,
    at: i64,
) -> CustomerRow {
    let mut row = blank(id, name, "Distributor", &CITIES[usize::try_from(id - 1).unwrap_or_default()], at);
    row.outstanding = outstanding * 100;
    row.overdue = overdue * 100;
    row.ageing_days = ageing_days;
    row.limit = limit * 100;
    row.salesperson = salesperson;
    if overdue > 0 {
        row.buckets[3] = overdue * 100;
    }
    row
}

/// One in three owes nothing that is due; the others reach through all the buckets. Some are over their limit, some blocked.
fn invented(index: usize, name: &str, kind: &'static str, at: i64, chance: &mut Chance) -> CustomerRow {
    let mut row = blank(index as i64 + 3, name, kind, &CITIES[index % CITIES.len()], at);
    row.limit = match kind {
        "Distributor" => chance.between(8, 25) * 10_000_000,
        "Modern Trade" => chance.between(20, 40) * 10_000_000,
        "Hotel" => chance.between(3, 9) * 5_000_000,
        _ => chance.between(2, 8) * 2_500_000,
    };
    row.salesperson = if index % 9 == 8 { 2 } else { 3 + index as i64 % 2 };
    row.price_list = match kind {
        "Distributor" => Some(1),
        "Hotel" => Some(2),
        _ => None,
    };
    row.min_days_left = if kind == "Modern Trade" { 30 } else { 0 };
    let not_due = row.limit / 100 * chance.between(5, 25);
    if !index.is_multiple_of(3) {
        let oldest = index / 3 % AGES.len();
        for bucket in oldest.saturating_sub(2)..=oldest {
            let part = row.limit / 1_000 * chance.between(4, 30) / 100 * 100;
            row.buckets[bucket] = part;
            row.overdue += part;
        }
        row.ageing_days = AGES[oldest];
    } else {
        row.ageing_days = chance.between(0, 12);
    }
    row.outstanding = row.overdue + not_due / 100 * 100;
    if matches!(index, 4 | 13 | 22 | 31) {
        // Over the limit: it was cut after the goods had gone out.
        row.limit = row.outstanding / 100 * 80 / 100_000 * 100_000;
    }
    if matches!(index, 10 | 25 | 37) {
        row.status = "Blocked";
    }
    if index == 33 {
        row.status = "Inactive";
        (row.outstanding, row.overdue, row.ageing_days, row.buckets) = (0, 0, 0, [0; 9]);
    }
    row
}

fn blank(id: i64, name: &str, kind: &'static str, city: &(&str, u8, &str, &'static str), at: i64) -> CustomerRow {
    let (city, state, pin, region) = *city;
    let code = format!("CUST-{id:03}");
    let (gstin, pan) = tax_ids(id, name, state);
    let phone = format!("+9198{:08}", 21_000_000 + id * 7_919);
    let slug: String = name.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect();
    CustomerRow {
        id,
        search: fold(&format!("{code} {name} {city} {gstin} {phone}")),
        code,
        name: name.to_owned(),
        kind,
        status: "Active",
        class: match kind {
            "Distributor" | "Modern Trade" => "A",
            "Hotel" => "B",
            _ => "C",
        },
        channel: match kind {
            "Hotel" => "HoReCa",
            "Modern Trade" => "Modern Trade",
            _ => "General Trade",
        },
        constitution: ["Proprietorship", "Partnership", "Private Limited"][usize::try_from(id % 3).unwrap_or_default()],
        gstin,
        pan,
        fssai: format!("1{:02}20{:09}", state, 22_000_000 + id * 4_111),
        email: format!("orders@{slug}.example"),
        phone,
        address: format!("{}, Market Road, {city}", 10 + id * 3),
        location: city.to_owned(),
        region,
        state: format!("{state:02}"),
        postal_code: pin.to_owned(),
        salesperson: 3,
        price_list: None,
        min_days_left: 0,
        limit: 0,
        credit_days: if kind == "Retailer" { 7 } else { 30 },
        cheque: if id % 4 == 0 { "Not received" } else { "Received" },
        outstanding: 0,
        overdue: 0,
        ageing_days: 0,
        buckets: [0; 9],
        at,
    }
}

/// A PAN that begins with letters of its own and a GSTIN made from it; both with the check digits they must have.
pub fn tax_ids(id: i64, name: &str, state: u8) -> (String, String) {
    let letter = |n: i64| char::from(b'A' + u8::try_from(n.rem_euclid(26)).unwrap_or_default());
    let initial = name.chars().find(char::is_ascii_alphabetic).unwrap_or('N').to_ascii_uppercase();
    let text = format!(
        "{}{}{}F{initial}{:04}{}",
        letter(id / 26),
        letter(id * 7 + 3),
        letter(id * 11 + 5),
        (id * 37 + 1_000) % 9_000 + 1_000,
        letter(id * 3 + 1)
    );
    match (Pan::parse(&text), State::from_code(state)) {
        (Ok(pan), Some(state)) => (Gstin::of(state, pan, 1).to_string(), pan.to_string()),
        _ => (String::new(), text),
    }
}
