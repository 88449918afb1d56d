//! Co-moments: the exact sums from which drivers, reliabilities and path models are computed
//! (METHODS §1.6).
//!
//! [`Moments`] holds n, Σx and Σxy of some columns as integers; [`Patterns`] keeps one of them for
//! each combination of columns that responses answered, so that nothing is ever pairwise-deleted.
//! Both form abelian groups: they merge and unmerge exactly, in any order. [`Centred`] is what
//! models read: covariances from an exact integer numerator, without cancellation.
//!
//! ```
//! use plaudit_core::moments::Patterns;
//!
//! let mut sums = Patterns::new(2).unwrap();
//! for (satisfaction, speed) in [(8, Some(7)), (9, Some(9)), (4, None), (5, Some(4))] {
//!     sums.add(&[Some(satisfaction), speed]);
//! }
//! let complete = sums.listwise(&[0, 1]).unwrap().centred().unwrap();
//! assert_eq!(complete.n(), 3);
//! assert_eq!(complete.covariance(0, 1), Some(31.0 / 6.0));
//! ```

mod centred;
mod coding;
mod columns;
mod em;
mod patterns;
mod sums;

pub use centred::Centred;
pub use coding::{Coding, Values};
pub use columns::{Column, Columns};
pub(crate) use em::continue_from;
pub use em::{Error as EmError, expectation_maximisation};
pub use patterns::{MAX_COLUMNS, Pattern, Patterns};
pub use sums::Moments;
