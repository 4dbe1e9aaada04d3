//! The functions that the policies call: who is at work, and what is related to whom.

/// A function that the policies call.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// The statement that makes it.
    pub statement: &'static str,
}

/// The functions, each after those that it calls.
///
/// Those in `plpgsql` run only for the word that needs them, and read under the policies themselves.
/// They are closed to the planner: the plan of a question stays small however many tables the
/// policies look at, and nobody sees that components depend on services and services on components.
/// Run for one word they do not: each goes only one way.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "concordat_role",
        why: "The word that this transaction has set.",
        statement: "CREATE FUNCTION concordat_role() RETURNS text \
            LANGUAGE sql STABLE PARALLEL SAFE \
            AS $$ SELECT current_setting('concordat.role', true) $$",
    },
    Function {
        name: "concordat_organization",
        why: "The organization that this transaction has set.",
        statement: "CREATE FUNCTION concordat_organization() RETURNS uuid \
            LANGUAGE sql STABLE PARALLEL SAFE \
            AS $$ SELECT nullif(current_setting('concordat.organization', true), '')::uuid $$",
    },
    Function {
        name: "concordat_topologies_of_supplier",
        why: "The dependency trees that hold a component of the supplier.",
        statement: "CREATE FUNCTION concordat_topologies_of_supplier() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT n.topology_id FROM dependency_nodes n \
            JOIN components c ON c.id = n.component_id \
            WHERE c.supplier_id = concordat_organization(); END $$",
    },
    Function {
        name: "concordat_services_of_supplier",
        why: "The services that a component of the supplier supports.",
        statement: "CREATE FUNCTION concordat_services_of_supplier() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT t.service_id FROM topologies t \
            WHERE t.id IN (SELECT concordat_topologies_of_supplier()); END $$",
    },
    Function {
        name: "concordat_components_of_customer",
        why: "What the services of the customer are made of.",
        statement: "CREATE FUNCTION concordat_components_of_customer() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT n.component_id FROM dependency_nodes n \
            JOIN topologies t ON t.id = n.topology_id \
            JOIN services s ON s.id = t.service_id \
            WHERE n.component_id IS NOT NULL AND s.customer_id = concordat_organization(); END $$",
    },
    Function {
        name: "concordat_visible_agreements",
        why: "The agreements that this transaction reads.",
        statement: "CREATE FUNCTION concordat_visible_agreements() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT a.id FROM agreements a; END $$",
    },
    Function {
        name: "concordat_visible_calendars",
        why: "The calendars that the versions of these agreements are written in.",
        statement: "CREATE FUNCTION concordat_visible_calendars() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT v.calendar_id FROM agreement_versions v; END $$",
    },
    Function {
        name: "concordat_visible_components",
        why: "The components that this transaction reads.",
        statement: "CREATE FUNCTION concordat_visible_components() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT c.id FROM components c; END $$",
    },
    Function {
        name: "concordat_visible_services",
        why: "The services that this transaction reads.",
        statement: "CREATE FUNCTION concordat_visible_services() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT s.id FROM services s; END $$",
    },
    Function {
        name: "concordat_visible_topologies",
        why: "The dependency trees that this transaction reads.",
        statement: "CREATE FUNCTION concordat_visible_topologies() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT t.id FROM topologies t; END $$",
    },
    Function {
        name: "concordat_suppliers_of_customer",
        why: "Who delivers what the services of the customer are made of.",
        statement: "CREATE FUNCTION concordat_suppliers_of_customer() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN QUERY \
            SELECT c.supplier_id FROM components c; END $$",
    },
    Function {
        name: "concordat_lead_supplier",
        why: "The lead supplier of the supplier. It reads `organizations`, whose policy calls it: \
              for as long as it runs, the word lets only the supplier's own row through.",
        statement: "CREATE FUNCTION concordat_lead_supplier() RETURNS SETOF uuid \
            LANGUAGE plpgsql STABLE AS $$ \
            DECLARE word text := concordat_role(); lead uuid; \
            BEGIN \
            PERFORM set_config('concordat.role', 'SUPPLIER_ITSELF', true); \
            SELECT o.subcontracted_to INTO lead FROM organizations o \
            WHERE o.id = concordat_organization(); \
            PERFORM set_config('concordat.role', word, true); \
            RETURN QUERY SELECT lead WHERE lead IS NOT NULL; END $$",
    },
];
