//! Scorecards as workbooks: read by another library, their formulas computed by another engine.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::support::{
    formula::{Cell, Sheet, letters},
    *,
};

/// The first sheet of a workbook: its texts, what our program wrote into the formulas' cells, and the sheet to compute.
struct Read {
    texts: Vec<(String, String)>,
    kept: Vec<(String, f64)>,
    sheet: Sheet,
}

fn read(bytes: &[u8]) -> Read {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    let (values, formulas) = (book.worksheet_range(&name).unwrap(), book.worksheet_formula(&name).unwrap());
    let (top, left) = values.start().unwrap();
    let mut read = Read { texts: Vec::new(), kept: Vec::new(), sheet: Sheet::default() };
    let named = |row: u32, column: u32| format!("{}{}", letters(column as usize + 1), row + 1);
    let (first, begin) = formulas.start().unwrap();
    for (row, column, formula) in formulas.used_cells() {
        read.sheet.formulas.insert(named(first + row as u32, begin + column as u32), formula.clone());
    }
    for (row, column, value) in values.used_cells() {
        let cell = named(top + row as u32, left + column as u32);
        let number = match value {
            Data::Float(number) => *number,
            Data::Int(number) => *number as f64,
            Data::String(text) => {
                read.texts.push((cell.clone(), text.clone()));
                continue;
            }
            _ => continue,
        };
        if read.sheet.formulas.contains_key(&cell) {
            read.kept.push((cell, number));
        } else {
            read.sheet.numbers.insert(cell, number);
        }
    }
    read
}

impl Read {
    /// Every formula comes to what our program wrote beside it.
    fn agrees(&self) {
        assert!(!self.kept.is_empty());
        for (cell, kept) in &self.kept {
            let Cell::Number(computed) = self.sheet.value(cell) else { panic!("{cell} came to a text") };
            assert!((computed - kept).abs() < 0.000_01, "{cell}: {computed} by formula, {kept} by the program");
        }
    }

    fn beside(&self, text: &str, column: &str) -> f64 {
        let (cell, _) = self.texts.iter().find(|(_, found)| found == text).unwrap_or_else(|| panic!("no {text}"));
        let row = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
        match self.sheet.value(&format!("{column}{row}")) {
            Cell::Number(number) => number,
            Cell::Text(text) => panic!("{text}"),
        }
    }
}

both! {
    async fn a_scorecards_formulas_come_to_the_same_total(app) {
        let reply = app.sales().get("/api/pms/SALES-001/export?month=Feb%2726").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let mut read = read(&reply.body);
        read.agrees();
        assert_eq!((read.beside("Total", "H"), read.beside("Incentive", "H"), read.beside("Incentive amount", "H")), (99.0, 0.15, 7_500.0));
        // What one tries out there comes to what it would here.
        let (achieved, _) = read.texts.iter().find(|(_, text)| text == "Sales Target").unwrap().clone();
        read.sheet.numbers.insert(achieved.replace('A', "D"), 1_325_000.0);
        assert_eq!((read.beside("Total", "H"), read.beside("Incentive amount", "H")), (104.0, 10_000.0));
        let top = achieved.replace('A', "D");
        read.sheet.numbers.insert(top, 1_600_000.0);
        assert_eq!((read.beside("Total", "H"), read.beside("Incentive", "H")), (115.0, 0.30));
    }

    async fn the_teams_formulas_come_to_the_same_averages(app) {
        let reply = app.person("SALES-010").get("/api/pms/team/export").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let read = read(&reply.body);
        read.agrees();
        let people: Vec<_> = read.texts.iter().filter(|(cell, text)| cell.starts_with('A') && text.starts_with("SALES-")).collect();
        assert_eq!(people.len(), 2);
    }

    async fn the_annual_sheets_formulas_come_to_the_same_totals(app) {
        let reply = app.sales().get("/api/pms/annual/SALES-001/export?year=2025-26").await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let read = read(&reply.body);
        read.agrees();
        assert_eq!(read.beside("Total", "L"), 99.0);
    }
}

/// A file of targets as csv.
fn targets(rows: &[&str]) -> Vec<u8> {
    let head = "Employee ID,Month,KRA,Type,Source,Target,Achieved,Weightage,Slab Table";
    std::iter::once(head).chain(rows.iter().copied()).collect::<Vec<_>>().join("\n").into_bytes()
}

async fn upload(app: &App, rows: &[&str]) -> String {
    let reply = app.admin().upload_with("/imports/new", "targets.csv", targets(rows), &[("kind", "kra-targets")]).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.location().trim_start_matches("/imports/").split('/').next().unwrap().to_owned()
}

both! {
    async fn targets_come_by_a_file_and_go_back_again(app) {
        let rows = [
            "SALES-001,Jan'25,Sales Target,Unrestricted,Typed,\"10,00,000\",\"12,00,000\",40,",
            "SALES-001,Jan'25,Collection,Restricted,Typed,500000,450000,30,",
            "SALES-001,Jan'25,OD Balance,As per slab,OD balances,,,30,od-balance",
        ];
        let id = upload(app, &rows).await;
        let reply = app.admin().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "all")]).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        let record = app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.ok()["data"].clone();
        assert_eq!((&record["totalScore"], &record["kras"][1]["finalScore"]), (&json!(75), &json!(27)));
        let undone = app.admin().post_json(&format!("/api/imports/{id}/undo"), json!({})).await;
        assert_eq!(undone.status, 200, "{}", undone.text());
        assert_eq!(app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.status, 404);
    }

    async fn every_bad_row_of_a_file_of_targets_is_told(app) {
        let next = app.desk().clock.today().month().next().iso();
        let future = format!("SALES-001,{next},Sales,,,10,,40,");
        let rows = [
            "SALES-009,Jan'25,Sales,,,10,,40,",
            &future,
            "SALES-001,Jan'25,Sales,,,-10,,40,",
            "SALES-001,Feb'26,Sales Target,,,10,,40,",
            "SALES-001,Jan'25,Collection,,Collections,10,5,40,",
        ];
        let id = upload(app, &rows).await;
        let found: Vec<(i64, String)> = app
            .desk()
            .db
            .sql("select row, code from import_findings where import_id = $1 and severity = 'error' order by position")
            .bind(id.parse::<i64>().unwrap())
            .all()
            .await
            .unwrap();
        let codes: Vec<_> = found.iter().map(|(row, code)| (*row, code.as_str())).collect();
        assert_eq!(codes, [(2, "unknown"), (3, "future"), (4, "negative"), (5, "not_a_draft"), (6, "computed")]);
    }

    async fn weights_of_a_file_that_do_not_come_to_100_are_refused_row_by_row(app) {
        let rows = ["SALES-001,Jan'25,Sales Target,Unrestricted,Typed,100,,40,", "SALES-001,Jan'25,Collection,Restricted,Typed,100,,30,"];
        let id = upload(app, &rows).await;
        assert_eq!(weights(app, &id).await, [(2, "The weights of SALES-001 for Jan'25 come to 70 %".to_owned()), (3, "The weights of SALES-001 for Jan'25 come to 70 %".to_owned())]);
        let reply = app.admin().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "good")]).await;
        assert_ne!(reply.status, 303, "nothing is left that could be run");
        assert_eq!(app.sales().get("/api/pms/SALES-001?month=Jan%2725").await.status, 404);
        let mended = [rows[0], rows[1], "SALES-001,Jan'25,Visits,Restricted,Typed,20,,30,"];
        let id = upload(app, &mended).await;
        app.admin().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "all")]).await;
        // What is there counts with what a later file names.
        let id = upload(app, &["SALES-001,Jan'25,Visits,,,20,,40,"]).await;
        assert_eq!(weights(app, &id).await, [(2, "The weights of SALES-001 for Jan'25 come to 110 %, with the 2 KRAs that are there".to_owned())]);
        let id = upload(app, &["SALES-001,Jan'25,Visits,,,20,18,,"]).await;
        assert_eq!(weights(app, &id).await, []);
    }

    async fn an_import_of_customers_taken_back_takes_its_collections_back(app) {
        let paid = || app.count("select coalesce(cast(sum(amount_paise) as bigint), 0) from collections where salesperson_id = 3");
        let (before, all) = (paid().await, app.count("select count(*) from collections").await);
        let owed = app.count("select outstanding_paise from customers where code = 'CUST-001'").await;
        assert_eq!(app.count("select salesperson_id from customers where code = 'CUST-001'").await, 3);
        let import = |owed: i64| async move {
            let file = format!("Customer ID,Name,O/s Balance\nCUST-001,ABC Traders,{}\n", owed / 100).into_bytes();
            let reply = app.admin().upload_with("/imports/new", "ageing.csv", file, &[("kind", "customers")]).await;
            assert_eq!(reply.status, 303, "{}", reply.text());
            let id = reply.location().trim_start_matches("/imports/").split('/').next().unwrap().to_owned();
            let reply = app.admin().post_form(&format!("/imports/{id}"), &[("id", &id), ("action", "run"), ("mode", "all")]).await;
            assert_eq!(reply.status, 303, "{}", reply.text());
            id
        };
        let undo = |id: String| async move { app.admin().post_json(&format!("/api/imports/{id}/undo"), json!({})).await.ok() };
        // They paid a thousand rupees, says the file; it is taken back, and nobody collected anything.
        let id = import(owed - owed % 100 - 100_000).await;
        assert!(paid().await >= before + 100_000);
        undo(id).await;
        assert_eq!((paid().await, app.count("select count(*) from collections").await), (before, all));
        // They owe more, says the file; taking that back is no payment either.
        let id = import(owed + 500_000).await;
        undo(id).await;
        assert_eq!((paid().await, app.count("select count(*) from collections").await), (before, all));
    }
}

/// The refusals of weights of an import, by row.
async fn weights(app: &App, id: &str) -> Vec<(i64, String)> {
    app.desk()
        .db
        .sql("select row, message from import_findings where import_id = $1 and code = 'weights' order by position")
        .bind(id.parse::<i64>().unwrap())
        .all()
        .await
        .unwrap()
}
