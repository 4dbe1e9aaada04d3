//! A series is what the rows make, whichever server is asked and whatever it keeps from earlier
//! questions.

use api::workflow::series;
use api::workflow::submit::{self, Batch};
use federation::authority::Mandate;
use federation::incident::{OutageRegister, SubmissionMode};
use federation::report::{
    SeriesPoint, SeriesStep, ServiceOutages, availability_series, stretch_of_service,
};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::ServiceId;
use tests::harness::app::{NOW, TestApp};
use tests::harness::database::on_both;

use crate::outages_in_memory::Draw;
use crate::reports_in_memory::{drawn, rows, suppliers};
use crate::worked::filled;

const ASKED: [(&str, SeriesStep); 4] = [
    ("2026-04", SeriesStep::Week),
    ("2026-Q2", SeriesStep::Day),
    ("2026", SeriesStep::Month),
    // Earlier than what was asked for before: what is kept grows.
    ("2025", SeriesStep::Quarter),
];

/// The series as the server tells it, and as rows read from the table make it with nothing kept.
async fn both_ways(
    app: &TestApp,
    service: ServiceId,
    (period, by): (PeriodSpec, SeriesStep),
) -> (Vec<SeriesPoint>, Vec<SeriesPoint>) {
    let reach = Mandate::operator().reach();
    let as_of = Instant::parse(NOW).expect("an instant");
    let told = series::of_service(&app.app, &reach, service, (period, by), as_of).await;
    let told = told.expect("an answer").expect("a series");
    let model = app.app.store.service_model().await.expect("a model");
    let interval = stretch_of_service(&model, service, period);
    let components: Vec<_> = model.components.keys().copied().collect();
    let register: OutageRegister = rows(app, &components, interval).await.into_iter().collect();
    let outages = ServiceOutages {
        register: &register,
        rollup: None,
    };
    let made = availability_series(&model, service, outages, interval, by, as_of);
    (told, made.expect("a series"))
}

#[tokio::test]
async fn series_from_kept_days_are_those_of_the_rows() {
    on_both(async |database| {
        let app = filled(database).await;
        let other = TestApp::start(database).await;
        let model = app.app.store.service_model().await.expect("a model");
        let services: Vec<ServiceId> = model.services.keys().copied().collect();
        let suppliers = suppliers(&model);
        let mut draw = Draw::new(12);
        let (mut points, mut lost) = (0, 0);
        for round in 0..24 {
            let (supplier, components) = &suppliers[usize::from(draw.below(3) as u8)];
            let batch = Batch {
                idempotency_key: format!("drawn {round}"),
                supplier: Some(supplier.clone()),
                mode: SubmissionMode::BestEffort,
                rows: drawn(&mut draw, components),
            };
            let through = if draw.below(2) == 0 { &app } else { &other };
            let answer = submit::outages(&through.app, &Mandate::operator(), "x", batch).await;
            assert!(matches!(answer, Ok(submit::Answer::Recorded { .. })));
            if round % 8 == 7 {
                // The agreements exclude more than before: nothing that is kept may be read.
                let day = 10 + round / 2;
                let window = format!(
                    "catalogue: 1\nmaintenanceWindows:\n  - {{reference: LATER-{round}, service: \
                     planned, start: 2026-04-{day}T00:00:00Z, end: 2026-04-{day}T20:00:00Z, \
                     approved: true, notifiedAt: 2026-04-01T00:00:00Z}}\n"
                );
                app.apply_as_operator(&window).await;
            }
            for turn in 0..8 {
                let service = services[(round * 8 + turn) % services.len()];
                let (period, by) = ASKED[(round / 3 + turn) % ASKED.len()];
                let period = PeriodSpec::parse(period).expect("a period");
                for app in [&app, &other] {
                    let (told, made) = both_ways(app, service, (period, by)).await;
                    assert_eq!(told, made, "round {round}");
                    points += told.len();
                    let losing = |point: &&SeriesPoint| point.lost.worst != Default::default();
                    lost += told.iter().filter(losing).count();
                }
            }
        }
        println!("{points} points compared, {lost} of them with lost time");
        assert!(lost > 200, "{lost}");
    })
    .await;
}
