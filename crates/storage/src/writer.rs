//! The connections that write, in the hands of one caller after the other.

pub(crate) mod postgres;
pub(crate) mod sqlite;
