//! Packaging driven at random against a model, and the plug pulled while many write.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use nexus::{
    packaging::{
        counting::{CountForm, CountSheetForm, FoundForm, VerdictForm},
        model::{CorrectionForm, IssueForm, Posted, ReceiptForm},
        server::{count, moves},
    },
    platform::failure::Failure,
    values::EntryId,
};
use proptest::{
    collection::vec,
    prelude::{Just, any},
    prop_oneof,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use super::packaging::{balanced, held, issue, key, of, on_hand, receipt};
use crate::support::{
    program::{Program, ask},
    *,
};

/// All of one category, so that a count meets them.
const CODES: [&str; 3] = ["PKG-001", "PKG-003", "PKG-004"];

/// What somebody does; warehouses and materials by their place in what the test knows.
#[derive(Clone, Debug)]
enum Step {
    Receive {
        at: usize,
        lines: Vec<(usize, i64)>,
    },
    Issue {
        at: usize,
        lines: Vec<(usize, i64)>,
    },
    /// What was submitted last, once more.
    Again,
    /// An entry of before, to this quantity.
    Correct {
        entry: usize,
        right: i64,
    },
    Count {
        at: usize,
        of: usize,
        found: i64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let lines = || vec((0..CODES.len(), 1..400_i64), 1..4);
    prop_oneof![
        4 => (0..2_usize, lines()).prop_map(|(at, lines)| Step::Receive { at, lines }),
        4 => (0..2_usize, lines()).prop_map(|(at, lines)| Step::Issue { at, lines }),
        1 => Just(Step::Again),
        2 => (any::<usize>(), 0..500_i64).prop_map(|(entry, right)| Step::Correct { entry, right }),
        1 => (0..2_usize, 0..CODES.len(), 0..900_i64).prop_map(|(at, of, found)| Step::Count { at, of, found }),
    ]
}

/// An entry that may be corrected.
struct Entry {
    id: EntryId,
    at: usize,
    material: usize,
    out: bool,
    /// What it comes to with its corrections, without its sign.
    stands: i64,
}

struct Model<'a> {
    app: &'a App,
    warehouses: [String; 2],
    /// By warehouse and material.
    stock: HashMap<(usize, usize), i64>,
    entries: Vec<Entry>,
    last: Option<Submitted>,
}

#[derive(Clone)]
enum Submitted {
    In(ReceiptForm),
    Out(IssueForm),
}

impl<'a> Model<'a> {
    async fn read(app: &'a App) -> Self {
        let codes: Vec<(String,)> =
            app.desk().db.sql("select code from warehouses where active order by id limit 2").all().await.unwrap();
        let warehouses = [codes[0].0.clone(), codes[1].0.clone()];
        let mut stock = HashMap::new();
        for (at, warehouse) in warehouses.iter().enumerate() {
            for (material, code) in CODES.iter().enumerate() {
                stock.insert((at, material), held(app, code, warehouse).await);
            }
        }
        Self { app, warehouses, stock, entries: Vec::new(), last: None }
    }

    async fn submit(&self, submitted: &Submitted) -> Result<Posted, Failure> {
        let (desk, actor) = (self.app.desk(), self.app.actor("WH-001").await);
        match submitted {
            Submitted::In(form) => moves::receive(&desk, &actor, form).await,
            Submitted::Out(form) => moves::issue(&desk, &actor, form).await,
        }
    }

    /// Goods in, or out: all lines or none.
    async fn move_goods(&mut self, at: usize, lines: &[(usize, i64)], out: bool) {
        let typed: Vec<(&str, i64)> = lines.iter().map(|(material, quantity)| (CODES[*material], *quantity)).collect();
        let warehouse = self.warehouses[at].clone();
        let submitted = if out {
            Submitted::Out(IssueForm { warehouse, ..issue(&typed) })
        } else {
            Submitted::In(ReceiptForm { warehouse, ..receipt(&typed) })
        };
        let mut after = self.stock.clone();
        for (material, quantity) in lines {
            *after.entry((at, *material)).or_default() += if out { -quantity } else { *quantity };
        }
        let fits = after.values().all(|quantity| *quantity >= 0);
        let outcome = self.submit(&submitted).await;
        assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
        let Ok(posted) = outcome else { return };
        self.stock = after;
        self.last = Some(submitted);
        for (line, (material, quantity)) in posted.lines.iter().zip(lines) {
            self.entries.push(Entry { id: line.entry, at, material: *material, out, stands: *quantity });
        }
    }

    async fn again(&mut self) {
        let Some(submitted) = self.last.clone() else { return };
        assert!(self.submit(&submitted).await.unwrap().repeated);
    }

    async fn correct(&mut self, which: usize, right: i64) {
        if self.entries.is_empty() {
            return;
        }
        let index = which % self.entries.len();
        let entry = &mut self.entries[index];
        let (quantity, reason) = (right.to_string(), of("Typed wrong"));
        let form = CorrectionForm { key: key(), entry: entry.id.to_string(), quantity, reason };
        let actor = self.app.actor("WH-001").await;
        let outcome = moves::correct(&self.app.desk(), &actor, &form).await;
        let difference = if entry.out { entry.stands - right } else { right - entry.stands };
        let has = self.stock.entry((entry.at, entry.material)).or_default();
        let fits = difference != 0 && *has + difference >= 0;
        assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
        if fits {
            *has += difference;
            entry.stands = right;
        }
    }

    /// One counts one material, another approves what differs.
    async fn count(&mut self, at: usize, material: usize, found: i64) {
        let desk = self.app.desk();
        let (keeper, other) = (self.app.actor("WH-001").await, self.app.actor("ADMIN-001").await);
        let (warehouse, category) = (self.warehouses[at].clone(), of("Poly Pkts"));
        let form = CountForm { key: key(), warehouse, category, blind: of("on"), ..CountForm::default() };
        let id = count::start(&desk, &keeper, &form).await.unwrap();
        let line = FoundForm { material: of(CODES[material]), loose: found.to_string(), ..FoundForm::default() };
        let sheet = CountSheetForm { count: id.to_string(), intent: of("submit"), partly: of("on"), lines: vec![line] };
        count::keep(&desk, &keeper, &sheet).await.unwrap();
        let (count, verdict, remark) = (id.to_string(), of("approve"), of("Counted"));
        let form = VerdictForm { count, verdict, remark, ..VerdictForm::default() };
        count::decide(&desk, &other, &form).await.unwrap();
        self.stock.insert((at, material), found);
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Receive { at, lines } => self.move_goods(*at, lines, false).await,
            Step::Issue { at, lines } => self.move_goods(*at, lines, true).await,
            Step::Again => self.again().await,
            Step::Correct { entry, right } => self.correct(*entry, *right).await,
            Step::Count { at, of, found } => self.count(*at, *of, *found).await,
        }
    }
}

both! {
    async fn random_movements_follow_the_model(app) {
        let mut runner = TestRunner::deterministic();
        let mut model = Model::read(app).await;
        let all: Vec<i64> = futures::future::join_all(CODES.map(|code| on_hand(app, code))).await;
        let elsewhere: Vec<i64> = (0..CODES.len()).map(|material| all[material] - model.stock[&(0, material)] - model.stock[&(1, material)]).collect();
        for _ in 0..4 {
            for step in vec(step(), 30).new_tree(&mut runner).unwrap().current() {
                model.take(&step).await;
            }
            for ((at, material), quantity) in &model.stock {
                assert_eq!(held(app, CODES[*material], &model.warehouses[*at]).await, *quantity, "{} in {}", CODES[*material], model.warehouses[*at]);
            }
            for (material, code) in CODES.iter().enumerate() {
                assert_eq!(on_hand(app, code).await, elsewhere[material] + model.stock[&(0, material)] + model.stock[&(1, material)], "{code}");
            }
            balanced(app).await;
        }
        assert!(model.entries.len() > 20, "hardly anything was moved: {}", model.entries.len());
    }

    async fn what_was_confirmed_outlives_a_server_that_is_killed(app) {
        let before = on_hand(app, "PKG-003").await;
        let others = app.count("select count(*) from packaging_documents").await;
        app.desk().db.close().await;
        let mut program = Program::start(app).await;
        let token = program.sign_in("suresh@nexusoms.com", "warehouse123").await;
        let port = program.port;
        let sent = program.kill_amid(|client, confirmed| receive_until_it_dies(port, token.clone(), client, confirmed)).await;

        // What was not answered is sent again under its key, as the outbox does; what was, too: none counts twice.
        let program = Program::start(app).await;
        let token = program.sign_in("suresh@nexusoms.com", "warehouse123").await;
        for body in &sent {
            let (status, answer) = ask(program.port, "POST", "/api/packaging/inward", &token, body).await.unwrap();
            assert!(status == 201 || status == 200, "{status}: {answer}");
        }
        drop(program);
        app.restart().await;
        balanced(app).await;
        assert_eq!(on_hand(app, "PKG-003").await, before + 3 * sent.len() as i64);
        assert_eq!(app.count("select count(*) from packaging_documents").await, others + sent.len() as i64);
        assert_eq!(app.count("select count(*) from packaging_documents d where d.line_count <> (select count(*) from packaging_entries e where e.document_id = d.id)").await, 0);
    }
}

/// Receives three at a time, each under a key of its own; answers what was sent, confirmed or not.
async fn receive_until_it_dies(port: u16, token: String, client: usize, confirmed: Arc<AtomicUsize>) -> Vec<String> {
    let mut sent = Vec::new();
    for nth in 0.. {
        let body = json!({"key": format!("killed-{client}-{nth:05}"), "materialId": "PKG-003", "qty": 3}).to_string();
        let answer = ask(port, "POST", "/api/packaging/inward", &token, &body).await;
        sent.push(body);
        match answer {
            Some((201, _)) => {
                confirmed.fetch_add(1, Ordering::Relaxed);
            }
            Some((status, answer)) => panic!("{status}: {answer}"),
            None => return sent,
        }
    }
    sent
}
