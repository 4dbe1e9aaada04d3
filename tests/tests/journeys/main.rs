//! The journeys, all in one program: they share one PostgreSQL server. Each runs on both databases.

mod migrations;
mod pages;
mod performance;
mod small_world;
mod store;
mod visibility;
