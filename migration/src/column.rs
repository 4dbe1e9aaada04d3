//! The few sorts of column there are, each with one spelling.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

type Name = &'static str;

/// The identifier of a row, made by the application.
pub(crate) fn id() -> ColumnDef {
    uuid("id").primary_key().take()
}

pub(crate) fn uuid(name: Name) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

pub(crate) fn uuid_null(name: Name) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

/// A unique code, compared byte by byte in both databases.
pub(crate) fn code(manager: &SchemaManager, name: Name) -> ColumnDef {
    let mut column = text(name).unique_key().take();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

pub(crate) fn text(name: Name) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

pub(crate) fn text_null(name: Name) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

pub(crate) fn big(name: Name) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

pub(crate) fn big_null(name: Name) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

pub(crate) fn int(name: Name) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

pub(crate) fn int_null(name: Name) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

pub(crate) fn boolean(name: Name) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// When this server recorded something, to the microsecond.
pub(crate) fn recorded(name: Name) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .take()
}

pub(crate) fn recorded_null(name: Name) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .null()
        .take()
}

/// A foreign key from `table.column` to the identifier of `target`.
pub(crate) fn reference(table: Name, column: Name, target: Name) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(target, "id")
        .take()
}
