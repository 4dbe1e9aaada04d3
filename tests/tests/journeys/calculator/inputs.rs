//! Inputs that fill every field of every result of the calculator: for the crawl, which asks for
//! everything that the schema can give.

/// The arguments of every field of the calculator. None names the zone or an instant that a rival's
/// facts are known by.
pub(crate) const INPUTS: &[(&str, &str, &[&str])] = &[
    (
        "Calculator",
        "apportion",
        &[
            "(input: {total: {minor: \"100\", currency: \"EUR\"}, lines: [\
           {line: \"a\", weight: {decimal: \"1\"}}, {line: \"b\", weight: {decimal: \"2\"}}]})",
        ],
    ),
    (
        "Calculator",
        "atRiskPool",
        &[
            "(input: {invoice: {minor: \"10000000\", currency: \"EUR\"}, atRisk: {percent: \"10\"}, \
           lines: [{line: \"a\", ofPool: {percent: \"50\"}, ofAllocation: {percent: \"40\"}}]})",
        ],
    ),
    (
        "Calculator",
        "availability",
        &[
            "(input: {period: {month: \"2026-04\"}, zone: \"Europe/Berlin\", \
           calendar: {zone: \"Europe/Berlin\"}, asOf: \"2026-04-20T00:00:00Z\", \
           target: {percent: \"99.9\"}, degradation: WEIGHTED, \
           tree: {gate: SERIAL, children: [{component: \"a\"}, {component: \"b\"}]}, \
           outages: [{component: \"a\", start: \"2026-04-10T10:00:00Z\", end: \"2026-04-10T12:00:00Z\"}, \
           {component: \"b\", start: \"2026-04-12T10:00:00Z\", end: \"2026-04-12T11:00:00Z\", loss: \"0.5\"}], \
           maintenance: {noticeSeconds: 0, windows: [{during: {from: \"2026-04-11T00:00:00Z\", \
           to: \"2026-04-11T02:00:00Z\"}, approved: true, notifiedAt: \"2026-04-01T00:00:00Z\"}]}, \
           suppliers: [{supplier: \"one\", components: [\"a\"]}, {supplier: \"two\", components: [\"b\"]}]})",
        ],
    ),
    (
        "Calculator",
        "availabilityAlignment",
        &[
            "(input: {target: {percent: \"99.5\"}, agreedSeconds: 2592000, tree: {gate: SERIAL, \
           children: [{component: \"a\", availabilityPercent: \"99.9\"}, \
           {component: \"b\", availabilityPercent: \"99.7\"}]}})",
        ],
    ),
    (
        "Calculator",
        "burn",
        &["(input: {bad: {decimal: \"54\"}, total: 3600, target: {percent: \"99.9\"}})"],
    ),
    (
        "Calculator",
        "burnAlerts",
        &[
            "(input: {target: {percent: \"99.9\"}, asOf: \"2026-04-05T12:00:00Z\", \
           outages: [{start: \"2026-04-05T11:59:00Z\"}]})",
        ],
    ),
    (
        "Calculator",
        "burnThreshold",
        &["(input: {budgetPart: {percent: \"2\"}, periodSeconds: 2592000, windowSeconds: 3600})"],
    ),
    (
        "Calculator",
        "clock",
        &[
            "(input: {calendar: {zone: \"Europe/London\"}, start: \"2026-03-27T16:00:00Z\", \
           stop: \"2026-03-31T09:30:00Z\", targetSeconds: 3600, pauses: [{start: \
           \"2026-03-30T09:00:00Z\", end: \"2026-03-30T12:00:00Z\", reason: WAITING_FOR_CUSTOMER}], \
           stoppedBy: {matrix: {kind: RESOLUTION, side: SUPPLIER}}})",
        ],
    ),
    (
        "Calculator",
        "clockCourse",
        &[
            "(input: {clock: {calendar: {zone: \"Europe/London\"}, start: \"2026-03-27T16:00:00Z\", \
           stop: \"2026-03-31T09:30:00Z\"}, targets: [\
           {from: \"2026-03-27T16:00:00Z\", targetSeconds: 28800}, \
           {from: \"2026-03-30T13:00:00Z\", targetSeconds: 14400}]})",
        ],
    ),
    (
        "Calculator",
        "completeness",
        &[
            "(input: {slots: [{slot: \"1\", due: \"2026-05-01T00:00:00Z\"}], \
           receipts: [{slot: \"1\", receivedAt: \"2026-04-30T00:00:00Z\"}]})",
        ],
    ),
    (
        "Calculator",
        "compliance",
        &["(input: {groups: [{met: 98, total: 100}], target: {percent: \"90\"}})"],
    ),
    (
        "Calculator",
        "creditTiers",
        &[
            "(input: {availability: {percent: \"98.5\"}, charge: {minor: \"2000000\", \
           currency: \"EUR\"}, tiers: [{below: {percent: \"99\"}, credit: {percent: \"30\"}}]})",
        ],
    ),
    (
        "Calculator",
        "custody",
        &[
            "(input: {ackTargetSeconds: 900, decisionTargetSeconds: 1200, ticket: {openedAt: \
           \"2026-04-01T09:00:00Z\", openedBy: \"s\", resolvedAt: \"2026-04-01T12:00:00Z\", \
           handoffs: [{handoff: \"h1\", from: \"s\", to: \"a\", offeredAt: \"2026-04-01T09:10:00Z\", \
           events: [{kind: ACCEPT, at: \"2026-04-01T09:25:00Z\"}]}]}})",
        ],
    ),
    (
        "Calculator",
        "disputedDowntime",
        &[
            "(input: {baseSeconds: 2592000, undisputedSeconds: {decimal: \"1800\"}, \
           disputedSeconds: {decimal: \"3600\"}, target: {percent: \"99.9\"}, charge: {minor: \
           \"5000000\", currency: \"EUR\"}, tiers: [{below: {percent: \"99.9\"}, credit: {percent: \"10\"}}]})",
        ],
    ),
    (
        "Calculator",
        "dueAlignment",
        &["(input: {reportedAt: \"2026-03-20T17:00:00Z\", \
           customer: {calendar: {zone: \"Europe/Berlin\"}, targetSeconds: 28800}, \
           supplier: {calendar: {zone: \"Europe/Berlin\"}, targetSeconds: 14400}})"],
    ),
    (
        "Calculator",
        "earnBack",
        &[
            "(input: {currency: \"EUR\", periods: 1, series: [{met: false, creditMinor: \"100\"}, \
           {met: true, creditMinor: \"0\"}]})",
        ],
    ),
    (
        "Calculator",
        "errorBudget",
        &[
            "(input: {baseSeconds: 2592000, target: {percent: \"99.9\"}, usedSeconds: {decimal: \"1800\"}})",
        ],
    ),
    (
        "Calculator",
        "hoursCoverage",
        &[
            "(input: {customer: {zone: \"Europe/Berlin\"}, period: {month: \"2026-04\"}, \
           suppliers: [{supplier: \"a\", calendar: {zone: \"Europe/Berlin\", weekly: \
           [{days: [MON, TUE], start: \"08:00\", end: \"18:00\"}]}}]})",
        ],
    ),
    (
        "Calculator",
        "localInstant",
        &["(input: {zone: \"Europe/Berlin\", date: \"2026-03-29\", time: \"02:30\", edge: START})"],
    ),
    (
        "Calculator",
        "noDoubleRecovery",
        &[
            "(input: {currency: \"EUR\", events: [{event: \"e\", claims: [\
           {level: \"l\", creditMinor: \"2000\"}]}]})",
        ],
    ),
    (
        "Calculator",
        "passThrough",
        &[
            "(input: {credit: {minor: \"500000\", currency: \"EUR\"}, lines: [\
           {line: \"a\", weight: {decimal: \"5400\"}, capMinor: \"1000\"}]})",
        ],
    ),
    (
        "Calculator",
        "pauseAudit",
        &[
            "(input: {clock: {calendar: {zone: \"Europe/London\"}, start: \"2026-03-27T16:00:00Z\", \
           stop: \"2026-03-31T09:30:00Z\", targetSeconds: 3600, pauses: [{start: \
           \"2026-03-30T09:00:00Z\", end: \"2026-03-30T12:00:00Z\", reason: WAITING_FOR_CUSTOMER, \
           endedByCustomer: false}], stoppedBy: {reasons: [WAITING_FOR_CUSTOMER]}}})",
        ],
    ),
    (
        "Calculator",
        "percentOnly",
        &[
            "(input: {target: {percent: \"99.5\"}, tree: {gate: K_OF_N, k: 1, children: [\
           {component: \"a\", availabilityPercent: \"99\"}, {component: \"b\", availabilityPercent: \"99\"}]}})",
        ],
    ),
    (
        "Calculator",
        "percentile",
        &["(input: {values: [30, 45, 50], p: {percent: \"95\"}, method: LINEAR})"],
    ),
    (
        "Calculator",
        "pooledAvailability",
        &["(input: {parts: [{agreedSeconds: 2592000, downtimeSeconds: {decimal: \"60\"}}]})"],
    ),
    (
        "Calculator",
        "priority",
        &["(input: {impact: HIGH, urgency: MEDIUM})"],
    ),
    (
        "Calculator",
        "reopenedClock",
        &[
            "(input: {clock: {calendar: {zone: \"Europe/London\"}, start: \"2026-03-27T16:00:00Z\", \
           stop: \"2026-03-31T09:30:00Z\", targetSeconds: 3600}, windowSeconds: 3600, reopenings: [\
           {resolvedAt: \"2026-03-28T10:00:00Z\", reopenedAt: \"2026-03-28T10:30:00Z\"}, \
           {resolvedAt: \"2026-03-29T10:00:00Z\", reopenedAt: \"2026-03-30T10:30:00Z\"}]})",
        ],
    ),
    (
        "Calculator",
        "requiredEach",
        &["(input: {target: {percent: \"99.9\"}, count: 3})"],
    ),
    (
        "Calculator",
        "restatement",
        &[
            "(input: {period: {month: \"2026-04\"}, calendar: {zone: \"Europe/Berlin\"}, \
           target: {percent: \"99.9\"}, charge: {minor: \"5000000\", currency: \"EUR\"}, versions: [\
           {rows: [{row: \"1\", down: {from: \"2026-04-02T00:00:00Z\", to: \"2026-04-02T00:20:00Z\"}}, \
           {row: \"2\", down: {from: \"2026-04-03T00:00:00Z\", to: \"2026-04-03T00:20:00Z\"}}]}, \
           {rows: [{row: \"2\", down: {from: \"2026-04-03T00:00:00Z\", to: \"2026-04-03T01:20:00Z\"}}, \
           {row: \"3\", down: {from: \"2026-04-04T00:00:00Z\", to: \"2026-04-04T00:20:00Z\"}}]}]})",
        ],
    ),
    (
        "Calculator",
        "routing",
        &[
            "(input: {firstLine: [\"s\"], tickets: [{openedAt: \"2026-04-01T09:00:00Z\", \
           openedBy: \"s\", resolvedAt: \"2026-04-01T12:00:00Z\", handoffs: [{handoff: \"h1\", \
           from: \"s\", to: \"a\", offeredAt: \"2026-04-01T09:10:00Z\", events: [\
           {kind: REJECT, at: \"2026-04-01T09:25:00Z\", reason: \"not ours\"}]}]}]})",
        ],
    ),
    (
        "Calculator",
        "serviceHours",
        &["(input: {calendar: {zone: \"Europe/Berlin\"}, period: {month: \"2026-03\"}})"],
    ),
    (
        "Calculator",
        "servicePoints",
        &[
            "(input: {target: {percent: \"99\"}, bands: [{below: {percent: \"99\"}, severity: MINOR, \
           points: 1}], series: [{value: {percent: \"98.5\"}}], partPerPoint: {percent: \"0.5\"}, \
           charge: {minor: \"10000000\", currency: \"EUR\"}})",
        ],
    ),
    (
        "Calculator",
        "timeChain",
        &["(input: {targetSeconds: 14400, steps: [{party: \"desk\", kind: WORK, seconds: 1800}]})"],
    ),
    (
        "Calculator",
        "trend",
        &[
            "(input: {target: {percent: \"99.85\"}, points: [{percent: \"99.95\"}, \
           {percent: \"99.93\"}, {percent: \"99.92\"}]})",
        ],
    ),
    (
        "Calculator",
        "within",
        &["(input: {values: [30, 45, 50], target: 45})"],
    ),
    (
        "Calculator",
        "workload",
        &["(input: {measure: INCIDENTS, limitPerMonth: 100, count: 130})"],
    ),
];
