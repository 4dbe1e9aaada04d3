//! Credits passed through to the suppliers of real agreements (C13 e).

use federation::report::needs_of_credit_exposure;
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::Money;

use crate::credit_scene::{Down, Scene, down};
use crate::credit_statements::{APRIL, SHORT, lost};

fn passing(net: &str, host: &str, outages: Vec<Down>) -> Scene {
    let tier = |credit: &str, currency: &str| {
        format!(
            "availabilityTargetPercent: 99.9, credits: {{sort: CRITICAL_SERVICE_LEVEL, \
             chargePerMonth: {{amount: 10000, currency: {currency}}}, tiers: [{{belowPercent: 99.9, \
             creditPercent: {credit}}}]}}"
        )
    };
    let terms = |given: &str| match given.split_once(' ') {
        Some((credit, currency)) => tier(credit, currency),
        None => tier(given, "EUR"),
    };
    Scene {
        net: terms(net),
        host: terms(host),
        outages,
        ..Scene::default()
    }
}

#[test]
fn c13_e_what_suppliers_bear_and_what_is_left() {
    // 0.15 % by the network and 0.05 % by the host: 2,000 are owed, 3 to 1.
    let outages = vec![
        down("net", APRIL, lost(SHORT, 150)),
        down("host", "2026-04-10T00:00:00Z", lost(SHORT, 50)),
    ];
    let of = |scene: &Scene| {
        let exposure = scene.exposure("2026-04").expect("amounts");
        let month = exposure.months[0].clone();
        let suppliers = month.suppliers.iter();
        let each =
            suppliers.map(|one| [one.share, one.given_back, one.recoverable].map(Money::minor));
        let sums = [month.owed, month.recoverable, month.net_exposure].map(Money::minor);
        (each.collect::<Vec<_>>(), sums, exposure)
    };
    // The network gives back 500, less than its share; the host met its own promise.
    let (each, sums, exposure) = of(&passing("5", "100", outages.clone()));
    assert_eq!(each, [[150_000, 50_000, 50_000], [50_000, 0, 0]]);
    assert_eq!(sums, [200_000, 50_000, 150_000]);
    assert_eq!(exposure.totals[0].net_exposure.minor(), 150_000);
    let under = &exposure.months[0].suppliers[0].under[0];
    assert_eq!(under.agreement.code.as_str(), "uc-net");
    assert_eq!((under.at_risk.minor(), under.counted), (1_000_000, true));
    // It gives back more than its share: no more than the share is recovered.
    let (each, sums, _) = of(&passing("40", "100", outages.clone()));
    assert_eq!(each[0], [150_000, 400_000, 150_000]);
    assert_eq!(sums, [200_000, 150_000, 50_000]);
    // In another currency it is shown, said, and not counted.
    let (each, sums, exposure) = of(&passing("40 USD", "100", outages));
    assert_eq!((each[0], sums[2]), ([150_000, 0, 0], 200_000));
    let said: Vec<&str> = exposure
        .caveats
        .iter()
        .map(|caveat| caveat.code.as_str())
        .collect();
    assert_eq!(said, ["CREDIT_CURRENCIES_DIFFER"]);
    let under = &exposure.months[0].suppliers[0].under[0];
    assert_eq!(
        (under.credit.to_string().as_str(), under.counted),
        ("4000.00 USD", false)
    );
}

/// The same calendar month is another stretch in another zone, and an agreement gives back less when
/// components beside the service's share its at-risk amount: the facts of all that are asked for.
#[test]
fn an_exposure_asks_for_months_of_other_zones_and_for_all_that_share_a_cap() {
    let base = passing("5", "5", vec![]);
    let scene = Scene {
        net: format!("calendar: new-york, {}", base.net),
        outages: vec![down("net", "2026-05-01T01:00:00Z", 7_200)],
        ..base
    };
    let model = scene.model(1);
    let service = *model.services.keys().next().expect("the service");
    let april = PeriodSpec::parse("2026-04").expect("a month");
    let needs = needs_of_credit_exposure(&model, service, april).expect("needs");
    let instant = |text: &str| Instant::parse(text).expect("an instant");
    assert!(needs.span.start <= instant("2026-03-01T00:00:00Z"));
    assert!(needs.span.end >= instant("2026-05-01T04:00:00Z"));
    assert_eq!(needs.components.len(), 4);
    // Still April in New York, and May for the customer.
    let exposure = scene
        .exposure("2026-04-15T00:00:00Z/2026-06-15T00:00:00Z")
        .expect("amounts");
    let given = exposure.months.iter().map(|month| {
        let net = &month.suppliers[0];
        [month.owed, net.share, net.given_back, net.recoverable].map(Money::minor)
    });
    let expect = [[0, 0, 50_000, 0], [200_000, 200_000, 0, 0]];
    assert_eq!(given.collect::<Vec<_>>(), expect);
}
