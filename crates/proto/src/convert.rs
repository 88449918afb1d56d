//! Conversions between the contracts and `plaudit-core`.
