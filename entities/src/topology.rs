//! The table `topologies`: the heads of dependency trees, whose nodes are in `dependency_nodes`.

use federation::authority::{Extent, Reach, Subject};
use federation::topology::{Gate, Node, Topology};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::dependency_node;
use crate::row::{self, Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topologies")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The service.
    pub service_id: Uuid,
    /// The first second in force.
    pub effective_from_second: i64,
    /// The first second no longer in force.
    pub effective_to_second: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The dependency tree of a head and its nodes, which come by ascending position.
///
/// # Errors
/// [`RowError`] when the nodes are not one tree in preorder.
pub fn raise(model: Model, nodes: Vec<dependency_node::Model>) -> Result<Topology, RowError> {
    let Model {
        id,
        service_id,
        effective_from_second,
        effective_to_second,
    } = model;
    Ok(Topology {
        id: id.into(),
        service: service_id.into(),
        effective: row::effective(effective_from_second, effective_to_second),
        root: raise_tree(id, nodes)?,
    })
}

/// Puts the nodes together from the last to the first: then every gate finds its children ready.
fn raise_tree(topology: Uuid, nodes: Vec<dependency_node::Model>) -> Result<Node, RowError> {
    let row = Row {
        table: "dependency_nodes",
        id: &topology,
    };
    let mut children: Vec<Vec<Node>> = nodes.iter().map(|_| Vec::new()).collect();
    for (index, node) in nodes.into_iter().enumerate().rev() {
        let (position, parent, shape) = dependency_node::raise(node)?;
        if position != index {
            return Err(row.bad("position", format!("{position} should be {index}")));
        }
        let mut own = std::mem::take(&mut children[index]);
        own.reverse();
        let node = match shape {
            dependency_node::Shape::Component(component) if own.is_empty() => {
                Node::Component(component)
            }
            dependency_node::Shape::Component(_) => {
                return Err(row.bad("parent_position", format!("{index} is not a gate")));
            }
            dependency_node::Shape::Gate(gate) => Node::Gate {
                gate,
                children: own,
            },
        };
        match (index, parent) {
            (0, None) => return Ok(node),
            (_, Some(parent)) if parent < index => children[parent].push(node),
            (_, None | Some(_)) => {
                return Err(row.bad("parent_position", format!("of {index} is not before it")));
            }
        }
    }
    Err(row.bad("position", "has no root"))
}

/// The rows of `topology`: its head, and its nodes in preorder.
#[must_use]
pub fn lower(topology: &Topology) -> (ActiveModel, Vec<dependency_node::ActiveModel>) {
    let Topology {
        id,
        service,
        effective,
        root,
    } = topology;
    let head = ActiveModel {
        id: Set((*id).into()),
        service_id: Set((*service).into()),
        effective_from_second: Set(effective.from.unix_seconds()),
        effective_to_second: Set(effective.to.map(|to| to.unix_seconds())),
    };
    let mut nodes = Vec::new();
    let mut open: Vec<(Option<i32>, &Node)> = vec![(None, root)];
    for position in 0.. {
        let Some((parent, node)) = open.pop() else {
            break;
        };
        let shape = match node {
            Node::Component(component) => dependency_node::Shape::Component(*component),
            Node::Gate { gate, children } => {
                open.extend(children.iter().rev().map(|child| (Some(position), child)));
                dependency_node::Shape::Gate(*gate)
            }
        };
        nodes.push(dependency_node::lower(*id, position, parent, shape));
    }
    (head, nodes)
}

/// The words of gates; `k` stands beside them.
pub(crate) fn gate_word(gate: Gate) -> (&'static str, Option<u32>) {
    match gate {
        Gate::Serial => ("SERIAL", None),
        Gate::Parallel => ("PARALLEL", None),
        Gate::KOfN(k) => ("K_OF_N", Some(k)),
    }
}

/// The rows that `reach` covers: the trees of a customer's own services.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            Condition::all().add(Column::ServiceId.in_subquery(services))
        }))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::DependencyTree) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Customer(id) => Condition::all()
                .add(Column::ServiceId.in_subquery(visibility::services_of_customer(id))),
            Reader::Supplier(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Related => match Reader::of(reach) {
            Reader::Supplier(id) => Condition::all()
                .add(Column::ServiceId.in_subquery(visibility::services_of_supplier(id))),
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}
