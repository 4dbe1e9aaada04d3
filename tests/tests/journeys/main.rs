//! The journeys, all in one program: they share one PostgreSQL server. Each runs on both databases.

mod catalogue;
mod catalogues;
mod migrations;
mod pages;
mod paging;
mod performance;
mod periods;
mod reading;
mod report;
mod roles;
mod schema;
mod small_world;
mod store;
mod submission;
mod visibility;
mod worked;
