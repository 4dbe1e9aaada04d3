//! The pages and schemas under docs that are generated equal what the code says.
//! `UPDATE_DOCS=1 cargo test --workspace` writes them anew.

use std::fs;
use std::path::Path;

use federation::authority::policy;
use federation::intake::{catalogue, mapping};
use federation::vocabulary::problem_documentation;

#[track_caller]
fn check(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, generated).expect("docs can be written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        stored, generated,
        "docs/{name} is out of date: UPDATE_DOCS=1 cargo test --workspace"
    );
}

fn pretty(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}

#[test]
fn the_problem_codes() {
    let page = format!(
        "# Problems\n\n<!-- Generated; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
         What is wrong with submitted data is data of the answer: each problem has a `code` from \
         this closed list, a `message`, a `hint`, the `path` to the value, and the value that was \
         `given` with what was `expected`. Texts may change; branch on the codes. Errors of a \
         request as a whole are in [errors.md](errors.md).\n\n{}",
        problem_documentation()
    );
    check("problems.md", &page);
}

#[test]
fn the_policy() {
    let page = format!(
        "# Who may see and do what\n\n\
         <!-- Generated; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
         One table in the code decides, `federation::authority::policy`, and this page is made of \
         it. A token needs the scope of a row to read or do it; a scope narrows what the role may \
         and never widens it. NOTHING: it looks as if there were none. OWN: what belongs to the \
         reader's organization. RELATED: for a supplier the services that its components support, \
         for a customer what its services are made of. What is not yours and what is not there \
         give the same answer.\n\n\
         A token may be narrowed to services: `service:CODE` in its scope, several times for \
         several. Then of the lines that say TO_SERVICES only what belongs to one of these \
         services is there, and of those that say WITHHELD nothing. A component belongs to a \
         service that any of its dependency trees, past ones too, holds it for, and so do its \
         outages and maintenance; an agreement belongs to the service that it is about, or to \
         services that every one of its components belongs to. The report of a component tells the \
         promise that it is judged by whatever else that agreement is about. Gaps are those of \
         these services, without what is in none. Rows are submitted for components of these \
         services; any other component is an UNKNOWN_REFERENCE, and a reference that stands for an \
         outage of another service is a CONFLICT. A batch that was submitted is not read again by such a token. A \
         code that names no service narrows to nothing.\n\n{}\n\n{}",
        policy::matrix(),
        policy::grammar()
    );
    check("policy.md", &page);
}

#[test]
fn row_level_security() {
    let page = format!(
        "# What PostgreSQL itself holds back\n\n\
         <!-- Generated; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
         Every question of this server carries a filter, made from [the policy](policy.md). On \
         PostgreSQL a second guard stands behind the filters, which shares no code with them: row \
         level security, enabled and forced on every table. Each transaction says by \
         `SET LOCAL` whose reach it has, and the database lets through what that role may read at \
         most, whatever the question is. Nothing said: nothing is visible, and nothing can be \
         written. What is said ends with the transaction.\n\n\
         - It guards against a filter that was forgotten, not against somebody who holds the \
         database's password: who can send statements can also say the words.\n\
         - It knows roles and organizations. The scopes of a token narrow further, in the filters \
         alone.\n\
         - It is void for a superuser and for a role with `BYPASSRLS`. The server says so when it \
         starts, and refuses to start, and is not ready, with \
         `row_level_security_required = true`. The owner of the tables is held back too; better \
         still is to migrate as the owner and to serve as another role that may only SELECT, \
         INSERT, UPDATE and DELETE.\n\
         - A database administrator sees rows after \
         `SET concordat.role = 'MAINTENANCE'`.\n\
         - SQLite has no such thing: there the filters stand alone.\n\n{}",
        migration::row_level_security::page()
    );
    check("row-level-security.md", &page);
}

#[test]
fn the_schema_of_mapping_files() {
    check(
        "import-mapping.schema.json",
        &pretty(&mapping::json_schema()),
    );
}

#[test]
fn the_schema_of_catalogues() {
    check("catalogue.schema.json", &pretty(&catalogue::json_schema()));
}
