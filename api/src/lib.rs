//! Who asks, and when it happens: everything of the concordat binary that is not its `main`.

pub mod store;
