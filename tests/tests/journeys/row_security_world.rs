//! Three suppliers and two customers in rows of every table, written by the words of SQL alone, and
//! who of them may read what at most: what row level security is held against.

use sea_orm::{ConnectionTrait, DatabaseConnection};

/// The integrator.
pub(crate) const INTEGRATOR: u32 = 1;
/// A customer, whose service is made of components of [`LEAD`] and [`SUB`].
pub(crate) const PAUL: u32 = 2;
/// Another customer: its service is made of a component of [`RIVAL`], and was of one of [`SUB`].
pub(crate) const QUINN: u32 = 3;
/// A supplier with a sub-supplier.
pub(crate) const LEAD: u32 = 10;
/// A sub-supplier of [`LEAD`].
pub(crate) const SUB: u32 = 11;
/// A supplier that has nothing to do with the others.
pub(crate) const RIVAL: u32 = 12;

/// The identifier with a number: its last digits are the number in decimals.
pub(crate) fn uuid(number: u32) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

/// The rows: a table and what is inserted into it, identifiers as `#number`.
pub(crate) const ROWS: &[(&str, &str)] = &[
    (
        "organizations",
        "(#1, 'integrator', '', 'SERVICE_INTEGRATOR', NULL, NULL), \
      (#2, 'paul', '', 'CUSTOMER', NULL, NULL), (#3, 'quinn', '', 'CUSTOMER', NULL, NULL), \
      (#10, 'lead', '', 'SERVICE_PROVIDER', 'EXTERNAL', NULL), \
      (#11, 'sub', '', 'SERVICE_PROVIDER', 'EXTERNAL', #10), \
      (#12, 'rival', '', 'SERVICE_PROVIDER', 'EXTERNAL', NULL)",
    ),
    (
        "calendars",
        "(#20, 'of-paul', 'UTC', NULL, '[]'), (#21, 'of-quinn', 'UTC', NULL, '[]'), \
      (#22, 'of-lead', 'UTC', NULL, '[]'), (#23, 'of-sub', 'UTC', NULL, '[]'), \
      (#24, 'of-rival', 'UTC', NULL, '[]'), (#25, 'of-nobody', 'UTC', NULL, '[]')",
    ),
    (
        "components",
        "(#30, 'lead-link', '', #10), (#31, 'sub-link', '', #11), \
      (#32, 'rival-link', '', #12), (#33, 'rival-spare', '', #12)",
    ),
    (
        "services",
        "(#40, 'for-paul', '', #2), (#41, 'for-quinn', '', #3)",
    ),
    (
        "topologies",
        "(#50, #40, 0, NULL), (#51, #41, 0, 9), (#52, #41, 9, NULL)",
    ),
    (
        "dependency_nodes",
        "(#50, 0, NULL, 'SERIAL', NULL, NULL), (#50, 1, 0, NULL, NULL, #30), \
      (#50, 2, 0, NULL, NULL, #31), (#51, 0, NULL, NULL, NULL, #31), \
      (#52, 0, NULL, NULL, NULL, #32)",
    ),
    (
        "agreements",
        "(#60, 'sla-paul', '', 'SLA', #1, #2, #40), \
      (#61, 'sla-quinn', '', 'SLA', #1, #3, #41), \
      (#62, 'from-lead', '', 'UNDERPINNING_CONTRACT', #10, #1, NULL), \
      (#63, 'from-sub', '', 'UNDERPINNING_CONTRACT', #11, #10, NULL), \
      (#64, 'from-rival', '', 'UNDERPINNING_CONTRACT', #12, #1, NULL)",
    ),
    ("agreement_components", "(#62, #30), (#63, #31), (#64, #32)"),
    (
        "agreement_versions",
        "(#70, #60, 1, #20), (#71, #61, 1, #21), (#72, #62, 1, #22), \
      (#73, #63, 1, #23), (#74, #64, 1, #24)",
    ),
    (
        "maintenance_windows",
        "(#80, 'on-service-of-paul', NULL, #40, 0, 1, true, NULL), \
      (#81, 'on-service-of-quinn', NULL, #41, 0, 1, true, NULL), \
      (#82, 'on-lead', #30, NULL, 0, 1, true, NULL), (#83, 'on-sub', #31, NULL, 0, 1, true, NULL), \
      (#84, 'on-rival', #32, NULL, 0, 1, true, NULL)",
    ),
    ("catalogue_revisions", "(1, '', '2026-01-01', '', '')"),
    (
        "submissions",
        "(#10, #90, 'by-lead', '', '2026-01-01', '', 'ATOMIC', 1, 0, 0, ''), \
      (#11, #91, 'by-sub', '', '2026-01-01', '', 'ATOMIC', 1, 0, 0, ''), \
      (#12, #92, 'by-rival', '', '2026-01-01', '', 'ATOMIC', 2, 0, 0, '')",
    ),
    (
        "outages",
        "(#10, #95, 1, #30, 0, 1, 1, false, '', 'of-lead', NULL, '', #90, '2026-01-01', NULL), \
      (#11, #96, 1, #31, 0, 1, 1, false, '', 'of-sub', NULL, '', #91, '2026-01-01', NULL), \
      (#12, #97, 1, #32, 0, 1, 1, false, '', 'of-rival', NULL, '', #92, '2026-01-01', NULL), \
      (#12, #98, 1, #33, 0, 1, 1, false, '', 'of-spare', NULL, '', #92, '2026-01-01', NULL)",
    ),
    (
        "submission_numbers",
        "(1, #10, #90), (2, #11, #91), (3, #12, #92)",
    ),
    (
        "token_revocations",
        "('issuer', 'TOKEN', 'stolen', NULL, NULL, '2026-01-01', 'operator')",
    ),
];

/// The columns of the tables of which not all are written.
fn columns(table: &str) -> &'static str {
    match table {
        "agreement_versions" => " (id, agreement_id, version, calendar_id)",
        _ => "",
    }
}

/// How a row of a table is called here.
pub(crate) fn label(table: &str) -> &'static str {
    match table {
        "organizations" | "calendars" | "components" | "services" | "agreements" => "code",
        "maintenance_windows" => "reference",
        "submissions" => "idempotency_key",
        "outages" => "external_id",
        "token_revocations" => "name",
        "dependency_nodes" => "ltrim(right(topology_id::text, 12), '0') || '.' || position",
        "agreement_components" => "ltrim(right(component_id::text, 12), '0')",
        "topologies" | "agreement_versions" => "ltrim(right(id::text, 12), '0')",
        "catalogue_revisions" | "submission_numbers" => "number::text",
        _ => panic!("{table} is a new table: it needs rows here, and a policy"),
    }
}

/// The statement that inserts these rows.
pub(crate) fn insert(table: &str, rows: &str) -> String {
    let mut statement = format!("INSERT INTO {table}{} VALUES ", columns(table));
    for (position, part) in rows.split('#').enumerate() {
        if position == 0 {
            statement += part;
            continue;
        }
        let digits = part.find(|sign: char| !sign.is_ascii_digit());
        let (number, rest) = part.split_at(digits.unwrap_or(part.len()));
        statement += &format!("'{}'{rest}", uuid(number.parse().expect("a number")));
    }
    statement
}

/// Writes the world, and takes away what is beside the point: columns that have to be filled.
pub(crate) async fn seed(connection: &DatabaseConnection) {
    let relax = "DO $$ DECLARE c record; BEGIN FOR c IN SELECT column_name FROM \
        information_schema.columns WHERE table_name = 'agreement_versions' AND is_nullable = 'NO' \
        AND column_name NOT IN ('id', 'agreement_id', 'version', 'calendar_id') LOOP \
        EXECUTE 'ALTER TABLE agreement_versions ALTER COLUMN ' || c.column_name || \
        ' DROP NOT NULL'; END LOOP; END $$";
    run(connection, relax).await;
    for (table, rows) in ROWS {
        run(connection, &insert(table, rows)).await;
    }
}

/// Runs a statement that has to succeed.
pub(crate) async fn run(connection: &DatabaseConnection, statement: &str) {
    let done = connection.execute_unprepared(statement).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// What a reader is let through at most: for each table, the rows by their labels.
pub(crate) type Visible = &'static [(&'static str, &'static str)];

/// Everything.
pub(crate) const ALL: Visible = &[
    ("organizations", "integrator lead paul quinn rival sub"),
    (
        "calendars",
        "of-lead of-nobody of-paul of-quinn of-rival of-sub",
    ),
    ("components", "lead-link rival-link rival-spare sub-link"),
    ("services", "for-paul for-quinn"),
    ("topologies", "50 51 52"),
    ("dependency_nodes", "50.0 50.1 50.2 51.0 52.0"),
    (
        "agreements",
        "from-lead from-rival from-sub sla-paul sla-quinn",
    ),
    ("agreement_components", "30 31 32"),
    ("agreement_versions", "70 71 72 73 74"),
    (
        "maintenance_windows",
        "on-lead on-rival on-service-of-paul on-service-of-quinn on-sub",
    ),
    ("catalogue_revisions", "1"),
    ("submissions", "by-lead by-rival by-sub"),
    ("outages", "of-lead of-rival of-spare of-sub"),
    ("submission_numbers", "1 2 3"),
    ("token_revocations", "stolen"),
];

/// What the lead supplier is let through.
pub(crate) const OF_LEAD: Visible = &[
    ("organizations", "integrator lead sub"),
    ("calendars", "of-lead of-sub"),
    ("components", "lead-link"),
    ("services", "for-paul"),
    ("topologies", "50"),
    ("dependency_nodes", "50.1"),
    ("agreements", "from-lead from-sub"),
    ("agreement_components", "30 31"),
    ("agreement_versions", "72 73"),
    ("maintenance_windows", "on-lead"),
    ("submissions", "by-lead"),
    ("outages", "of-lead"),
];

/// What its sub-supplier is let through.
pub(crate) const OF_SUB: Visible = &[
    ("organizations", "integrator lead sub"),
    ("calendars", "of-sub"),
    ("components", "sub-link"),
    ("services", "for-paul for-quinn"),
    ("topologies", "50 51"),
    ("dependency_nodes", "50.2 51.0"),
    ("agreements", "from-sub"),
    ("agreement_components", "31"),
    ("agreement_versions", "73"),
    ("maintenance_windows", "on-sub"),
    ("submissions", "by-sub"),
    ("outages", "of-sub"),
];

/// What the rival is let through.
pub(crate) const OF_RIVAL: Visible = &[
    ("organizations", "integrator rival"),
    ("calendars", "of-rival"),
    ("components", "rival-link rival-spare"),
    ("services", "for-quinn"),
    ("topologies", "52"),
    ("dependency_nodes", "52.0"),
    ("agreements", "from-rival"),
    ("agreement_components", "32"),
    ("agreement_versions", "74"),
    ("maintenance_windows", "on-rival"),
    ("submissions", "by-rival"),
    ("outages", "of-rival of-spare"),
];

/// What the one customer is let through.
pub(crate) const OF_PAUL: Visible = &[
    ("organizations", "integrator lead paul sub"),
    ("calendars", "of-paul"),
    ("components", "lead-link sub-link"),
    ("services", "for-paul"),
    ("topologies", "50"),
    ("dependency_nodes", "50.0 50.1 50.2"),
    ("agreements", "sla-paul"),
    ("agreement_versions", "70"),
    ("maintenance_windows", "on-lead on-service-of-paul on-sub"),
    ("outages", "of-lead of-sub"),
];

/// What the other customer is let through.
pub(crate) const OF_QUINN: Visible = &[
    ("organizations", "integrator quinn rival sub"),
    ("calendars", "of-quinn"),
    ("components", "rival-link sub-link"),
    ("services", "for-quinn"),
    ("topologies", "51 52"),
    ("dependency_nodes", "51.0 52.0"),
    ("agreements", "sla-quinn"),
    ("agreement_versions", "71"),
    ("maintenance_windows", "on-rival on-service-of-quinn on-sub"),
    ("outages", "of-rival of-sub"),
];

/// Every word with an organization, and what it is let through.
pub(crate) const READERS: &[(&str, Option<u32>, Visible)] = &[
    ("AUDITOR", None, ALL),
    ("COMPUTATION", None, ALL),
    ("INTEGRATOR", Some(INTEGRATOR), ALL),
    ("MAINTENANCE", None, ALL),
    ("OPERATOR", None, ALL),
    ("SUPPLIER", Some(LEAD), OF_LEAD),
    ("SUPPLIER", Some(SUB), OF_SUB),
    ("SUPPLIER", Some(RIVAL), OF_RIVAL),
    ("CUSTOMER", Some(PAUL), OF_PAUL),
    ("CUSTOMER", Some(QUINN), OF_QUINN),
    // An organization of the wrong kind, none, and words that nobody says.
    (
        "SUPPLIER",
        Some(PAUL),
        &[("organizations", "integrator paul")],
    ),
    (
        "CUSTOMER",
        Some(LEAD),
        &[("organizations", "integrator lead")],
    ),
    ("SUPPLIER", None, &[("organizations", "integrator")]),
    ("CUSTOMER", None, &[("organizations", "integrator")]),
    ("SUPPLIER_ITSELF", Some(SUB), &[("organizations", "sub")]),
    ("supplier", Some(LEAD), &[]),
    ("ANYBODY", Some(LEAD), &[]),
    ("", None, &[]),
];
