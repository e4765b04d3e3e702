//! The command line, at the services below it.

use nexus::{
    cli::{
        people::{Moved, Newcomer, move_passwords, read, take_over},
        vault,
    },
    housekeeping,
    platform::server::{Clock, Config},
    sample,
};

use crate::support::*;

fn newcomer(code: &str, email: &str, password: &str) -> Newcomer {
    Newcomer {
        code: code.to_owned(),
        name: "New Comer".to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
        role: "Sales".to_owned(),
        manager: Some("SALES-010".to_owned()),
    }
}

async fn keep_plain(app: &App, code: &str, password: &str) {
    let mut work = app.arrange().await;
    work.sql("update users set password_hash = $1 where code = $2")
        .bind(password.to_owned())
        .bind(code.to_owned())
        .run()
        .await
        .unwrap();
    work.commit().await.unwrap();
}

both! {
    async fn a_plain_password_signs_in_once_it_is_hashed(app) {
        keep_plain(app, "SALES-001", "sales123").await;
        let body = json!({"email": "rajesh@nexusoms.com", "password": "sales123"});
        assert_eq!(app.anonymous().post_json("/api/login", body.clone()).await.status, 401);
        let moved = move_passwords(&app.desk()).await.unwrap();
        assert_eq!(moved, Moved { migrated: 1, skipped: sample::PEOPLE.len() - 1, errors: 0 });
        app.anonymous().post_json("/api/login", body).await.ok();
    }

    async fn moving_passwords_twice_does_no_more(app) {
        keep_plain(app, "SALES-001", "sales123").await;
        move_passwords(&app.desk()).await.unwrap();
        assert_eq!(move_passwords(&app.desk()).await.unwrap().migrated, 0);
    }

    async fn people_are_taken_over_with_the_bcrypt_they_have(app) {
        // The hash of `credit123` with the least cost.
        let hash = bcrypt::hash("credit123", 4).unwrap();
        let people = [newcomer("SALES-077", "New@Example.com", &hash), newcomer("SALES-078", "other@example.com", "plain-1234")];
        assert_eq!(take_over(&app.desk(), &people).await.unwrap(), 2);
        for (email, password) in [("new@example.com", "credit123"), ("other@example.com", "plain-1234")] {
            app.anonymous().post_json("/api/login", json!({"email": email, "password": password})).await.ok();
        }
        let below = app.count("select count(*) from users u join users m on m.id = u.manager_id where m.code = 'SALES-010'").await;
        assert_eq!(below, 4);
    }

    async fn taking_people_over_twice_changes_nothing(app) {
        let people = [newcomer("SALES-077", "new@example.com", "plain-1234")];
        take_over(&app.desk(), &people).await.unwrap();
        assert_eq!(take_over(&app.desk(), &people).await.unwrap(), 0);
    }

    async fn people_come_from_a_workbook_as_from_text(app) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ["Code", "Name", "Email", "Password", "Role", "Manager"],
            ["SALES-079", "Sheet One", "one@example.com", "plain-1234", "Sales", "SALES-010"],
            ["VIEW-079", "Sheet Two", "two@example.com", "plain-1234", "Viewer", ""],
        ];
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
        let people = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(take_over(&app.desk(), &people).await.unwrap(), 2);
        app.anonymous().post_json("/api/login", json!({"email": "one@example.com", "password": "plain-1234"})).await.ok();
        let text = b"code,name,email,password,role\nVIEW-080,Text,three@example.com,plain-1234,Viewer\n";
        assert_eq!(take_over(&app.desk(), &read(text).unwrap()).await.unwrap(), 1);
        assert_eq!(read(b"code,name\nA,B\n").unwrap_err().to_string(), "the file has no column email, password, role");
    }

    async fn every_fault_of_a_file_of_people_is_told_by_row(app) {
        let mut people = [newcomer("", "no address", "x"), newcomer("A-1", "a@example.com", "x")];
        people[1].role = "Clerk".to_owned();
        let failure = take_over(&app.desk(), &people).await.unwrap_err();
        let told: Vec<_> = failure.fields.iter().map(|field| (field.row, field.code.as_str())).collect();
        assert_eq!(told, [(Some(2), "empty"), (Some(2), "not_an_email"), (Some(3), "unknown_role")]);
    }

    async fn managers_in_a_circle_are_refused_by_name(app) {
        let mut people = [newcomer("S5", "s5@example.com", "plain-1234"), newcomer("S6", "s6@example.com", "plain-1234"), newcomer("S7", "s7@example.com", "plain-1234")];
        people[0].manager = Some("S6".to_owned());
        people[1].manager = Some("S5".to_owned());
        people[2].manager = Some("S5".to_owned());
        people[1].name = "Second".to_owned();
        let before = app.count("select count(*) from users").await;
        let failure = take_over(&app.desk(), &people).await.unwrap_err();
        let told: Vec<_> = failure.fields.iter().map(|field| (field.row, field.code.as_str(), field.message.as_str())).collect();
        assert_eq!(told, [(Some(2), "circle", "managers in a circle: New Comer (S5), below Second (S6), below New Comer (S5)")]);
        people[0].manager = Some("S5".to_owned());
        people[1].manager = None;
        let failure = take_over(&app.desk(), &people).await.unwrap_err();
        assert_eq!(failure.fields.iter().map(|field| field.code.as_str()).collect::<Vec<_>>(), ["circle"]);
        assert_eq!(app.count("select count(*) from users").await, before);
    }

    async fn a_code_or_an_address_in_use_and_a_manager_who_is_nowhere_are_told_together(app) {
        let mut people = [
            newcomer("S5", "Rajesh@NexusOMS.com", "plain-1234"),
            newcomer("S6", "s6@example.com", "plain-1234"),
            newcomer("S6", "s7@example.com", "plain-1234"),
            newcomer("S8", "s6@example.com", "plain-1234"),
            newcomer("SALES-001", "rajesh@nexusoms.com", "plain-1234"),
        ];
        people[1].manager = Some("NOBODY".to_owned());
        let failure = take_over(&app.desk(), &people).await.unwrap_err();
        let told: Vec<_> = failure.fields.iter().map(|field| (field.row, field.code.as_str())).collect();
        assert_eq!(told, [(Some(2), "taken"), (Some(3), "unknown_manager"), (Some(4), "twice"), (Some(5), "twice")]);
        assert!(failure.fields[0].message.contains("SALES-001"), "{}", failure.fields[0].message);
    }

    async fn an_expired_session_is_thrown_away(app) {
        app.anonymous().sign_in("rajesh@nexusoms.com", "sales123").await;
        assert_eq!(app.count("select count(*) from sessions").await, 1);
        app.clock.advance_seconds(8 * 86_400);
        housekeeping::tidy(&app.desk()).await.unwrap();
        assert_eq!(app.count("select count(*) from sessions").await, 0);
    }

    async fn an_audit_entry_of_this_year_is_kept(app) {
        let entries = app.count("select count(*) from audit_entries").await;
        app.clock.advance_seconds(360 * 86_400);
        housekeeping::tidy(&app.desk()).await.unwrap();
        assert_eq!(app.count("select count(*) from audit_entries").await, entries);
    }
}

fn config(folder: &std::path::Path, name: &str) -> Config {
    Config::from_lookup(|key| match key {
        "DATABASE_URL" => Some(format!("sqlite://{}", folder.join(name).display())),
        "DATA_DIR" => Some(folder.display().to_string()),
        _ => None,
    })
    .unwrap()
}

/// A folder with a backup of a database that holds the sample data.
async fn backed_up() -> (tempfile::TempDir, std::path::PathBuf) {
    let app = App::start(Engine::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let path = app.url().trim_start_matches("sqlite://").to_owned();
    app.desk().db.copy_to(&folder.path().join("live.db").display().to_string()).await.unwrap();
    assert!(std::path::Path::new(&path).is_file());
    app.finish().await;
    let backup = folder.path().join("kept.db");
    vault::backup(config(folder.path(), "live.db"), Some(backup.clone())).await.unwrap_or_else(|stop| panic!("{stop}"));
    (folder, backup)
}

#[tokio::test]
async fn a_backup_restores_into_an_empty_place() {
    let (folder, backup) = backed_up().await;
    vault::restore(config(folder.path(), "new.db"), &backup, false).await.unwrap_or_else(|stop| panic!("{stop}"));
    let desk = nexus::server::desk(config(folder.path(), "new.db"), Clock::default()).await;
    let desk = desk.unwrap_or_else(|error| panic!("{error:?}"));
    let (orders,): (i64,) = desk.db.sql("select count(*) from orders").one().await.unwrap();
    assert!(orders > 300, "{orders}");
    desk.db.close().await;
}

#[tokio::test]
async fn a_backup_never_replaces_data_unasked() {
    let (folder, backup) = backed_up().await;
    let refused = vault::restore(config(folder.path(), "live.db"), &backup, false).await.unwrap_err();
    assert!(refused.to_string().contains("--force"), "{refused}");
    vault::restore(config(folder.path(), "live.db"), &backup, true).await.unwrap_or_else(|stop| panic!("{stop}"));
}

#[tokio::test]
async fn a_damaged_backup_is_not_restored() {
    let (folder, backup) = backed_up().await;
    let mut bytes = std::fs::read(&backup).unwrap();
    for byte in bytes.iter_mut().skip(4_096).take(40_000) {
        *byte = 0x5a;
    }
    std::fs::write(&backup, bytes).unwrap();
    let refused = vault::restore(config(folder.path(), "new.db"), &backup, false).await.unwrap_err();
    assert!(refused.to_string().contains("no sound backup"), "{refused}");
}

#[tokio::test]
async fn sample_data_stays_out_of_a_database_where_people_work() {
    let app = App::start_empty(Engine::Sqlite).await;
    let first = Newcomer { manager: None, ..newcomer("ADMIN-900", "real@example.com", "secret-123") };
    take_over(&app.desk(), &[first]).await.unwrap();
    assert_eq!(sample::load(&app.desk()).await.unwrap_err().code, "not_empty");
    app.finish().await;
}

fn postgres(folder: &std::path::Path, url: &str) -> Config {
    let (url, folder) = (url.to_owned(), folder.display().to_string());
    Config::from_lookup(|key| match key {
        "DATABASE_URL" => Some(url.clone()),
        "DATA_DIR" => Some(folder.clone()),
        _ => None,
    })
    .unwrap()
}

#[tokio::test]
async fn a_postgres_database_is_kept_and_put_back_whole() {
    let (app, other) = (App::start(Engine::Postgres).await, App::start_empty(Engine::Postgres).await);
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.dump");
    let (from, to) = (postgres(folder.path(), &app.url()), postgres(folder.path(), &other.url()));
    vault::backup(from.clone(), Some(kept.clone())).await.unwrap_or_else(|stop| panic!("{stop}"));
    let half = folder.path().join("half.dump");
    let bytes = std::fs::read(&kept).unwrap();
    std::fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    let refused = vault::restore(to.clone(), &half, false).await.unwrap_err();
    assert!(refused.to_string().contains("no sound backup"), "{refused}");
    vault::restore(to, &kept, false).await.unwrap_or_else(|stop| panic!("{stop}"));
    for count in [
        "select count(*) from orders",
        "select count(*) from audit_entries",
        "select cast(sum(on_hand_milli) as bigint) from batches",
    ] {
        assert_eq!(other.count(count).await, app.count(count).await, "{count}");
    }
    other.sales().get("/api/orders").await.ok();
    let refused = vault::restore(from.clone(), &kept, false).await.unwrap_err();
    assert!(refused.to_string().contains("--force"), "{refused}");
    vault::restore(from, &kept, true).await.unwrap_or_else(|stop| panic!("{stop}"));
    app.finish().await;
    other.finish().await;
}
