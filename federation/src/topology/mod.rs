//! How a service depends on components, and what that makes of their losses.

mod attribution;
mod bounds;
mod cause;
mod compose;
mod counting;
mod flat_tree;
mod formula;
mod history;
mod lost_time;
mod node_downtime;
mod set_counts;
mod sweep;
mod tree;
mod tree_state;

pub use attribution::{Attribution, Shares};
pub use bounds::PercentBounds;
pub use compose::{Segment, Timeline, compose};
pub use history::Condition;
pub use lost_time::LostTime;
pub use node_downtime::{NodeDowntime, TreeDowntime, tree_downtime};
pub use sweep::{Level, SweptTree};
pub use tree::{Gate, Node, Topology};
