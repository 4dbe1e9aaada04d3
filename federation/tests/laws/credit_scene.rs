//! A service integration in which money flows: a service of two suppliers' components, with whatever
//! terms a test gives its agreements, and outages of so many seconds from the first of a month.

use federation::agreement::credit::CreditError;
use federation::incident::{Effect, OutageFact};
use federation::intake::catalogue::plan;
use federation::model::ServiceModel;
use federation::report::{
    CreditExposure, CreditMonth, CreditStatement, Facts, StatementOf, credit_exposure,
    credit_statement,
};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::Loss;
use uuid::Uuid;

/// A component is down for so many seconds from an instant on; `None` is not known.
#[derive(Clone, Debug)]
pub(crate) struct Down {
    pub(crate) component: &'static str,
    pub(crate) start: &'static str,
    pub(crate) seconds: i64,
    pub(crate) known: bool,
}

/// A component down from the first of a month.
pub(crate) fn down(component: &'static str, start: &'static str, seconds: i64) -> Down {
    Down {
        component,
        start,
        seconds,
        known: true,
    }
}

/// The terms of the three agreements in flow form, around the clock in UTC unless they say another
/// calendar.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// With the customer, about the service of net and host.
    pub(crate) sla: String,
    /// With the supplier of the network, about net, spare and third.
    pub(crate) net: String,
    /// With the supplier of the host.
    pub(crate) host: String,
    /// What else the catalogue holds.
    pub(crate) more: String,
    pub(crate) outages: Vec<Down>,
    pub(crate) as_of: &'static str,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            sla: AWS.to_owned(),
            net: "availabilityTargetPercent: 99.9".to_owned(),
            host: "availabilityTargetPercent: 99.9".to_owned(),
            more: String::new(),
            outages: Vec::new(),
            as_of: "2026-12-01T00:00:00Z",
        }
    }
}

/// The tiers of a cloud on 20,000 a month.
pub(crate) const AWS: &str = "availabilityTargetPercent: 99.99, credits: {sort: CRITICAL_SERVICE_LEVEL, \
chargePerMonth: {amount: 20000, currency: EUR}, tiers: [{atOrAbovePercent: 99, belowPercent: 99.99, creditPercent: 10}, \
{atOrAbovePercent: 95, belowPercent: 99, creditPercent: 30}, {belowPercent: 95, creditPercent: 100}]}";

impl Scene {
    fn catalogue(&self) -> String {
        let Self {
            sla,
            net,
            host,
            more,
            ..
        } = self;
        let version = |terms: &str| {
            let calendar = match terms.contains("calendar:") {
                true => "",
                false => "calendar: always, ",
            };
            format!(
                "versions: [{{version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, \
                 {calendar}{terms}}}]"
            )
        };
        format!(
            "catalogue: 1
organizations:
- {{code: hub, name: Hub, kind: SERVICE_INTEGRATOR}}
- {{code: bank, name: Bank, kind: CUSTOMER}}
- {{code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}}
- {{code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}}
calendars: [{{code: always, zone: UTC}}, {{code: new-york, zone: America/New_York}}]
components:
- {{code: net, name: Network, supplier: acme}}
- {{code: spare, name: Spare, supplier: acme}}
- {{code: third, name: Third, supplier: acme}}
- {{code: host, name: Host, supplier: bolt}}
services:
- {{code: portal, name: Portal, customer: bank, topologies: [{{effectiveFrom: 2026-01-01T00:00:00Z, tree: {{gate: SERIAL, children: [{{component: net}}, {{component: host}}]}}}}]}}
agreements:
- {{code: sla, name: Portal, kind: SLA, provider: hub, customer: bank, service: portal, {}}}
- {{code: uc-net, name: Net, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, components: [net, spare, third], {}}}
- {{code: uc-host, name: Host, kind: UNDERPINNING_CONTRACT, provider: bolt, customer: hub, components: [host], {}}}
{more}",
            version(sla),
            version(net),
            version(host),
        )
    }

    /// The model; identifiers count from `first` on.
    pub(crate) fn model(&self, first: u128) -> ServiceModel {
        let mut next = first;
        let mut fresh = || {
            next = next
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            Uuid::from_u128(next)
        };
        match plan(&self.catalogue(), &ServiceModel::default(), &mut fresh) {
            Ok(plan) => plan.after,
            Err(problems) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                panic!("{}", problems.join("\n"))
            }
        }
    }

    pub(crate) fn outages(&self, model: &ServiceModel) -> Vec<OutageFact> {
        let outages = self.outages.iter().enumerate();
        let outage = |(number, down): (usize, &Down)| {
            let mut components = model.components.values();
            let component = components.find(|one| one.code.as_str() == down.component);
            let component = component.expect("a component of the scene");
            let start = Instant::parse(down.start).expect("an instant");
            OutageFact {
                outage: Uuid::from_u128(number as u128).into(),
                component: component.id,
                start,
                end: Some(start.plus_seconds(down.seconds)),
                effect: match down.known {
                    true => Effect::Lost(Loss::FULL),
                    false => Effect::Unknown,
                },
                revision: 1,
            }
        };
        outages.map(outage).collect()
    }

    /// The statement of the agreement with this code.
    pub(crate) fn statement(&self, agreement: &str, period: &str) -> CreditStatement {
        let model = self.model(1);
        let outages = self.outages(&model);
        statement_of(&model, &outages, self.as_of, agreement, period)
    }

    /// Its months.
    pub(crate) fn months(&self, agreement: &str, period: &str) -> Vec<CreditMonth> {
        self.statement(agreement, period).months
    }

    /// The exposure of the service.
    pub(crate) fn exposure(&self, period: &str) -> Result<CreditExposure, CreditError> {
        let model = self.model(1);
        let outages = self.outages(&model);
        let service = *model.services.keys().next().expect("the service");
        let period = PeriodSpec::parse(period).expect("a period");
        let exposure = credit_exposure(&model, service, period, facts(&outages, self.as_of))?;
        Ok(exposure.expect("an exposure"))
    }
}

fn facts<'a>(outages: &'a [OutageFact], as_of: &str) -> Facts<'a> {
    Facts {
        outages,
        as_of: Instant::parse(as_of).expect("an instant"),
    }
}

/// The statement of an agreement by its code.
pub(crate) fn statement_of(
    model: &ServiceModel,
    outages: &[OutageFact],
    as_of: &str,
    agreement: &str,
    period: &str,
) -> CreditStatement {
    let mut agreements = model.agreements.values();
    let found = agreements.find(|one| one.code.as_str() == agreement);
    let of = StatementOf::Agreement(found.expect("an agreement of the scene").id);
    let period = PeriodSpec::parse(period).expect("a period");
    let statement = credit_statement(model, of, period, facts(outages, as_of));
    statement.expect("amounts").expect("a statement")
}
