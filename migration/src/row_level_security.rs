//! What PostgreSQL itself lets through of each table: row level security, written in SQL and apart
//! from the filters of the program, so that a filter that is forgotten there still leaks nothing.
//! SQLite has no such thing. A table that a later migration makes gets its line here, and that
//! migration calls [`protect`].

mod functions;

use std::fmt::Write;

use sea_orm_migration::prelude::{DbErr, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub use functions::{FUNCTIONS, Function};

/// The words that a transaction can set in `concordat.role`, and what each lets through. When none
/// is set, nothing is visible and nothing can be written.
pub const WORDS: &[(&str, &str)] = &[
    ("AUDITOR", "reads everything"),
    (
        "COMPUTATION",
        "reads everything, to compute figures from; numbers submissions",
    ),
    (
        "CUSTOMER",
        "reads what `concordat.organization` receives and what that is made of",
    ),
    ("INTEGRATOR", "reads everything; changes the service model"),
    (
        "MAINTENANCE",
        "reads and writes everything: migrations, and the hands of a database administrator",
    ),
    ("OPERATOR", "reads everything; changes the service model"),
    (
        "SUPPLIER",
        "reads what is of `concordat.organization`, and submits for it. Submissions that others \
         make for a supplier are written under this word too",
    ),
    (
        "SUPPLIER_ITSELF",
        "reads one row of `organizations`, the one of `concordat.organization`; used by \
         `concordat_lead_supplier` alone",
    ),
];

/// What a role may do with the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nobody but `MAINTENANCE` does it.
    Nobody,
    /// Who steers the service model.
    Integration,
    /// A supplier, with rows that are its own and about its own components.
    OwnComponents,
    /// A supplier, with rows that are its own.
    Own,
    /// Who numbers submissions.
    Computation,
}

impl Right {
    fn condition(self) -> Option<&'static str> {
        match self {
            Self::Nobody => None,
            Self::Integration => Some("(SELECT concordat_role()) IN ('INTEGRATOR', 'OPERATOR')"),
            Self::Own => Some(
                "(SELECT concordat_role()) = 'SUPPLIER' \
                 AND supplier_id = (SELECT concordat_organization())",
            ),
            Self::OwnComponents => Some(
                "(SELECT concordat_role()) = 'SUPPLIER' \
                 AND supplier_id = (SELECT concordat_organization()) \
                 AND component_id IN (SELECT concordat_visible_components())",
            ),
            Self::Computation => Some("(SELECT concordat_role()) = 'COMPUTATION'"),
        }
    }
}

/// What is let through of one table.
#[derive(Clone, Copy, Debug)]
pub struct TablePolicy {
    /// The table.
    pub table: &'static str,
    /// The rows that a customer reads: a condition in SQL.
    pub customer: &'static str,
    /// The rows that a supplier reads: a condition in SQL.
    pub supplier: &'static str,
    /// Who adds rows.
    pub insert: Right,
    /// Who changes rows, into rows that it may add.
    pub update: Right,
    /// Who removes rows.
    pub delete: Right,
}

const NOTHING: &str = "false";

/// Every table that holds business rows.
pub const TABLES: &[TablePolicy] = &[
    TablePolicy {
        table: "organizations",
        customer: "id = (SELECT concordat_organization()) OR kind = 'SERVICE_INTEGRATOR' \
                   OR id IN (SELECT concordat_suppliers_of_customer())",
        supplier: "id = (SELECT concordat_organization()) OR kind = 'SERVICE_INTEGRATOR' \
                   OR subcontracted_to = (SELECT concordat_organization()) \
                   OR id IN (SELECT concordat_lead_supplier())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "calendars",
        customer: "id IN (SELECT concordat_visible_calendars())",
        supplier: "id IN (SELECT concordat_visible_calendars())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "components",
        customer: "id IN (SELECT concordat_components_of_customer())",
        supplier: "supplier_id = (SELECT concordat_organization())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "services",
        customer: "customer_id = (SELECT concordat_organization())",
        supplier: "id IN (SELECT concordat_services_of_supplier())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Nobody,
    },
    // A supplier is shown no tree. The program finds the services that it supports by the heads of
    // the trees and the leaves that are its own, so these pass here.
    TablePolicy {
        table: "topologies",
        customer: "service_id IN (SELECT concordat_visible_services())",
        supplier: "id IN (SELECT concordat_topologies_of_supplier())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
    TablePolicy {
        table: "dependency_nodes",
        customer: "topology_id IN (SELECT concordat_visible_topologies())",
        supplier: "component_id IN (SELECT concordat_visible_components())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
    TablePolicy {
        table: "agreements",
        customer: "kind = 'SLA' AND customer_id = (SELECT concordat_organization())",
        supplier: "kind <> 'SLA' AND (provider_id = (SELECT concordat_organization()) \
                   OR customer_id = (SELECT concordat_organization()))",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "agreement_components",
        customer: "agreement_id IN (SELECT concordat_visible_agreements())",
        supplier: "agreement_id IN (SELECT concordat_visible_agreements())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
    TablePolicy {
        table: "agreement_versions",
        customer: "agreement_id IN (SELECT concordat_visible_agreements())",
        supplier: "agreement_id IN (SELECT concordat_visible_agreements())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
    TablePolicy {
        table: "maintenance_windows",
        customer: "service_id IN (SELECT concordat_visible_services()) \
                   OR component_id IN (SELECT concordat_visible_components())",
        supplier: "component_id IN (SELECT concordat_visible_components())",
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
    TablePolicy {
        table: "catalogue_revisions",
        customer: NOTHING,
        supplier: NOTHING,
        insert: Right::Integration,
        update: Right::Nobody,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "submissions",
        customer: NOTHING,
        supplier: "supplier_id = (SELECT concordat_organization())",
        insert: Right::Own,
        update: Right::Nobody,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "outages",
        customer: "component_id IN (SELECT concordat_visible_components())",
        supplier: "supplier_id = (SELECT concordat_organization())",
        insert: Right::OwnComponents,
        update: Right::Own,
        delete: Right::Nobody,
    },
    TablePolicy {
        table: "submission_numbers",
        customer: NOTHING,
        supplier: NOTHING,
        insert: Right::Computation,
        update: Right::Nobody,
        delete: Right::Nobody,
    },
    // Tokens are looked up before it is known whose they are: under the word of the computation.
    TablePolicy {
        table: "token_revocations",
        customer: NOTHING,
        supplier: NOTHING,
        insert: Right::Integration,
        update: Right::Integration,
        delete: Right::Integration,
    },
];

/// One policy as PostgreSQL is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: &'static str,
    /// The command that it is about.
    pub command: &'static str,
    /// The rows that the command finds.
    pub using: Option<String>,
    /// The rows that the command may leave behind.
    pub check: Option<String>,
}

impl TablePolicy {
    /// Its policies. PostgreSQL lets through what any of them does, and nothing without one.
    #[must_use]
    pub fn policies(&self) -> Vec<Policy> {
        let Self {
            table,
            customer,
            supplier,
            insert,
            update,
            delete,
        } = self;
        // Only for one table, and for one row of it: see `concordat_lead_supplier`.
        let itself = match *table {
            "organizations" => {
                " WHEN 'SUPPLIER_ITSELF' THEN id = (SELECT concordat_organization())"
            }
            _ => "",
        };
        let readable = format!(
            "CASE (SELECT concordat_role()) \
             WHEN 'COMPUTATION' THEN true WHEN 'INTEGRATOR' THEN true \
             WHEN 'AUDITOR' THEN true WHEN 'OPERATOR' THEN true \
             WHEN 'CUSTOMER' THEN {customer} \
             WHEN 'SUPPLIER' THEN {supplier}{itself} \
             ELSE false END"
        );
        let maintenance = "(SELECT concordat_role()) = 'MAINTENANCE'";
        let mut policies = vec![
            Policy {
                name: "reads",
                command: "SELECT",
                using: Some(readable),
                check: None,
            },
            Policy {
                name: "maintains",
                command: "ALL",
                using: Some(maintenance.to_owned()),
                check: Some(maintenance.to_owned()),
            },
        ];
        let told = |right: &Right| right.condition().map(str::to_owned);
        if let Some(check) = told(insert) {
            policies.push(Policy {
                name: "adds",
                command: "INSERT",
                using: None,
                check: Some(check),
            });
        }
        if let Some(condition) = told(update) {
            policies.push(Policy {
                name: "changes",
                command: "UPDATE",
                using: Some(condition.clone()),
                check: Some(condition),
            });
        }
        if let Some(using) = told(delete) {
            policies.push(Policy {
                name: "removes",
                command: "DELETE",
                using: Some(using),
                check: None,
            });
        }
        policies
    }

    /// The statements that put it in force.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let table = self.table;
        let mut statements = vec![
            format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
            // The owner of the tables is held back too, which is who this server often is.
            format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        ];
        for policy in self.policies() {
            let Policy {
                name,
                command,
                using,
                check,
            } = policy;
            let mut statement = format!("CREATE POLICY {name} ON {table} FOR {command}");
            for (word, condition) in [("USING", using), ("WITH CHECK", check)] {
                if let Some(condition) = condition {
                    statement += &format!(" {word} ({condition})");
                }
            }
            statements.push(statement);
        }
        statements
    }
}

/// Puts in force what is said of `table`, which the same migration has made.
///
/// # Errors
/// [`DbErr`] when the database refuses, or nothing is said of such a table.
pub async fn protect(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let Some(policy) = TABLES.iter().find(|policy| policy.table == table) else {
        return Err(DbErr::Migration(format!("{table} has no policy")));
    };
    for statement in policy.statements() {
        let connection = manager.get_connection();
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Everything on one page, for who has to judge it.
#[must_use]
pub fn page() -> String {
    let mut page = String::from("## Words\n\n| `concordat.role` | |\n|---|---|\n");
    for (word, meaning) in WORDS {
        let _infallible = writeln!(page, "| {word} | {meaning} |");
    }
    page += "\n## Functions\n";
    for Function {
        name,
        why,
        statement,
    } in FUNCTIONS
    {
        let _infallible = write!(page, "\n### {name}\n\n{why}\n\n```sql\n{statement};\n```\n");
    }
    page += "\n## Tables\n";
    for table in TABLES {
        let statements = table.statements().join(";\n");
        let _infallible = write!(
            page,
            "\n### {}\n\n```sql\n{statements};\n```\n",
            table.table
        );
    }
    page
}
