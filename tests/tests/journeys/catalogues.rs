//! The catalogues that journeys begin with. The integrator is always `hub`.

/// Only the integrator: whoever else there is, it adds by mutation.
pub(crate) const FOUNDING: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
";

/// The small catalogue with credits: the bank gets back 10 % of 20,000 a month, of which the network
/// bears 5 % of 10,000; the hosting contract has none.
pub(crate) fn with_credits() -> String {
    let credits = |charge: &str, below: &str, percent: u8| {
        format!(
            "credits: {{sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {{amount: {charge}, currency: \
             EUR}}, tiers: [{{belowPercent: {below}, creditPercent: {percent}}}]}}"
        )
    };
    let bank = credits("20000", "99.9", 10);
    let sla = SMALL.replace(
        "maintenance: {noticeHours: 0}",
        &format!("maintenance: {{noticeHours: 0}}, {bank}"),
    );
    let acme = credits("10000", "99.95", 5);
    sla.replacen("99.95}", &format!("99.95, {acme}}}"), 1)
}

/// Two customers, two rival suppliers, a sub-supplier of the first; the bank's portal needs both
/// rivals, the shop's store only the second.
pub(crate) const SMALL: &str = "\
catalogue: 1
organizations:
  - {code: hub, name: Hub, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: shop, name: Shop, kind: CUSTOMER}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: bolt, name: Bolt, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: cage, name: Cage, kind: SERVICE_PROVIDER, providerType: INTERNAL, subcontractedTo: acme}
calendars:
  - {code: always, zone: UTC}
components:
  - {code: net, name: Network, supplier: acme}
  - {code: host, name: Hosting, supplier: bolt}
  - {code: rack, name: Rack, supplier: cage}
services:
  - code: portal
    name: Portal
    customer: bank
    topologies:
      - effectiveFrom: 2026-01-01T00:00:00Z
        tree: {gate: SERIAL, children: [{component: net}, {component: host}]}
  - code: store
    name: Store
    customer: shop
    topologies:
      - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {component: host}}
agreements:
  - code: sla-portal
    name: Portal for the bank
    kind: SLA
    provider: hub
    customer: bank
    service: portal
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9, maintenance: {noticeHours: 0}}
  - code: sla-store
    name: Store for the shop
    kind: SLA
    provider: hub
    customer: shop
    service: store
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}
  - code: uc-acme
    name: Network contract
    kind: UNDERPINNING_CONTRACT
    provider: acme
    customer: hub
    components: [net]
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.95}
  - code: uc-bolt
    name: Hosting contract
    kind: UNDERPINNING_CONTRACT
    provider: bolt
    customer: hub
    components: [host]
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.95}
  - code: uc-cage
    name: Rack contract
    kind: UNDERPINNING_CONTRACT
    provider: cage
    customer: acme
    components: [rack]
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 99.9}
";
