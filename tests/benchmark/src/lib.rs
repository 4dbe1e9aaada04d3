//! What the speed of the end-to-end sweep is measured with, and checked against: an invented world,
//! the same question as PostgreSQL multiranges, and a sweep with nothing around it.

pub mod bare_sweep;
pub mod cluster;
pub mod hostile;
pub mod load;
pub mod measure;
pub mod multiranges;
pub mod served;
pub mod world;
