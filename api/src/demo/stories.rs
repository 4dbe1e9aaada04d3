//! The outages that were placed by hand, each for something that a report should show.

use federation::intake::outage::RawOutage;

use super::history::source_of;

/// One row of a story, and the month in whose batch it comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    /// The month of the batch, 1 to 12.
    pub(super) month: u32,
    component: &'static str,
    id: &'static str,
    start: &'static str,
    end: Option<&'static str>,
    loss: Option<&'static str>,
    planned: bool,
    revision: i64,
    note: &'static str,
}

impl Story {
    const fn down(
        month: u32,
        component: &'static str,
        id: &'static str,
        (start, end): (&'static str, &'static str),
        note: &'static str,
    ) -> Self {
        Self {
            month,
            component,
            id,
            start,
            end: Some(end),
            loss: None,
            planned: false,
            revision: 1,
            note,
        }
    }

    const fn planned(mut self) -> Self {
        self.planned = true;
        self
    }

    const fn losing(mut self, loss: &'static str) -> Self {
        self.loss = Some(loss);
        self
    }

    const fn open(
        month: u32,
        component: &'static str,
        id: &'static str,
        start: &'static str,
        note: &'static str,
    ) -> Self {
        let mut story = Self::down(month, component, id, (start, start), note);
        story.end = None;
        story
    }

    const fn corrects(mut self) -> Self {
        self.revision = 2;
        self
    }

    /// The supplier whose component it is, and the row as it is submitted.
    pub(super) fn row(&self) -> (&'static str, RawOutage) {
        let (supplier, source) = source_of(self.component);
        let row = RawOutage {
            line: None,
            component: Some(self.component.to_owned()),
            start: Some(self.start.to_owned()),
            end: self.end.map(str::to_owned),
            loss: self.loss.map(str::to_owned),
            planned: Some(self.planned),
            source: Some(source.to_owned()),
            external_id: Some(self.id.to_owned()),
            revision: Some(self.revision),
            note: Some(self.note.to_owned()),
        };
        (supplier, row)
    }
}

/// Every story, by the month of its batch.
pub(super) const STORIES: &[Story] = &[
    // A typing error makes five hours of fifty minutes; the batch of March corrects it.
    Story::down(
        2,
        "wan",
        "MAJ-0211",
        ("2025-02-11T08:00:00+01:00", "2025-02-11T13:00:00+01:00"),
        "router lost its routes",
    ),
    Story::down(
        3,
        "wan",
        "MAJ-0211",
        ("2025-02-11T08:00:00+01:00", "2025-02-11T08:50:00+01:00"),
        "router lost its routes; end corrected from the log",
    )
    .corrects(),
    // Maintenance that nobody approved.
    Story::down(
        3,
        "host-a",
        "CHG-0312",
        ("2025-03-12T22:00:00+01:00", "2025-03-12T23:30:00+01:00"),
        "storage firmware, CHG-0312",
    )
    .planned(),
    // Two hours on the wall clock, one hour of time.
    Story::down(
        3,
        "wan",
        "MAJ-0330",
        ("2025-03-30T01:30:00+01:00", "2025-03-30T03:30:00+02:00"),
        "clocks went forward, time service went down",
    ),
    // The first half hour of the first English office day of summer time.
    Story::down(
        3,
        "wan-west",
        "MAJ-0331",
        ("2025-03-31T09:00:00+01:00", "2025-03-31T09:30:00+01:00"),
        "sea cable switched over",
    ),
    // Maintenance beyond the cap of the month.
    Story::down(
        4,
        "wan",
        "CHG-0406",
        ("2025-04-06T01:00:00+02:00", "2025-04-06T07:00:00+02:00"),
        "core switches replaced, CHG-0406",
    )
    .planned(),
    // Sent in April, and by mistake again in May: a duplicate, and nothing happens twice.
    Story::down(
        4,
        "sign-on",
        "MAJ-0415",
        ("2025-04-15T10:00:00+02:00", "2025-04-15T10:25:00+02:00"),
        "directory replica out of step",
    ),
    Story::down(
        5,
        "sign-on",
        "MAJ-0415",
        ("2025-04-15T10:00:00+02:00", "2025-04-15T10:25:00+02:00"),
        "directory replica out of step",
    ),
    // Maintenance that was announced too late.
    Story::down(
        5,
        "claims-app",
        "CHG-0514",
        ("2025-05-14T16:30:00+01:00", "2025-05-14T17:30:00+01:00"),
        "release 25.2, CHG-0514",
    )
    .planned(),
    // One site fails before there is a second, and again when there is.
    Story::down(
        5,
        "host-a",
        "MAJ-0520",
        ("2025-05-20T10:00:00+02:00", "2025-05-20T11:00:00+02:00"),
        "cooling failed",
    ),
    Story::down(
        7,
        "host-a",
        "MAJ-0722",
        ("2025-07-22T10:00:00+02:00", "2025-07-22T11:00:00+02:00"),
        "cooling failed again",
    ),
    // Maintenance that redundancy carries.
    Story::down(
        7,
        "ledger-2",
        "CHG-0709",
        ("2025-07-09T22:00:00+02:00", "2025-07-10T02:00:00+02:00"),
        "disks swapped, CHG-0709",
    )
    .planned(),
    // The watermelon: a Saturday that no supplier's agreement knows of.
    Story::down(
        8,
        "sign-on",
        "MAJ-0823",
        ("2025-08-23T09:00:00+02:00", "2025-08-23T13:10:00+02:00"),
        "certificate expired on a Saturday",
    ),
    // A day that nobody measured.
    Story::down(
        9,
        "wan",
        "GAP-0917",
        ("2025-09-17T00:00:00+02:00", "2025-09-18T00:00:00+02:00"),
        "monitoring lost",
    )
    .losing("unknown"),
    // Both sites of a redundant pair, half an hour of it together.
    Story::down(
        10,
        "host-a",
        "MAJ-1005",
        ("2025-10-05T02:00:00+02:00", "2025-10-05T04:00:00+02:00"),
        "power feed tripped",
    ),
    Story::down(
        10,
        "host-b",
        "MAJ-1005",
        ("2025-10-05T03:30:00+02:00", "2025-10-05T05:00:00+02:00"),
        "overload after site A was lost",
    ),
    // Two suppliers at once, then a third: 180 and 45 minutes, not 285.
    Story::down(
        10,
        "wan",
        "MAJ-1010",
        ("2025-10-10T10:00:00+02:00", "2025-10-10T12:00:00+02:00"),
        "fibre cut by a digger",
    ),
    Story::down(
        10,
        "sign-on",
        "MAJ-1010",
        ("2025-10-10T11:00:00+02:00", "2025-10-10T13:00:00+02:00"),
        "session store filled up",
    ),
    Story::down(
        10,
        "gate-scanners",
        "MAJ-1020",
        ("2025-10-20T09:00:00+02:00", "2025-10-20T09:45:00+02:00"),
        "scanners lost their time",
    ),
    // Slow, not down: a quarter of two hours.
    Story::down(
        10,
        "sign-on",
        "MAJ-1015",
        ("2025-10-15T14:00:00+02:00", "2025-10-15T16:00:00+02:00"),
        "one log-in in four timed out",
    )
    .losing("0.25"),
    // One hour on the wall clock, two hours of time.
    Story::down(
        10,
        "wan",
        "MAJ-1026",
        ("2025-10-26T01:30:00+02:00", "2025-10-26T02:30:00+01:00"),
        "clocks went back, time service went down",
    ),
    // Two of three nodes, both of one supplier: redundancy does not help against its own hands.
    Story::down(
        10,
        "ledger-1",
        "MAJ-1028",
        ("2025-10-28T03:00:00+01:00", "2025-10-28T03:06:00+01:00"),
        "restarted by a script",
    ),
    Story::down(
        10,
        "ledger-2",
        "MAJ-1028B",
        ("2025-10-28T03:00:00+01:00", "2025-10-28T03:06:00+01:00"),
        "restarted by the same script",
    ),
    // Maintenance that the supplier may exclude and the integrator may not.
    Story::down(
        11,
        "wan",
        "CHG-1116",
        ("2025-11-16T02:00:00+01:00", "2025-11-16T04:00:00+01:00"),
        "border routers upgraded, CHG-1116",
    )
    .planned(),
    // Slow in the days before a holiday: listed, and not counted by its agreement.
    Story::down(
        12,
        "claims-app",
        "MAJ-1218",
        ("2025-12-18T10:00:00Z", "2025-12-18T15:00:00Z"),
        "searches slow under load",
    )
    .losing("0.5"),
    // Not over when the year is.
    Story::open(
        12,
        "ledger-3",
        "MAJ-1230",
        "2025-12-30T14:20:00+01:00",
        "node does not come back; spare part ordered",
    ),
];
