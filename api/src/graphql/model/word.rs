//! The closed lists of the domain as GraphQL enums, spelled as the domain spells them.

use async_graphql::Enum;

/// Declares a GraphQL enum over a domain list, with the conversion from it.
macro_rules! graphql_words {
    ($(#[$doc:meta])* $name:ident from $domain:path { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                use $domain as Domain;
                match word { $(Domain::$variant => Self::$variant),+ }
            }
        }
    };
}

graphql_words! {
    /// The three layers of service integration and management.
    OrganizationKind from federation::party::OrganizationKind {
        /// Receives services.
        Customer,
        /// Runs services end to end.
        ServiceIntegrator,
        /// Delivers components: a supplier.
        ServiceProvider,
    }
}

graphql_words! {
    /// What sort of supplier a service provider is (ISO/IEC 20000-1, 8.3.4).
    ProviderType from federation::party::ProviderType {
        /// Another company, under contract.
        External,
        /// A part of the integrator's or customer's own organization.
        Internal,
        /// The customer itself, delivering a component.
        CustomerActingAsSupplier,
    }
}

graphql_words! {
    /// What sort of agreement it is.
    AgreementKind from federation::agreement::AgreementKind {
        /// Service level agreement with a customer about a service.
        Sla,
        /// Operational level agreement with an internal party about components.
        Ola,
        /// Contract with an external supplier about components.
        UnderpinningContract,
    }
}

graphql_words! {
    /// Whether an agreement version binds.
    AgreementStatus from federation::agreement::AgreementStatus {
        /// Being negotiated: never used for a figure.
        Draft,
        /// Signed: used while it is effective.
        Signed,
        /// Ended early: used until its effective end.
        Terminated,
    }
}

graphql_words! {
    /// How a loss between none and full counts as downtime.
    DegradationRule from federation::agreement::DegradationRule {
        /// A degraded component counts as up; its degradation is listed.
        AsUp,
        /// Each degraded second counts with its loss.
        Weighted,
        /// A degraded component counts as down.
        AsDown,
    }
}

graphql_words! {
    /// How time counts in which the state of a component is not known.
    MissingDataRule from federation::agreement::MissingDataRule {
        /// The figure becomes bounds; a target between them is INDETERMINATE.
        Indeterminate,
        /// Unknown time is downtime.
        CountAsDown,
        /// Any unknown agreed time is a breach.
        CountAsFailure,
    }
}

graphql_words! {
    /// How every lost second is shared among the suppliers whose components were down.
    AttributionPolicy from federation::agreement::AttributionPolicy {
        /// The Shapley value of the loss: each supplier's average marginal part. Sums to the downtime.
        Shapley,
        /// Equally among the suppliers that made a difference. Sums to the downtime.
        SplitEqual,
        /// To the supplier whose relevant component failed first. Sums to the downtime.
        FirstCause,
        /// Whole to each supplier that made a difference: a liability view that is not a sum.
        Full,
    }
}

graphql_words! {
    /// The part that the bearer of a token plays.
    Role from federation::authority::Role {
        /// Reads everything and changes nothing.
        Auditor,
        /// Receives services.
        Customer,
        /// Runs the services.
        Integrator,
        /// Runs this installation from its own machine.
        Operator,
        /// Delivers components.
        Supplier,
    }
}

graphql_words! {
    /// What became of a submitted row.
    RowStatus from federation::intake::submission::RowStatus {
        /// It is stored.
        Accepted,
        /// The same was there already: no failure.
        Duplicate,
        /// It is not stored; its problems say why.
        Rejected,
        /// Nothing is wrong with it, but an ATOMIC batch was refused for another row.
        NotStored,
    }
}

graphql_words! {
    /// What happens to a batch of which some rows are refused.
    SubmissionMode from federation::incident::SubmissionMode {
        /// Nothing is stored unless every row can be.
        Atomic,
        /// What can be stored is stored.
        BestEffort,
    }
}

graphql_words! {
    /// Whether missing a level costs money.
    MeasurementSort from federation::agreement::credit::MeasurementSort {
        /// A critical service level: it bears credit.
        CriticalServiceLevel,
        /// A key measurement: it is reported, and bears none.
        KeyMeasurement,
    }
}

graphql_words! {
    /// What became of a credit.
    CreditStatus from federation::report::CreditStatus {
        /// Nothing is given back: the promise was kept, or the miss lies in no band.
        NotDue,
        /// It is given back.
        Due,
        /// Not decided yet: the month is open, or unknown time decides. It bears nothing so far.
        Pending,
        /// A key measurement: it is reported, and bears nothing.
        ReportedOnly,
    }
}

graphql_words! {
    /// Why a supplier is not liable for a failure.
    Relief from federation::agreement::credit::Relief {
        /// The root cause is another supplier's: its own agreement shows no downtime.
        CausedByAnotherSupplier,
        /// The root cause is the customer's.
        CausedByCustomer,
    }
}

graphql_words! {
    /// How badly a level was missed.
    KpiFailureSeverity from federation::agreement::credit::KpiFailureSeverity {
        /// A little.
        Minor,
        /// Clearly.
        Serious,
        /// Badly.
        Severe,
        /// Beyond what the agreement tolerates at all.
        BelowThreshold,
    }
}

graphql_words! {
    /// The order in which tickets are worked on.
    Priority from federation::agreement::Priority {
        /// First.
        P1,
        /// Second.
        P2,
        /// Third.
        P3,
        /// Fourth.
        P4,
        /// Last.
        P5,
    }
}

graphql_words! {
    /// How much is hit.
    Impact from federation::agreement::Impact {
        /// Much.
        High,
        /// Some.
        Medium,
        /// Little.
        Low,
    }
}

graphql_words! {
    /// How soon it hurts.
    Urgency from federation::agreement::Urgency {
        /// At once.
        High,
        /// Soon.
        Medium,
        /// Later.
        Low,
    }
}

graphql_words! {
    /// Why work on a ticket pauses.
    PauseReason from federation::agreement::PauseReason {
        /// The customer has to answer or to do something.
        WaitingForCustomer,
        /// Another supplier has to do something.
        WaitingForSupplier,
        /// The next window for changes has to come.
        WaitingForChangeWindow,
        /// A date was agreed with the customer.
        AgreedDate,
        /// Nobody could have prevented it.
        ForceMajeure,
    }
}

graphql_words! {
    /// What a clock is for.
    ClockKind from federation::agreement::ClockKind {
        /// Until somebody has taken the ticket up.
        Response,
        /// Until the service is restored or the request fulfilled.
        Resolution,
    }
}

graphql_words! {
    /// Whose promise a clock measures.
    ClockSide from federation::agreement::ClockSide {
        /// The promise to the customer.
        CustomerFacing,
        /// The promise of one supplier.
        Supplier,
    }
}

graphql_words! {
    /// What a workload limit counts.
    WorkloadMeasure from federation::agreement::WorkloadMeasure {
        /// Incidents.
        Incidents,
        /// Service requests.
        ServiceRequests,
        /// Changes.
        Changes,
        /// Handoffs.
        Handoffs,
    }
}

impl From<AttributionPolicy> for federation::agreement::AttributionPolicy {
    fn from(policy: AttributionPolicy) -> Self {
        match policy {
            AttributionPolicy::Shapley => Self::Shapley,
            AttributionPolicy::SplitEqual => Self::SplitEqual,
            AttributionPolicy::FirstCause => Self::FirstCause,
            AttributionPolicy::Full => Self::Full,
        }
    }
}

impl From<SubmissionMode> for federation::incident::SubmissionMode {
    fn from(mode: SubmissionMode) -> Self {
        match mode {
            SubmissionMode::Atomic => Self::Atomic,
            SubmissionMode::BestEffort => Self::BestEffort,
        }
    }
}
