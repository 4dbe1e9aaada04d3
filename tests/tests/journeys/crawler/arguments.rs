//! The arguments of every field below the roots that has any: one text for each way to ask, used in
//! turn. The first three are those of the short form.

/// The type, its field, and the texts.
pub(super) const ARGUMENTS: &[(&str, &str, &[&str])] = &[
    ("Agreement", "creditStatement", PERIODS),
    (
        "Agreement",
        "alignment",
        &[
            "",
            "(version: 1)",
            "(at: \"2026-04-10T00:00:00Z\", period: {month: \"2026-04\"})",
            "(at: \"2026-05-01T00:00:00Z\", period: {quarter: \"2026-Q2\"})",
            "(period: {year: 2026})",
        ],
    ),
    (
        "Agreement",
        "versionAt",
        &[
            "(at: \"2026-04-15T00:00:00Z\")",
            "(at: \"2026-05-15T00:00:00Z\")",
            "(at: \"2026-02-01T00:00:00Z\")",
            "(at: \"2025-12-31T23:59:59Z\")",
        ],
    ),
    (
        "Component",
        "outages",
        &[
            "(first: 100)",
            "(last: 100)",
            "(filter: {from: \"2026-04-01T00:00:00Z\", to: \"2026-07-01T00:00:00Z\"})",
            "(first: 1)",
            "(last: 1)",
            "(first: 5, filter: {from: \"2026-05-01T00:00:00Z\"})",
            "(last: 5, filter: {to: \"2026-04-12T00:00:00Z\"})",
        ],
    ),
    ("ComponentAgreement", "burnAlerts", INSTANTS),
    ("ComponentAgreement", "report", PERIODS),
    ("Service", "components", AT),
    ("Service", "burnAlerts", INSTANTS),
    ("Service", "dependencyTree", AT),
    ("Service", "report", PERIODS),
    (
        "Service",
        "availabilitySeries",
        // First whole months: what suppliers may read as well.
        &[
            "(period: {quarter: \"2026-Q2\"}, by: MONTH)",
            "(period: {month: \"2026-04\"}, by: QUARTER)",
            "(period: {year: 2026}, by: MONTH)",
            "(period: {month: \"2026-04\"}, by: DAY)",
            "(period: {year: 2026}, by: QUARTER)",
            "(period: {month: \"2026-05\"}, by: WEEK)",
            "(period: {quarter: \"2026-Q1\"}, by: MONTH)",
            "(period: {between: {from: \"2026-04-10T00:00:00Z\", to: \"2026-04-12T00:00:00Z\"}}, by: DAY)",
            "(period: {month: \"2026-05\"}, by: MONTH)",
            "(period: {year: 2026}, by: YEAR)",
        ],
    ),
    (
        "Service",
        "trend",
        &[
            "(months: 6, basis: ENDED)",
            "",
            "(months: 4, until: \"2026-05\", basis: ENDED)",
            "(months: 2, until: \"2026-04\", basis: ENDED)",
            "(months: 12, basis: ENDED)",
        ],
    ),
    (
        "ServiceReport",
        "attribution",
        &[
            "",
            "(policy: FULL)",
            "(policy: FIRST_CAUSE)",
            "(policy: SHAPLEY)",
            "(policy: SPLIT_EQUAL)",
        ],
    ),
    (
        "Submission",
        "outcomes",
        &["", "(onlyProblems: true)", "(onlyProblems: false)"],
    ),
];

/// A month that is over, one that is not, and a stretch over both; then more of each sort.
const PERIODS: &[&str] = &[
    "(period: {month: \"2026-04\"})",
    "(period: {month: \"2026-05\"})",
    "(period: {between: {from: \"2026-04-01T00:00:00Z\", to: \"2026-07-01T00:00:00Z\"}})",
    "(period: {quarter: \"2026-Q2\"})",
    "(period: {year: 2026})",
    "(period: {month: \"2026-03\"})",
    "(period: {between: {from: \"2026-04-11T09:00:00Z\", to: \"2026-04-11T10:00:00Z\"}})",
    "(period: {quarter: \"2026-Q1\"})",
    "(period: {month: \"2026-02\"})",
    "(period: {between: {from: \"2026-05-03T00:00:00Z\", to: \"2026-05-15T00:00:00Z\"}})",
    "(period: {month: \"2026-06\"})",
    "(period: {month: \"2026-01\"})",
];

/// Now, and while outages went on.
const INSTANTS: &[&str] = &[
    "",
    "(at: \"2026-04-10T10:20:00Z\")",
    "(at: \"2026-04-11T09:40:00Z\")",
    "(at: \"2026-05-03T09:40:00Z\")",
    "(at: \"2026-04-12T09:30:00Z\")",
];

/// Now, and earlier.
const AT: &[&str] = &[
    "",
    "(at: \"2026-04-15T00:00:00Z\")",
    "(at: \"2026-01-01T00:00:00Z\")",
    "(at: \"2025-06-01T00:00:00Z\")",
];
