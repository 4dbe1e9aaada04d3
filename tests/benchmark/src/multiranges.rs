//! The same question in SQL, as whoever knows PostgreSQL well would put it: outages in a table with
//! an index that covers the question, unions by `range_agg`, redundancy by intersections.

use std::fmt::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use federation::incident::OutageFact;
use federation::time::{Instant, Interval};
use federation::topology::{Gate, Node};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};

use crate::cluster::Cluster;
use crate::world::number_of;

/// The outages in a database of their own.
#[derive(Debug)]
pub struct Multiranges {
    connection: PgConnection,
}

const TABLE: &str = "create table outage (component integer not null, \
    start_at timestamptz not null, end_at timestamptz not null)";
/// The index answers the question alone; the table is never looked at.
const INDEX: &str = "create index on outage (component, start_at) include (end_at)";

impl Multiranges {
    /// Loads outages, indexes them, and lets PostgreSQL learn about them.
    ///
    /// # Errors
    /// Those of the database.
    ///
    /// # Panics
    /// When there is no PostgreSQL to be started.
    pub async fn load(outages: &[OutageFact]) -> Result<Self, sqlx::Error> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("multiranges_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut maintenance = PgConnection::connect(&Cluster::get().url("postgres")).await?;
        sqlx::query(AssertSqlSafe(format!(
            "create database {name} template template0"
        )))
        .execute(&mut maintenance)
        .await?;
        maintenance.close().await?;
        let mut connection = PgConnection::connect(&Cluster::get().url(&name)).await?;
        sqlx::query(TABLE).execute(&mut connection).await?;
        let mut copy = connection.copy_in_raw("copy outage from stdin").await?;
        let mut rows = String::new();
        for outages in outages.chunks(10_000) {
            rows.clear();
            for fact in outages {
                let Interval { start, end } = fact.interval();
                let component = number_of(fact.component);
                let _infallible = writeln!(rows, "{component}\t{start}\t{end}");
            }
            copy.send(rows.as_bytes()).await?;
        }
        copy.finish().await?;
        for then in [
            INDEX,
            "vacuum analyze outage",
            "set work_mem = '256MB'",
            "set jit = off",
        ] {
            sqlx::query(then).execute(&mut connection).await?;
        }
        Ok(Self { connection })
    }

    /// The seconds of `span` in which the service that `sql` was made for is down. The statement is
    /// prepared when it is first asked.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn down_seconds(&mut self, sql: &str, span: Interval) -> Result<i64, sqlx::Error> {
        let at = |instant: Instant| instant.to_utc();
        let row = sqlx::query(AssertSqlSafe(sql.to_owned()))
            .bind(at(span.start))
            .bind(at(span.end))
            .fetch_one(&mut self.connection)
            .await?;
        row.try_get(0)
    }
}

/// The statement for a tree: `$1` and `$2` are the start and the end of the span.
#[must_use]
pub fn statement(root: &Node) -> String {
    let mut statement = Statement::default();
    let down = statement.down(root);
    let Statement { tables } = statement;
    format!(
        "with {tables} select coalesce(sum(extract(epoch from upper(stretch) - lower(stretch))), 0)\
         ::bigint from (select {down} as seconds) service, unnest(service.seconds) stretch",
        tables = tables.join(", "),
    )
}

#[derive(Default)]
struct Statement {
    tables: Vec<String>,
}

impl Statement {
    /// An expression for the seconds in which a node is down.
    fn down(&mut self, node: &Node) -> String {
        match node {
            Node::Component(component) => self.union_of(&[number_of(*component)]),
            Node::Gate {
                gate: Gate::Serial,
                children,
            } => self.serial(children),
            Node::Gate { gate, children } => {
                let fatal = children.len() - gate.needed(children.len()) + 1;
                let children: Vec<String> = children.iter().map(|child| self.down(child)).collect();
                let together = choices(&children, fatal);
                let together = together.iter().map(|all| format!("({})", all.join(" * ")));
                format!("({})", together.collect::<Vec<_>>().join(" + "))
            }
        }
    }

    /// All components that stand directly in a serial gate are one union.
    fn serial(&mut self, children: &[Node]) -> String {
        let mut leaves = Vec::new();
        let mut parts = Vec::new();
        for child in children {
            match child {
                Node::Component(component) => leaves.push(number_of(*component)),
                Node::Gate { .. } => parts.push(self.down(child)),
            }
        }
        if !leaves.is_empty() {
            parts.push(self.union_of(&leaves));
        }
        format!("({})", parts.join(" + "))
    }

    /// The seconds in which any of these components is out, computed once.
    fn union_of(&mut self, components: &[i32]) -> String {
        let list: Vec<String> = components.iter().map(ToString::to_string).collect();
        let name = format!("down_{}", list.join("_"));
        let table = format!(
            "{name} as materialized (select coalesce(range_agg(tstzrange(greatest(start_at, $1), \
             least(end_at, $2))), '{{}}') as seconds from outage where component in ({list}) \
             and start_at < $2 and end_at > $1)",
            list = list.join(", "),
        );
        if !self.tables.contains(&table) {
            self.tables.push(table);
        }
        format!("(select seconds from {name})")
    }
}

/// Every choice of so many items.
fn choices(items: &[String], count: usize) -> Vec<Vec<String>> {
    match (items, count) {
        (_, 0) => vec![Vec::new()],
        ([], _) => Vec::new(),
        ([first, rest @ ..], _) => {
            let with = choices(rest, count - 1).into_iter();
            let with = with.map(|chosen| [vec![first.clone()], chosen].concat());
            with.chain(choices(rest, count)).collect()
        }
    }
}
