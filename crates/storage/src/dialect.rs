//! The few statements whose text differs between the databases, because of speed: those that take a
//! whole batch. Both modules have the same functions.

pub(crate) mod postgres;
pub(crate) mod sqlite;
