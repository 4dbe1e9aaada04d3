//! The table `dependency_nodes`: the nodes of a tree in preorder.

use federation::authority::{Extent, Reach, Subject};
use federation::topology::Gate;
use federation::vocabulary::{ComponentId, TopologyId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::{topology, visibility};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dependency_nodes")]
pub struct Model {
    /// The tree.
    #[sea_orm(primary_key, auto_increment = false)]
    pub topology_id: Uuid,
    /// Its place in preorder, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The place of its gate; NULL for the root.
    pub parent_position: Option<i32>,
    /// The word of its gate; NULL for a component.
    #[sea_orm(column_type = "Text", nullable)]
    pub gate: Option<String>,
    /// How many children a `K_OF_N` gate needs.
    pub k: Option<i64>,
    /// The component; NULL for a gate.
    pub component_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What stands at a place of the tree.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Component(ComponentId),
    Gate(Gate),
}

/// Position, position of the gate above, and what stands there.
pub(crate) fn raise(model: Model) -> Result<(usize, Option<usize>, Shape), RowError> {
    let Model {
        topology_id,
        position,
        parent_position,
        gate,
        k,
        component_id,
    } = model;
    let id = format!("{topology_id}/{position}");
    let row = Row {
        table: "dependency_nodes",
        id: &id,
    };
    let index =
        |column, number| usize::try_from(number).map_err(|_| row.bad(column, "is below zero"));
    let shape = match (gate.as_deref(), k, component_id) {
        (None, None, Some(component)) => Shape::Component(component.into()),
        (Some("SERIAL"), None, None) => Shape::Gate(Gate::Serial),
        (Some("PARALLEL"), None, None) => Shape::Gate(Gate::Parallel),
        (Some("K_OF_N"), Some(k), None) => Shape::Gate(Gate::KOfN(row.count("k", k)?)),
        (_, _, _) => return Err(row.bad("gate", "is neither one component nor one gate")),
    };
    Ok((
        index("position", position)?,
        parent_position
            .map(|parent| index("parent_position", parent))
            .transpose()?,
        shape,
    ))
}

pub(crate) fn lower(
    topology: TopologyId,
    position: i32,
    parent: Option<i32>,
    shape: Shape,
) -> ActiveModel {
    let (gate, k, component) = match shape {
        Shape::Component(component) => (None, None, Some(component.into())),
        Shape::Gate(gate) => {
            let (word, k) = topology::gate_word(gate);
            (Some(word.to_owned()), k.map(i64::from), None)
        }
    };
    ActiveModel {
        topology_id: Set(topology.into()),
        position: Set(position),
        parent_position: Set(parent),
        gate: Set(gate),
        k: Set(k),
        component_id: Set(component),
    }
}

/// The rows that `reach` covers: the nodes of readable trees.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    match (reach.extent(Subject::DependencyTree), reach.services()) {
        (Extent::Nothing, _) => visibility::nothing(),
        (Extent::Own | Extent::Related, _) | (Extent::Everything, Some(_)) => {
            let topologies = Query::select()
                .column(topology::Column::Id)
                .from(topology::Entity)
                .cond_where(topology::visible_to(reach))
                .take();
            Condition::all().add(Column::TopologyId.in_subquery(topologies))
        }
        (Extent::Everything, None) => visibility::everything(),
    }
}
