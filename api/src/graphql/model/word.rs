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
    /// Whether supplier agreements carry a customer agreement, from best to worst.
    AlignmentStatus from federation::agreement::alignment::AlignmentStatus {
        /// They carry it even if everything falls as badly as it can.
        Aligned,
        /// They carry it only if failures fall favourably.
        AtRisk,
        /// They do not carry it.
        Misaligned,
    }
}

graphql_words! {
    /// What does not fit between a customer agreement and those that underpin it.
    AlignmentFindingKind from federation::agreement::alignment::AlignmentFindingKind {
        /// A service of which nobody wrote down what it depends on.
        NoDependencyTree,
        /// A dependency without an agreement.
        MissingAgreement,
        /// An agreement that promises no availability.
        NoTarget,
        /// An agreement that begins after the customer's.
        BeginsLater,
        /// An agreement that ends before the customer's.
        ExpiresEarlier,
        /// The supplier may exclude maintenance that the customer's agreement does not.
        MaintenanceNotBackToBack,
        /// The supplier may announce maintenance too late to announce it to the customer in time.
        NoticeShorter,
        /// Months begin at other instants than in the customer's agreement.
        ZoneDiffers,
        /// A sub-supplier without an agreement with its lead supplier about what it delivers.
        SubSupplierNotCovered,
        /// The promised percentages do not make the customer's target.
        AvailabilityNotCarried,
        /// Agreed hours of the customer's that the supplier's agreement does not have.
        HoursNotCovered,
        /// The customer is promised a time that this agreement is silent about.
        NoTimeTarget,
        /// An agreement that does not say how soon a handoff is acknowledged.
        NoHandoffTarget,
        /// The times of a chain of suppliers add up to more than the customer was promised.
        ChainTooLong,
        /// The hours of a chain of suppliers make it later than the customer was promised, though
        /// its times add up to no more.
        DueTooLate,
        /// The customer may be owed more than the suppliers may owe.
        CreditsNotCovered,
    }
}

graphql_words! {
    /// What of the integrator is measured.
    IntegratorMeasure from federation::report::IntegratorMeasure {
        /// Services whose promise to the customer was kept, of those judged.
        ServicesMet,
        /// Services whose promise was not kept, of those judged.
        ServicesBreached,
        /// Services of which unknown time decides, of those judged.
        ServicesIndeterminate,
        /// Seconds of downtime that no agreement covers, of all downtime.
        UnownedDowntime,
        /// Dependencies that nobody promised for some of the period, of all dependencies.
        DependenciesWithoutAgreement,
        /// Customer agreements that the agreements underneath carry, of all in force.
        AgreementsAligned,
        /// Customer agreements that are carried only if things fall favourably, of all in force.
        AgreementsAtRisk,
        /// Customer agreements that are not carried, of all in force.
        AgreementsMisaligned,
        /// Months of services with every supplier green and the service red, of all months judged.
        WatermelonPeriods,
        /// Maintenance windows that were not excluded because they were notified too late, of all
        /// that were looked at.
        MaintenanceNotifiedLate,
        /// Seconds of service time in which unknown states make a difference, of all service time.
        UnknownTime,
        /// Components that the integrator delivers itself, of all that services depend on: there it
        /// judges itself.
        OwnComponents,
        /// Tickets that went to the right supplier at first, of all.
        RoutingAccuracy,
        /// How long handoffs wait at the integrator.
        HandoffLatency,
        /// How long disputes have been open.
        DisputeAgeing,
    }
}

graphql_words! {
    /// Whether a measure has a value.
    MeasureState from federation::report::MeasureState {
        /// It has one.
        Ok,
        /// The data for it are missing.
        NoData,
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
