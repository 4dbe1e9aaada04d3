//! THE ONE TABLE of what is dear: fields whose work is more than handing a value out, and how many
//! items lists without a page size are counted with. Everything else costs one for each field.
//!
//! One point is about a hundredth of a millisecond on one core; nobody's rows are looked at to count.

/// What a field costs beside what is selected under it, in points, where that is not one.
pub(super) const PRICES: &[(&str, &str, u64)] = &[
    ("Agreement", "alignment", 200),
    ("Agreement", "creditStatement", 200),
    ("Calculator", "availability", 200),
    ("Calculator", "availabilityAlignment", 200),
    ("Calculator", "clockCourse", 50),
    ("Calculator", "custody", 50),
    ("Calculator", "dueAlignment", 100),
    ("Calculator", "hoursCoverage", 100),
    ("Calculator", "requiredEach", 100),
    ("Calculator", "serviceHours", 100),
    ("Calculator", "timeChain", 100),
    ("Mutation", "applyCatalogue", 1_000),
    ("Mutation", "revokeToken", 100),
    ("Mutation", "submitOutages", 100),
    ("Query", "calculator", 10),
    ("Query", "gaps", 2_000),
    ("Query", "integratorScorecard", 2_000),
    ("Query", "simulateComponentReport", 500),
    ("Query", "simulateServiceReport", 500),
    ("Service", "availabilitySeries", 100),
    ("Service", "burnAlerts", 50),
    ("Service", "report", 50),
    ("Service", "trend", 100),
    ("ServiceReport", "attribution", 100),
    ("ServiceReport", "creditExposure", 200),
    ("ServiceReport", "creditStatement", 200),
    ("ServiceReport", "errorBudget", 50),
];

/// How many items a list is counted with that takes no page size, where that is not
/// [`LIST_ITEMS`]. A longer list costs no more: what it holds was computed anyway.
pub(super) const SIZES: &[(&str, &str, u64)] = &[
    ("AvailabilityTrend", "points", 12),
    ("CreditExposure", "months", 3),
    ("CreditMonth", "lines", 3),
    ("CreditStatement", "months", 3),
    ("ExposureMonth", "suppliers", 3),
    ("Service", "availabilitySeries", 30),
    ("Submission", "outcomes", 20),
    ("SupplierExposure", "under", 3),
];

/// How many items any other list of objects is counted with.
pub(super) const LIST_ITEMS: u64 = 3;

/// Fields whose list is as long as one of their arguments.
pub(super) const SIZED_BY: &[(&str, &str, &str)] = &[("Query", "nodes", "ids")];

/// How many points a hundred fields of the introspection cost: they are in memory.
pub(super) const INTROSPECTION_PARTS: u64 = 2;

/// How many points a hundred items of list arguments cost.
pub(super) const INPUT_ITEM_PARTS: u64 = 10;

/// The types of the introspection, which no schema definition lists: field, type of what it gives,
/// and how many of them there are counted; 0 for as many as the schema has types.
pub(super) const INTROSPECTION: &[(&str, &str, &str, u64)] = &[
    ("__Directive", "args", "__InputValue", 2),
    ("__Field", "args", "__InputValue", 2),
    ("__Field", "type", "__Type", 1),
    ("__InputValue", "type", "__Type", 1),
    ("__Schema", "directives", "__Directive", 8),
    ("__Schema", "mutationType", "__Type", 1),
    ("__Schema", "queryType", "__Type", 1),
    ("__Schema", "subscriptionType", "__Type", 1),
    ("__Schema", "types", "__Type", 0),
    ("__Type", "enumValues", "__EnumValue", 3),
    ("__Type", "fields", "__Field", 6),
    ("__Type", "inputFields", "__InputValue", 3),
    ("__Type", "interfaces", "__Type", 1),
    ("__Type", "ofType", "__Type", 1),
    ("__Type", "possibleTypes", "__Type", 2),
];

/// The lists of the introspection that lead round in a circle.
pub(super) const CIRCULAR: &[&str] = &["fields", "inputFields", "interfaces", "possibleTypes"];

/// The most of these lists inside each other: one more than any tool needs.
pub(super) const CIRCLES_MAX: usize = 2;
