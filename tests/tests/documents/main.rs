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
         give the same answer.\n\n{}\n\n{}",
        policy::matrix(),
        policy::grammar()
    );
    check("policy.md", &page);
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
