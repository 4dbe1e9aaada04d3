//! The journeys, all in one program: they share one PostgreSQL server. Each runs on both databases.

mod catalogue;
mod catalogues;
mod command_line;
mod crawler;
mod import;
mod interference;
mod leaks;
mod migrations;
mod pages;
mod paging;
mod performance;
mod periods;
mod reading;
mod real_data;
mod report;
mod rivals;
mod roles;
mod schema;
mod small_world;
mod store;
mod submission;
mod tokens;
mod visibility;
mod worked;
