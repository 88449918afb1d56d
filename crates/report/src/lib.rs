//! From tallies to the `Report` message, and from that message to what people and programs read.
//!
//! Pure: no I/O, no clock. [`render`] reads nothing but the message, so that every output shows the
//! same figures.

pub mod render;
