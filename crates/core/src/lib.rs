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
//! ```
//! use std::collections::BTreeMap;
//!
//! use plaudit_core::estimate::Level;
//! use plaudit_core::measure::{Kind, Measure};
//! use plaudit_core::response::{Given, Submission, SubmittedAnswer};
//! use plaudit_core::scale::Scale;
//! use plaudit_core::survey::{Asking, OptionOrder, Question, QuestionKind, Survey, Version};
//! use plaudit_core::tally::Tally;
//! use plaudit_core::text::LocalText;
//! use plaudit_core::time::Timestamp;
//!
//! let survey = Survey {
//!     id: "shop".into(),
//!     title: LocalText::of("en", "Our shop"),
//!     default_language: "en".into(),
//!     time_zone: "Europe/Helsinki".into(),
//!     questions: vec![Question {
//!         id: "recommend".into(),
//!         text: LocalText::of("en", "How likely are you to recommend us?"),
//!         wording: 1,
//!         required: false,
//!         show_if: None,
//!         option_order: OptionOrder::Written,
//!         no_answer: Vec::new(),
//!         departments: vec![],
//!         kind: QuestionKind::Score(Scale::new(0, 10)),
//!     }],
//!     measures: vec![Measure {
//!         id: "nps".into(),
//!         kind: Kind::Nps,
//!         question: "recommend".into(),
//!         label: LocalText::default(),
//!         method: None,
//!     }],
//!     segments: vec![],
//!     privacy_k: 5,
//!     weighted: false,
//!     repeat_respondents: false,
//!     strata: None,
//!     driver_models: vec![],
//!     path_model: None,
//!     asking: Asking::default(),
//!     retention_days: None,
//! };
//! let now = Timestamp::from_micros(1_795_305_600_000_000).unwrap();
//! let version = Version::new(1, now, survey).unwrap();
//!
//! let mut tally = Tally::default();
//! for (score, customers) in [(10, 60), (8, 28), (3, 12)] {
//!     for _ in 0..customers {
//!         let answer = SubmittedAnswer {
//!             question: "recommend",
//!             given: Some(Given::Score(score)),
//!         };
//!         let submission = Submission {
//!             id: "order-4711",
//!             answered_at: Some(now),
//!             respondent: None,
//!             channel: None,
//!             language: None,
//!             weight: None,
//!             duration_seconds: None,
//!             segments: BTreeMap::new(),
//!             answers: vec![answer],
//!             completed: true,
//!         };
//!         tally.add(&version, &version.check(submission, now).unwrap());
//!     }
//! }
//!
//! let mut sums = vec![0; version.layout().len()];
//! for (_, counters) in tally.cells() {
//!     for (sum, count) in sums.iter_mut().zip(counters.counts()) {
//!         *sum += u64::try_from(*count).unwrap();
//!     }
//! }
//! let nps = version.survey().measures[0].figure(&version, &sums);
//! let nps = nps.estimate(Level::default()).unwrap();
//! assert_eq!((nps.value, nps.n), (48.0, 100));
//! // Tango's score interval, 33.0 to 60.4.
//! assert_eq!((nps.lower.round(), nps.upper.round()), (33.0, 60.0));
//! ```
//!
//! Counts alone are enough where there is no survey to check:
//!
//! ```
//! use plaudit_core::{estimate::Level, sample::Sample};
//!
//! // 12 detractors, 28 passives and 60 promoters.
//! let answers = Sample::new(vec![-100.0, 0.0, 100.0], vec![12, 28, 60]).unwrap();
//! assert_eq!(answers.tango(Level::default()).unwrap().value, 48.0);
//! ```
//!
//! Where to find a figure by its usual name; each function names its source and a reference value:
//!
//! | name | where |
//! |---|---|
//! | NPS, eNPS, NPS on 1 to 10, CSAT, CES, top box, bottom box, mean score, share | [`measure`], computed from a [`sample`] |
//! | satisfaction index (ACSI), expectation gap, secure customers | [`measure`], of several questions |
//! | purchase intent (Juster), wallet share, visit frequency | [`measure`] |
//! | consensus, polarisation, agreement | [`measure`], [`shape`] |
//! | confidence interval, margin of error, reportable or not | [`interval`], [`estimate`] |
//! | weights, design effect, effective sample size, strata, panels | [`sample`], [`design`], [`weights`] |
//! | post-stratification, raking, trimming | [`weights`] |
//! | significant difference, equivalence, sample size, detectable change | [`compare`] |
//! | many comparisons, false discovery rate | [`multiplicity`] |
//! | control chart, CUSUM, change point, season, mix effect | [`series`] |
//! | live tile, peeking, always valid interval | [`sequential`] |
//! | leaderboard, ranking, small teams, league table | [`teams`] |
//! | response rate, nonresponse bias, gaming | [`nonresponse`] |
//! | key drivers, Shapley value, importance-performance, penalty-reward, what-if | [`drivers`] |
//! | Cronbach's alpha, path model (ECSI, ACSI) | [`drivers`] |
//! | covariances, missing answers, EM | [`moments`], kept with tallies as [`comoments`] |
//! | standard error of anything, repeat respondents | [`jackknife`], [`design`] |
//! | retention, churn, survival, complaint rate, relative risk | [`outcomes`] |
//! | corrected sentiment share, macro average | [`corrected`] |
//! | words of comments, keywords | [`terms`] |
//! | anonymity, small groups | [`privacy`] |
//! | how long answering took | [`tally`] |
//!
//! Ready questions and templates are in the [`bank`]; what is doubtful in a survey, [`lint`] finds.
//!
//! Whom a survey asks, [`invitation`] decides.
//!
//! What they stand on: [`scale`]s and [`text`]s of a [`survey`], checked [`response`]s, days and zones of
//! [`time`], and what of an older version [`comparable`] answers are.

pub mod bank;
pub mod comoments;
pub mod comparable;
pub mod compare;
pub mod corrected;
pub mod design;
pub mod drivers;
pub mod estimate;
pub mod interval;
pub mod invitation;
pub mod jackknife;
mod limits;
pub mod lint;
pub mod measure;
pub mod moments;
pub mod multiplicity;
pub mod nonresponse;
mod numeric;
pub mod outcomes;
pub mod poll;
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
