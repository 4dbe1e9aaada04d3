//! Reading a report whole, as the integrator does, and looking at its figures.

use serde_json::{Value, json};
use tests::harness::app::TestApp;

const REPORT: &str = "\
query($service: String!, $period: PeriodInput!, $policy: AttributionPolicy) {
  service(code: $service) { report(period: $period) {
    status asOf verdict
    period { label zone interval { start end seconds } }
    agreements { code version calendar interval { seconds } }
    availability { ...Figure }
    promise { target { percent } baseSeconds allowedDowntimeSeconds { decimal } }
    attribution(policy: $policy) { policy sumsToDowntime othersSeconds { decimal }
      shares { supplier { code } seconds { decimal } ofDowntime { percent } } }
    downtimes { interval { start end seconds } loss
      causes { component { code } outage { externalId } loss interval { seconds } } }
    components { component { code } agreements { code } verdict
      availability { ratio { percent } agreedSeconds downtimeSeconds { decimal } } }
    uncovered { downtimeSeconds { decimal }
      stretches { interval { start end } reason component { code } } }
    caveats { code seconds }
    explanation { formula engine timeZoneData steps { text value unit source }
      inputs { outage { externalId } standing countedSeconds }
      leftOut { outage { externalId } standing countedSeconds }
      maintenance { reference status excludedSeconds keptSeconds } }
  } }
}
fragment Figure on AvailabilityFigure {
  state ratio { ...Ratio } lower { ...Ratio } upper { ...Ratio } knownOnly { ...Ratio }
  agreedSeconds excludedSeconds unknownSeconds downtimeSeconds { numerator denominator decimal }
  breaks mtrsSeconds { numerator denominator decimal } mtbfSeconds { numerator denominator decimal }
  degradation { degradedSeconds weighted { downtimeSeconds { decimal } ratio { percent } }
    asUp { downtimeSeconds { decimal } ratio { percent } }
    asDown { downtimeSeconds { decimal } ratio { percent } } }
  toDate { asOf ratio { ...Ratio } agreedSeconds downtimeSeconds { decimal } breachCertain }
  breachCertainAt
}
fragment Ratio on Ratio { numerator denominator percent }";

/// A report as the integrator reads it.
pub(crate) struct Report(pub(crate) Value);

impl Report {
    pub(crate) async fn of(app: &TestApp, service: &str, period: Value) -> Self {
        Self::by_policy(app, service, period, Value::Null).await
    }

    pub(crate) async fn april(app: &TestApp, service: &str) -> Self {
        Self::of(app, service, json!({"month": "2026-04"})).await
    }

    pub(crate) async fn by_policy(
        app: &TestApp,
        service: &str,
        period: Value,
        policy: Value,
    ) -> Self {
        let variables = json!({"service": service, "period": period, "policy": policy});
        let answer = app.integrator().query(REPORT, variables).await;
        Self(answer.at("/service/report").clone())
    }

    #[track_caller]
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        match self.0.pointer(pointer) {
            Some(value) => value,
            None => panic!("nothing at {pointer} of {:#}", self.0),
        }
    }

    /// Exact numerator and denominator, percent, and verdict.
    #[track_caller]
    pub(crate) fn check(&self, ratio: (&str, &str), percent: &str, verdict: &str) -> &Self {
        let (numerator, denominator) = ratio;
        let expect =
            json!({"numerator": numerator, "denominator": denominator, "percent": percent});
        assert_eq!(self.at("/availability/ratio"), &expect);
        assert_eq!(self.at("/verdict"), verdict);
        assert_eq!(self.at("/availability/state"), "OK");
        self
    }

    /// Agreed, excluded and lost minutes.
    #[track_caller]
    pub(crate) fn minutes(&self, agreed: i64, excluded: i64, downtime: i64) -> &Self {
        assert_eq!(self.at("/availability/agreedSeconds"), agreed * 60);
        assert_eq!(self.at("/availability/excludedSeconds"), excluded * 60);
        let expect = (downtime * 60).to_string();
        let given = self.at("/availability/downtimeSeconds");
        assert_eq!(given["numerator"], expect.as_str());
        assert_eq!(given["denominator"], "1");
        assert_eq!(given["decimal"], format!("{expect}.000000"));
        self
    }

    /// The supplier's minutes by descending share.
    pub(crate) fn shares(&self) -> Vec<(&str, &str)> {
        let shares = self.at("/attribution/shares").as_array().expect("shares");
        shares
            .iter()
            .map(|share| {
                let supplier = share["supplier"]["code"].as_str().expect("a code");
                let seconds = share["seconds"]["decimal"].as_str().expect("seconds");
                (supplier, seconds)
            })
            .collect()
    }

    pub(crate) fn caveats(&self) -> Vec<&str> {
        let caveats = self.at("/caveats").as_array().expect("caveats");
        caveats
            .iter()
            .filter_map(|caveat| caveat["code"].as_str())
            .collect()
    }
}
