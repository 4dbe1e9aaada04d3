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
    /// The calendar period of each point of a series, in the zone of the agreement in force in it.
    SeriesStep from federation::report::SeriesStep {
        /// A local day.
        Day,
        /// A week from Monday on, numbered as ISO 8601 does.
        Week,
        /// A calendar month.
        Month,
        /// A calendar quarter.
        Quarter,
        /// A calendar year.
        Year,
    }
}

graphql_words! {
    /// Which months a trend is made of.
    TrendBasis from federation::report::TrendBasis {
        /// Only frozen ones, which the parties agree to be final: the contractual trend.
        Frozen,
        /// All that are over, also those that late or corrected data can still change.
        Ended,
    }
}

graphql_words! {
    /// Whether there is a trend.
    TrendState from federation::evaluation::TrendState {
        /// There is one.
        Ok,
        /// Fewer than three months carry none.
        TooFewPoints,
    }
}

impl From<SeriesStep> for federation::report::SeriesStep {
    fn from(step: SeriesStep) -> Self {
        match step {
            SeriesStep::Day => Self::Day,
            SeriesStep::Week => Self::Week,
            SeriesStep::Month => Self::Month,
            SeriesStep::Quarter => Self::Quarter,
            SeriesStep::Year => Self::Year,
        }
    }
}

impl From<TrendBasis> for federation::report::TrendBasis {
    fn from(basis: TrendBasis) -> Self {
        match basis {
            TrendBasis::Frozen => Self::Frozen,
            TrendBasis::Ended => Self::Ended,
        }
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
