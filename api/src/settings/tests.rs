//! Settings out of layers, unknown names, secrets.

use std::path::PathBuf;

use super::{DatabaseUrl, Effective, Sources};

fn environment(pairs: &[(&str, &str)]) -> Sources {
    Sources {
        environment: pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Sources::default()
    }
}

fn file(directory: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

#[track_caller]
fn refused(sources: &Sources, message: &str, hint: &str) {
    let error = Effective::load(sources).expect_err("refused");
    assert!(error.message.contains(message), "{error:?}");
    assert!(error.hint.unwrap_or_default().contains(hint), "{hint}");
}

#[test]
fn each_layer_wins_over_the_ones_below_and_says_so() {
    let directory = tempfile::tempdir().expect("a folder");
    let sources = Sources {
        machine_file: Some(file(
            &directory,
            "machine.toml",
            "audience = \"m\"\n[limits]\nbody_bytes_max = 1\nuri_bytes_max = 2\n",
        )),
        local_file: Some(file(
            &directory,
            "local.toml",
            "audience = \"l\"\n[limits]\nuri_bytes_max = 3\n",
        )),
        ..environment(&[
            ("CONCORDAT_LISTEN", "127.0.0.1:0"),
            ("CONCORDAT_LIMITS__READ_TIMEOUT_MS", "7"),
            ("CONCORDAT_DATABASE_URL", "sqlite://e.db"),
            ("OTHER", "x"),
        ])
    }
    .with_flag(
        "--database",
        "database_url",
        "postgres://u:p@h/d".to_owned(),
    );
    let effective = Effective::load(&sources).expect("settings");
    let settings = &effective.settings;
    assert_eq!(settings.audience, "l");
    assert_eq!(settings.limits.body_bytes_max, 1);
    assert_eq!(settings.limits.uri_bytes_max, 3);
    assert_eq!(settings.limits.read_timeout_ms, 7);
    assert_eq!(settings.database_url.expose(), "postgres://u:p@h/d");
    let shown: Vec<_> = effective
        .entries()
        .into_iter()
        .map(|entry| format!("{} = {} <- {}", entry.key, entry.value, entry.source))
        .collect();
    let has = |line: &str| assert!(shown.iter().any(|s| s.contains(line)), "{line}: {shown:#?}");
    has("database_url = \"postgres://u:***@h/d\" <- --database");
    has("limits.read_timeout_ms = 7 <- CONCORDAT_LIMITS__READ_TIMEOUT_MS");
    has("local.toml");
    has("limits.query_depth_max = 15 <- default");
}

#[test]
fn an_unknown_name_is_told_with_the_nearest() {
    refused(
        &environment(&[("CONCORDAT_LISTN", "x")]),
        "\"listn\" is no setting (in CONCORDAT_LISTN)",
        "did you mean \"listen\"?",
    );
    refused(
        &environment(&[("CONCORDAT_LIMITS__BODY_BYTE_MAX", "1")]),
        "\"body_byte_max\" is no setting",
        "\"body_bytes_max\"",
    );
    refused(
        &environment(&[("CONCORDAT_ZZZ", "1")]),
        "\"zzz\" is no setting",
        "the settings here are listen",
    );
}

#[test]
fn a_bad_value_names_its_setting_and_source() {
    refused(
        &environment(&[("CONCORDAT_LIMITS__BODY_BYTES_MAX", "-1")]),
        "limits.body_bytes_max",
        "",
    );
    let missing = Sources {
        named_file: Some(PathBuf::from("no-such-file.toml")),
        ..Sources::default()
    };
    refused(&missing, "no-such-file.toml is not there", "");
}

#[test]
fn files_that_nobody_named_may_be_absent() {
    let sources = Sources {
        machine_file: Some(PathBuf::from("no-such-folder/concordat.toml")),
        local_file: Some(PathBuf::from("no-such-file.toml")),
        ..Sources::default()
    };
    assert!(Effective::load(&sources).is_ok());
}

#[test]
fn a_secret_may_stand_in_a_file() {
    let directory = tempfile::tempdir().expect("a folder");
    let path = file(&directory, "url", "postgres://u:p@h/d\n");
    let path = path.to_str().expect("a text");
    let sources = environment(&[("CONCORDAT_DATABASE_URL_FILE", path)]);
    let effective = Effective::load(&sources).expect("settings");
    assert_eq!(
        effective.settings.database_url.expose(),
        "postgres://u:p@h/d"
    );
    refused(
        &environment(&[
            ("CONCORDAT_DATABASE_URL_FILE", path),
            ("CONCORDAT_DATABASE_URL", "sqlite://x"),
        ]),
        "both given",
        "one of them",
    );
}

#[test]
fn issuers_are_read_from_toml() {
    let directory = tempfile::tempdir().expect("a folder");
    let text = "[[issuers]]\nissuer = \"https://id.example\"\njwks_file = \"k.json\"\n\
                role = \"SUPPLIER\"\norganization = \"acme\"\n";
    let sources = Sources {
        named_file: Some(file(&directory, "c.toml", text)),
        ..Sources::default()
    };
    let effective = Effective::load(&sources).expect("settings");
    assert_eq!(effective.settings.issuers.len(), 1);
}

#[track_caller]
fn check(url: &str, masked: &str) {
    let url = DatabaseUrl::new(url);
    assert_eq!(url.to_string(), masked);
    assert!(format!("{url:?}").contains(masked));
}

#[test]
fn a_password_is_never_shown() {
    check(
        "sqlite://concordat-data/concordat.db",
        "sqlite://concordat-data/concordat.db",
    );
    check("postgres://u:p@h:5432/d", "postgres://u:***@h:5432/d");
    check("postgres://u:p@ss:w@h/d", "postgres://u:***@h/d");
    check("postgres://u@h/d", "postgres://u@h/d");
    check(
        "postgres://h/d?user=u&PASSWORD=p&sslmode=disable",
        "postgres://h/d?user=u&PASSWORD=***&sslmode=disable",
    );
}
