//! The server as a value.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use axum::Router;
use nexus::{
    identity::{Actor, Capability, Origin, Role, server::people},
    platform::server::{Clock, Config, Desk, Engine, Work, jobs},
    sample::PEOPLE,
    server,
    values::UserId,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::{Client, Reply, Value, cluster, json};

/// The real router on a database of its own, which holds the sample data of today.
pub struct App {
    /// Real time until a test moves it: `app.clock.advance_seconds(3_600)`.
    pub clock: Clock,
    config: Config,
    running: Mutex<(Desk, Router)>,
    database: Option<String>,
    _folder: TempDir,
}

impl App {
    /// Starts on a copy of a database with sample data; the original is made once a run.
    pub async fn start(engine: Engine) -> Self {
        let folder = folder();
        let (url, database) = match engine {
            Engine::Sqlite => {
                let path = folder.path().join("nexus.db");
                std::fs::copy(sqlite_template().await, &path).unwrap();
                (format!("sqlite://{}", path.display()), None)
            }
            Engine::Postgres => {
                let name = cluster::copy_of(postgres_template().await).await;
                (cluster::url(&name).await, Some(name))
            }
        };
        Self::open(url, database, folder).await
    }

    /// Starts on an empty database: a schema and nobody in it.
    pub async fn start_empty(engine: Engine) -> Self {
        let folder = folder();
        let (url, database) = match engine {
            Engine::Sqlite => (format!("sqlite://{}", folder.path().join("nexus.db").display()), None),
            Engine::Postgres => {
                let name = cluster::copy_of("template0").await;
                (cluster::url(&name).await, Some(name))
            }
        };
        Self::open(url, database, folder).await
    }

    async fn open(url: String, database: Option<String>, folder: TempDir) -> Self {
        let (config, clock) = (config(&url, folder.path()), Clock::default());
        let desk = server::desk(config.clone(), clock.clone()).await.unwrap_or_else(|error| panic!("{error:?}"));
        let running = Mutex::new((desk.clone(), server::router(desk)));
        Self { clock, config, running, database, _folder: folder }
    }

    pub fn desk(&self) -> Desk {
        self.running.lock().unwrap().0.clone()
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        self.config.database_url.clone()
    }

    pub(super) fn router(&self) -> Router {
        self.running.lock().unwrap().1.clone()
    }

    /// Somebody without an account.
    pub fn anonymous(&self) -> Client<'_> {
        Client::anonymous(self)
    }

    /// Rajesh, `SALES-001`.
    pub fn sales(&self) -> Client<'_> {
        self.person("SALES-001")
    }

    pub fn credit(&self) -> Client<'_> {
        self.person("CREDIT-001")
    }

    pub fn approver(&self) -> Client<'_> {
        self.person("APPROVER-001")
    }

    pub fn admin(&self) -> Client<'_> {
        self.person("ADMIN-001")
    }

    /// The sample person who acts for a role.
    pub fn role(&self, role: Role) -> Client<'_> {
        self.person(code_of(role))
    }

    /// A sample person by code, such as `SALES-002`, with a token of theirs.
    pub fn person(&self, code: &str) -> Client<'_> {
        Client::person(self, PEOPLE.iter().find(|person| person.code == code).unwrap())
    }

    /// Somebody tries to sign in over HTTP, from this address.
    pub async fn sign_in_from(&self, address: &str, email: &str, password: &str) -> Reply {
        let body = json!({"email": email, "password": password});
        self.anonymous().post_json_from(address, "/api/login", body).await
    }

    /// The mistakes that the check of an import found: row and code of each.
    pub async fn mistakes(&self, import: &str) -> Vec<(i64, String)> {
        self.desk()
            .db
            .sql("select row, code from import_findings where import_id = $1 and severity = 'error' order by position")
            .bind(import.parse::<i64>().unwrap())
            .all()
            .await
            .unwrap()
    }

    /// Who acts, for calls of services without HTTP.
    pub async fn actor(&self, code: &str) -> Actor {
        let id = PEOPLE.iter().find(|person| person.code == code).unwrap().id;
        let person = people::find(&self.desk(), UserId::from(id), 0).await.unwrap().unwrap();
        person.actor(Origin::default())
    }

    /// Runs the jobs that are due; answers how many.
    pub async fn run_jobs(&self) -> usize {
        jobs::run_due(&self.desk()).await.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    /// Stops the server and starts it again on the same database.
    pub async fn restart(&self) {
        self.desk().db.close().await;
        let desk =
            server::desk(self.config.clone(), self.clock.clone()).await.unwrap_or_else(|error| panic!("{error:?}"));
        *self.running.lock().unwrap() = (desk.clone(), server::router(desk));
    }

    /// Opens a write of nobody's that leaves no audit entry, for what a test arranges.
    pub async fn arrange(&self) -> Work {
        let mut work = self.desk().begin(&Actor::system(), Capability::ManageSettings).await.unwrap();
        work.without_audit();
        work
    }

    /// What the events of this name carry that are told while something is done.
    pub async fn told(&self, name: &str, done: impl Future<Output = ()>) -> Vec<Value> {
        let mut live = self.desk().live.listen();
        done.await;
        let mut told = Vec::new();
        while let Ok(published) = live.try_recv() {
            if published.event.name == name {
                told.push(published.event.payload.clone());
            }
        }
        told
    }

    /// One number out of the database.
    pub async fn count(&self, query: &'static str) -> i64 {
        let (count,): (i64,) = self.desk().db.sql(query).one().await.unwrap_or_else(|error| panic!("{error:?}"));
        count
    }

    /// One text out of the database.
    pub async fn text(&self, query: &'static str) -> String {
        let (text,): (String,) = self.desk().db.sql(query).one().await.unwrap_or_else(|error| panic!("{error:?}"));
        text
    }

    /// Ends the test: what is on hand is the ledger's sum, what is reserved is what open lines hold, the totals by day are
    /// the orders', and no job is left half done.
    pub async fn finish(self) {
        for (fact, query) in BOOKS {
            assert_eq!(self.count(query).await, 0, "{fact}");
        }
        self.desk().db.close().await;
        if let Some(name) = &self.database {
            cluster::drop(name).await;
        }
    }
}

const BOOKS: [(&str, &str); 10] = [
    (
        "batches whose stock is not the sum of their ledger",
        "select count(*) from batches b where b.on_hand_milli <>
             (select coalesce(sum(m.quantity_milli), 0) from stock_movements m where m.batch_id = b.id)",
    ),
    (
        "batches that hold other reservations than their lines",
        "select count(*) from batches b where b.reserved_milli <>
             (select coalesce(sum(l.reserved_milli), 0) from order_lines l where l.batch_id = b.id)",
    ),
    (
        "products that hold other reservations than their lines",
        "select count(*) from products p where coalesce((select s.reserved_milli from product_stock s where s.product_id = p.id), 0) <>
             (select coalesce(sum(l.reserved_milli), 0) from order_lines l where l.product_id = p.id and l.batch_id is null)",
    ),
    (
        "days whose totals are not those of their orders",
        "select count(*) from
             (select t.orders, t.value_paise, count(o.id) as counted, coalesce(sum(o.total_paise), 0) as summed
              from order_totals t left join orders o
                on o.salesperson_id = t.salesperson_id and o.status = t.status and o.booked_on = t.booked_on
              group by t.salesperson_id, t.status, t.booked_on, t.orders, t.value_paise) as days
         where orders <> counted or value_paise <> summed",
    ),
    (
        "orders that count other files than they have",
        "select count(*) from orders o where o.file_count <>
             (select count(*) from files f where f.entity_type = 'order' and f.entity_id = o.id)",
    ),
    (
        "categories whose kept sums are not those of their lines",
        "select count(*) from
             (select sum(orders) as orders, sum(amount) as amount from
                  (select booked_on, salesperson_id, category, orders, amount_paise as amount from order_categories
                   union all
                   select o.booked_on, o.salesperson_id, p.category, -count(distinct o.id), -sum(l.amount_paise)
                   from orders o join order_lines l on l.order_id = o.id join products p on p.id = l.product_id
                   where o.status not in ('Draft', 'Rejected', 'Cancelled') group by o.booked_on, o.salesperson_id, p.category) as both_ways
              group by booked_on, salesperson_id, category) as days
         where orders <> 0 or amount <> 0",
    ),
    (
        "customers whose kept sums are not those of their orders",
        "select count(*) from
             (select sum(orders) as orders, sum(value) as value from
                  (select customer_id, salesperson_id, orders, value_paise as value from order_customers
                   union all
                   select customer_id, salesperson_id, -1, -total_paise from orders
                   where status not in ('Draft', 'Rejected', 'Cancelled')) as both_ways
              group by customer_id, salesperson_id) as people
         where orders <> 0 or value <> 0",
    ),
    (
        "quarters and years whose sums are not those of their months",
        "select count(*) from
             (select t.points_micro, t.months, count(s.id) as counted,
                     coalesce(cast(sum(case when s.total_micro > 1000000000000000 then 1000000000000000 else s.total_micro end) as bigint), 0)
                         as summed
              from scorecard_sums t left join scorecards s
                on s.user_id = t.user_id and s.status in ('Reviewed', 'Acknowledged', 'Locked') and s.month >= t.first_month
                and s.month <= case when t.span = 'year' then cast(cast(substr(t.first_month, 1, 4) as bigint) + 1 as text) || '-03'
                    else substr(t.first_month, 1, 5) || case substr(t.first_month, 6) when '01' then '03' when '04' then '06'
                                                        when '07' then '09' else '12' end end
              group by t.span, t.first_month, t.user_id, t.points_micro, t.months) as sums
         where months <> counted or points_micro <> summed",
    ),
    (
        "months that are signed off and in no quarter or year",
        "select 2 * (select count(*) from scorecards where status in ('Reviewed', 'Acknowledged', 'Locked'))
             - (select coalesce(cast(sum(months) as bigint), 0) from scorecard_sums)",
    ),
    ("jobs left running", "select count(*) from jobs where state = 'running'"),
];

/// The code of the sample person who acts for a role.
pub fn code_of(role: Role) -> &'static str {
    match role {
        Role::Sales => "SALES-001",
        role => PEOPLE.iter().find(|person| person.role == role).unwrap().code,
    }
}

fn config(url: &str, folder: &Path) -> Config {
    Config::from_lookup(|name| match name {
        "NEXUS_ENV" => Some("test".to_owned()),
        "DATABASE_URL" => Some(url.to_owned()),
        "DATA_DIR" => Some(folder.display().to_string()),
        "SITE_DIR" => Some(folder.join("site").display().to_string()),
        _ => None,
    })
    .unwrap()
}

/// In memory where the system offers it: no test waits for a disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        TempDir::with_prefix_in("nexus-test-", memory)
    } else {
        TempDir::with_prefix("nexus-test-")
    };
    made.or_else(|_| TempDir::with_prefix("nexus-test-")).unwrap()
}

async fn fill(url: &str, folder: &Path) -> Desk {
    let desk = server::desk(config(url, folder), Clock::default()).await.unwrap_or_else(|error| panic!("{error:?}"));
    nexus::sample::load(&desk).await.unwrap_or_else(|failure| panic!("{failure:?}"));
    desk
}

async fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let source = folder();
            let desk = fill(&format!("sqlite://{}", source.path().join("source.db").display()), source.path()).await;
            // One whole file, without a log beside it. It stays for the run.
            let template = std::env::temp_dir().join(format!("nexus-template-{}.db", std::process::id()));
            let _ = std::fs::remove_file(&template);
            desk.db.copy_to(&template.display().to_string()).await.unwrap_or_else(|error| panic!("{error:?}"));
            desk.db.close().await;
            cluster::remove_at_exit(&template);
            template
        })
        .await
}

async fn postgres_template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = cluster::copy_of("template0").await;
            let folder = folder();
            fill(&cluster::url(&name).await, folder.path()).await.db.close().await;
            name
        })
        .await
}
