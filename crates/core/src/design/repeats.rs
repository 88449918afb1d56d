//! People who answered several times: their responses one by one, and what they do to a variance.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Clusters;
use crate::response::{Response, Weight};
use crate::sample::Sample;
use crate::survey::Version;
use crate::tally::{Cell, Counters};

/// What a tally does not say of the responses to a survey that one person may answer several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeaters {
    /// The responses of respondents who have more than one, those of one respondent in a row.
    pub repeats: Vec<Repeat>,
    /// Responses without a pseudonym by cell; each counts as another respondent's.
    pub anonymous: BTreeMap<Cell, u64>,
}

/// One response of a respondent who has more than one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// A number that stands for the respondent, ascending.
    pub respondent: u32,
    /// Where the tally counts it.
    pub cell: Cell,
    /// Positions of the counters that count it, in the layout of its version, ascending.
    pub counted: Vec<usize>,
    /// Its weight, in a weighted survey.
    pub weight: Option<Weight>,
}

impl Repeat {
    /// The response of the respondent with this number.
    #[must_use]
    pub fn new(respondent: u32, version: &Version, response: Response) -> Self {
        Self {
            respondent,
            counted: Counters::positions(version, &response),
            weight: response.weight,
            cell: Cell {
                version: response.version,
                day: response.day,
                segments: response.segments,
            },
        }
    }
}

/// One answer of a respondent who may have given more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RepeatAnswer {
    /// A number that stands for the respondent.
    pub respondent: u32,
    /// Position of what was answered among the values of the sample.
    pub value: usize,
    /// Weight of the answer; 1 where answers carry none.
    pub weight: f64,
}

/// The mean of a sample with the variance that repeat respondents give it (METHODS §1.4), and what
/// each of them adds to its error, so that means which share respondents can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustered {
    /// Variance of the mean, in the unit squared.
    pub variance: f64,
    /// Degrees of freedom: respondents minus 1.
    pub df: f64,
    /// Whether anybody answered more than once.
    pub repeated: bool,
    /// By respondent: the sum of w(y - mean)/W.
    influences: Vec<(u32, f64)>,
}

impl Clustered {
    /// The answers of `sample`, those of respondents with more than one response also one by one:
    /// `repeats`, the answers of one respondent in a row and respondents ascending. All other answers
    /// are each another respondent's. `responding` is how many respondents there are with those who
    /// did not answer this question, where a domain is meant, as in
    /// [`Sample::of_responses`]. Absent below two respondents, and when a repeat has a value that the
    /// sample does not have.
    ///
    /// ```
    /// use plaudit_core::{design::{Clustered, RepeatAnswer}, sample::Sample};
    ///
    /// // Twenty answers, of which one respondent gave three alike.
    /// let share = Sample::new(vec![0.0, 100.0], vec![8, 12]).unwrap();
    /// let repeats = [RepeatAnswer { respondent: 7, value: 1, weight: 1.0 }; 3];
    /// let clustered = Clustered::new(&share, &repeats, 0).unwrap();
    /// assert_eq!(clustered.df, 17.0);
    /// assert!(clustered.variance > share.mean_variance().unwrap());
    /// ```
    #[must_use]
    pub fn new(sample: &Sample, repeats: &[RepeatAnswer], responding: u64) -> Option<Self> {
        let (values, mean, weight) = (sample.values(), sample.mean()?, sample.weight());
        let mut clusters = Clusters::new(values.len());
        let mut single: Vec<f64> = (0..values.len()).map(|at| sample.square_at(at)).collect();
        let mut influences = Vec::new();
        let mut repeated = false;
        for answers in repeats.chunk_by(|a, b| a.respondent == b.respondent) {
            let mut influence = 0.0;
            for answer in answers {
                influence += answer.weight * (values.get(answer.value)? - mean) / weight;
                single[answer.value] -= answer.weight * answer.weight;
            }
            clusters.add_answers(answers);
            influences.push((answers[0].respondent, influence));
            repeated |= answers.len() > 1;
        }
        // Not below 0, where rounding or a response that came between two readings would lead.
        single.iter_mut().for_each(|square| *square = square.max(0.0));
        clusters.add_single(sample.n().saturating_sub(repeats.len() as u64), &single);
        clusters.add_silent(responding.saturating_sub(clusters.respondents()));
        let df = clusters.respondents() as f64 - 1.0;
        Some(Self { variance: clusters.variance(sample)?, df, repeated, influences })
    }

    /// The correlation of this mean with `other`, a mean of other answers some of which are of the
    /// same respondents: the covariance dᴬᵀMᴬᴮdᴮ over both standard errors, within -1 and 1. Both must
    /// number the respondents alike.
    #[must_use]
    pub fn correlation(&self, other: &Self) -> f64 {
        let factor = |of: &Self| (of.df + 1.0) / of.df;
        let shared: f64 = self.shared(other).map(|(a, b)| a * b).sum();
        let covariance = (factor(self) * factor(other)).sqrt() * shared;
        let errors = (self.variance * other.variance).sqrt();
        if errors > 0.0 { (covariance / errors).clamp(-1.0, 1.0) } else { 0.0 }
    }

    /// How many respondents of `repeats` are in both.
    #[must_use]
    pub fn shared_respondents(&self, other: &Self) -> u64 {
        self.shared(other).count() as u64
    }

    /// The influences of the respondents that are in both.
    fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (f64, f64)> + 'a {
        let mut others = other.influences.iter().peekable();
        self.influences.iter().filter_map(move |(respondent, influence)| {
            while others.next_if(|(other, _)| other.cmp(respondent) == Ordering::Less).is_some() {}
            let (_, other) = others.next_if(|(other, _)| other == respondent)?;
            Some((*influence, *other))
        })
    }
}
