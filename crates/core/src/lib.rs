//! Scales, surveys, responses, tallies, measures and their uncertainty: what Plaudit means by a
//! number.
//!
//! The crate is pure. It does no I/O, reads no clock, draws no random numbers, and knows nothing of
//! SQL, protobuf or the network; a team can use it alone.
//!
//! The way of an answer through it:
//!
//! 1. a [`Survey`](survey::Survey) is checked once and becomes a [`Version`](survey::Version);
//! 2. a [`Submission`](response::Submission) is checked against the version and becomes a
//!    [`Response`](response::Response), or a list of [`Violation`]s that name the fields;
//! 3. responses are summed into a [`Tally`](tally::Tally), an abelian group of exact integers;
//! 4. a [`Measure`](measure::Measure) reads its [`Figure`](measure::Figure) from the sums, which gives
//!    an [`Estimate`](estimate::Estimate): a value, its interval, the method and n.
//!
//! Beside it: [`comoments`] are the sums that say which answers were given together, [`moments`] and [`drivers`] say what satisfaction goes with, [`jackknife`] how sure any
//! figure is when people answer repeatedly, [`outcomes`] what customers did afterwards, and [`terms`]
//! which words they used.
//!
//! Where to find a figure by its usual name:
//!
//! | name | where |
//! |---|---|
//! | NPS, CSAT, CES, top box, mean score | [`measure`], computed from a [`sample`] |
//! | confidence interval, margin of error | [`interval`], chosen by [`estimate::Method`] |
//! | weights, design effect, effective sample size | [`sample`], [`design`], [`weights`] |
//! | significant difference, equivalence, sample size | [`compare`], [`multiplicity`] |
//! | control chart, change point, mix effect | [`series`]; live tiles: [`sequential`] |
//! | leaderboard, ranking, small teams | [`teams`] |
//! | response rate, nonresponse bias | [`nonresponse`] |
//! | key drivers, importance, satisfaction index | [`drivers`] |
//! | retention, churn, complaint rate | [`outcomes`] |
//! | consensus, polarisation | [`shape`] |
//! | corrected sentiment share, macro average, wallet share | [`corrected`] |
//! | words of comments | [`terms`] |
//! | anonymity | [`privacy`] |
//!
//! ```
//! use plaudit_core::{estimate::Level, sample::Sample};
//!
//! // 60 promoters, 28 passives and 12 detractors.
//! let answers = Sample::new(vec![-100.0, 0.0, 100.0], vec![12, 28, 60]).unwrap();
//! let nps = answers.tango(Level::default()).unwrap();
//! assert_eq!(nps.value, 48.0);
//! assert_eq!((nps.lower.round(), nps.upper.round()), (33.0, 60.0));
//! ```

pub mod comoments;
pub mod comparable;
pub mod compare;
pub mod corrected;
pub mod design;
pub mod drivers;
pub mod estimate;
pub mod interval;
pub mod jackknife;
mod limits;
pub mod measure;
pub mod moments;
pub mod multiplicity;
pub mod nonresponse;
mod numeric;
pub mod outcomes;
pub mod privacy;
pub mod response;
pub mod sample;
pub mod scale;
pub mod sequential;
pub mod series;
pub mod shape;
mod student;
pub mod survey;
pub mod tally;
pub mod teams;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod text;
pub mod time;
mod violation;
pub mod weights;

pub use limits::Interval;
pub use violation::Violation;
