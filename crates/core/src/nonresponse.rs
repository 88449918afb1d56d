//! Those who did not answer: how many, who, and what they could change.
//!
//! | question | function |
//! |---|---|
//! | how many answered, under which name | [`Dispositions::rates`] |
//! | do those who answered look like those who were asked | [`representativity`] |
//! | do late answers differ, and what if the silent go on like that | [`waves`] |
//! | what could the silent change at most, and what would they need to | [`manski`], [`break_even`] |
//! | does somebody choose whom to ask | [`invitations`] |
//! | do those who answered stay longer | [`landmark`](crate::outcomes::landmark) |

mod bounds;
mod gaming;
mod rates;
mod representativity;
mod waves;

pub use bounds::{Bounds, break_even, manski};
pub use gaming::{Invitations, invitations};
pub use rates::{Disposition, Dispositions, Rates};
pub use representativity::{Representativity, representativity};
pub use waves::{Waves, waves};

#[cfg(test)]
mod tests;
