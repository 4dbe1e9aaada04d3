//! How a service depends on components, and what that makes of their losses.

mod tree;

pub use tree::{Gate, Node, Topology};
