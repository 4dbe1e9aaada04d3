//! Files of outages at the command line: row by row, with the lines of what is wrong, and the same
//! however often.

use serde_json::json;
use tests::harness::database::on_both;
use tests::harness::program::Installation;

use crate::command_line::installed;

/// Two good rows, one of them already ended; then one of each sort of bad one.
pub(crate) const ROWS: &str = "\
component,start,end,loss,source,externalId,note
net,2026-04-10T10:00:00Z,2026-04-10T11:00:00Z,1,desk,INC-1,\"a note, with a comma\"
host,2026-04-10T11:00:00+01:00,2026-04-10T12:30:00+01:00,0.5,desk,INC-2,
net,2026-04-10T10:00:00Z,2026-04-10T09:00:00Z,,desk,INC-3,
nowhere,2026-04-10T10:00:00Z,,,desk,INC-4,
net,2026-04-10 10:00,,,desk,INC-5,
net,2026-04-10T10:00:00Z,,150%,desk,INC-6,
net,2026-04-10T10:00:00Z
";

const REJECTED: [(&str, u64); 5] = [
    ("REVERSED_INTERVAL", 4),
    ("UNKNOWN_REFERENCE", 5),
    ("NAIVE_TIMESTAMP", 6),
    ("BAD_NUMBER", 7),
    ("BAD_ROW", 8),
];

#[tokio::test]
async fn a_file_of_outages_is_imported_row_by_row() {
    on_both(async |database| {
        let installation = installed(database);
        let file = installation.file("april.csv", ROWS);
        let dry = installation
            .run(&["import", "outages", &file, "--dry-run", "--json"])
            .with_code(3);
        let dry = dry.json();
        assert_eq!(
            (&dry["dryRun"], &dry["accepted"]),
            (&json!(true), &json!(2))
        );
        assert_eq!(outages(&installation), ["0 s"; 1], "nothing is stored");

        let told = installation
            .run(&["import", "outages", &file, "--dry-run"])
            .with_code(3);
        assert_eq!(
            told.out,
            "7 rows: 2 would be accepted, 0 duplicate, 5 rejected, 0 skipped\n"
        );
        let lines = told.err.lines().filter(|line| line.starts_with("error["));
        for ((code, line), said) in REJECTED.into_iter().zip(lines) {
            assert!(
                said.starts_with(&format!("error[{code}]: line {line}")),
                "{said}"
            );
        }

        let done = installation
            .run(&["import", "outages", &file, "--json"])
            .with_code(3)
            .json();
        let counts = ["rows", "accepted", "duplicate", "rejected", "skipped"]
            .map(|name| done[name].as_u64());
        assert_eq!(counts, [7, 2, 0, 5, 0].map(Some));
        let problems = done["problems"].as_array().expect("problems");
        let rejected: Vec<(&str, u64)> = problems
            .iter()
            .map(|problem| {
                let code = problem["code"].as_str().expect("a code");
                (code, problem["line"].as_u64().expect("a line"))
            })
            .collect();
        assert_eq!(rejected, REJECTED);
        assert_eq!(outages(&installation), ["3,600 s"]);

        let again = installation.run(&["import", "outages", &file]).with_code(3);
        assert!(
            again
                .out
                .ends_with("5 rejected, 0 skipped; 2 of 2 batches had been imported before\n"),
            "{}",
            again.out
        );
        let good: String = ROWS
            .lines()
            .take(3)
            .map(|line| format!("{line}\n"))
            .collect();
        let good = installation
            .run_with(&["import", "outages", "-"], &good)
            .ok();
        // The batch of host is the very same, and is answered as it was then.
        assert_eq!(
            good.out,
            "2 rows: 1 accepted, 1 duplicate, 0 rejected, 0 skipped; \
             1 of 2 batches had been imported before\n"
        );
        assert_eq!(outages(&installation), ["3,600 s"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_a_mistake_of_the_command_line() {
    on_both(async |database| {
        let installation = installed(database);
        let no_header = installation.file("wrong.csv", "a,b,c\n1,2,3\n");
        let no_mapping = installation.file("mapping.yaml", "mapping: 2\n");
        let rows = installation.file("rows.csv", ROWS);
        for (arguments, code) in [
            (&["import", "outages", "no-such-file.csv"][..], "BAD_FILE"),
            (&["import", "outages", &no_header], "BAD_HEADER"),
            (
                &["import", "outages", &rows, "--mapping", &no_mapping],
                "BAD_DOCUMENT",
            ),
            (
                &["import", "outages", &rows, "--mapping", "no-such-file.yaml"],
                "BAD_FILE",
            ),
        ] {
            let refused = installation.run(arguments).with_code(2);
            assert_eq!(refused.out, "");
            assert!(
                refused.err.starts_with(&format!("error[{code}]: ")),
                "{}",
                refused.err
            );
            let json = [arguments, &["--json"]].concat();
            let refused = installation.run(&json).with_code(2).json();
            assert_eq!(refused["error"]["code"], code);
        }
    })
    .await;
}

/// The downtime of the portal in April, as it is printed.
fn outages(installation: &Installation) -> Vec<String> {
    let report = installation.run(&["report", "portal", "2026-04"]).ok();
    let lines = report
        .out
        .lines()
        .filter_map(|line| line.trim().strip_prefix("downtime"));
    lines.map(|line| line.trim().to_owned()).collect()
}
