//! What a mapping makes of a header and a row, a line each.

use super::{Mapped, Mapping, MappingDocument};

const STATUS_PAGE: &str = r#"
mapping: 1
fields:
  component: "{supplier}/{service}"
  start: "{from}"
  end: "{to}"
  source: status-page
  externalId: "{id}@{service}"
components: {"North/API": north-api}
otherComponents: SKIP
openEnded: SKIP
"#;

fn header(columns: &str) -> Vec<String> {
    columns.split(',').map(str::to_owned).collect()
}

#[track_caller]
fn check(mapping: Option<&str>, columns: &str, cells: &str, expect: &str) {
    let document = mapping.map(|text| MappingDocument::read(text).expect("a mapping"));
    let told = match Mapping::new(&header(columns), document) {
        Err(problem) => problem.code.to_string(),
        Ok(mapping) => match mapping.row(&cells.split(',').collect::<Vec<_>>(), 7, Some("desk")) {
            Mapped::Skipped => "skipped".to_owned(),
            Mapped::Bad(problem) => format!("{} {}", problem.code, problem.path.join(".")),
            Mapped::Row(row) => [
                row.component,
                row.start,
                row.end,
                row.source,
                row.external_id,
            ]
            .map(|field| field.unwrap_or_else(|| "-".to_owned()))
            .join(" "),
        },
    };
    assert_eq!(told, expect);
}

#[test]
fn standard_columns_need_no_mapping() {
    let columns = "component,start,end,externalId";
    check(None, columns, "wan,S,E,1", "wan S E desk 1");
    check(None, columns, "wan,S,,1", "wan S - desk 1");
    check(
        None,
        "component,start,externalId,source",
        "wan,S,1,noc",
        "wan S - noc 1",
    );
    check(None, "component,start", "wan,S", "BAD_HEADER");
    check(
        None,
        "component,start,externalId,colour",
        "wan,S,1,red",
        "BAD_HEADER",
    );
    check(
        None,
        "component,start,start,externalId",
        "wan,S,S,1",
        "BAD_HEADER",
    );
    check(
        None,
        "component,start,externalId,planned",
        "wan,S,1,maybe",
        "BAD_FIELD planned",
    );
    check(
        None,
        "component,start,externalId,revision",
        "wan,S,1,two",
        "BAD_NUMBER revision",
    );
}

#[test]
fn a_mapping_names_combines_and_leaves_out() {
    let columns = "supplier,service,from,to,id";
    let map = Some(STATUS_PAGE);
    check(
        map,
        columns,
        "North,API,S,E,9",
        "north-api S E status-page 9@API",
    );
    check(map, columns, "North,Web,S,E,9", "skipped");
    check(map, columns, "North,API,S,,9", "skipped");
    check(
        map,
        "supplier,service,from,id",
        "North,API,S,9",
        "BAD_HEADER",
    );
    let strict = STATUS_PAGE.replace("otherComponents: SKIP", "");
    check(
        Some(&strict),
        columns,
        "North,Web,S,E,9",
        "UNKNOWN_REFERENCE component",
    );
}

#[test]
fn a_bad_mapping_names_the_line() {
    let problem = MappingDocument::read("mapping: 1\nfields: []\n").expect_err("refused");
    assert_eq!(
        (problem.code.as_str(), problem.line),
        ("BAD_DOCUMENT", Some(2))
    );
    let problem = MappingDocument::read(&STATUS_PAGE.replace("mapping: 1", "mapping: 2"));
    assert_eq!(problem.expect_err("refused").code.as_str(), "OUT_OF_RANGE");
}
