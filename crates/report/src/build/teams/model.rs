//! What teams have in common, and what is left of each.

use plaudit_core::estimate::Level;
use plaudit_core::measure::Figure;
use plaudit_core::teams::{
    Posterior, Ranking, Shrunk, Standardised, hierarchical_shares, homogeneity, means, nps,
    rank_intervals, ranking, shares, simultaneous_z,
};
use plaudit_proto::v1;

/// Answers' worth of the variance of all teams that each team's own is blended with.
const PRIOR_ANSWERS: f64 = 10.0;
/// Below so many teams the limits of shares also know that the common distribution is an estimate.
const FEW_TEAMS: usize = 15;
/// Above so many teams each distribution is taken as normal for the chances of places, which is as
/// good for many teams and a hundred times as fast.
const EXACT_TEAMS: usize = 30;

/// The answers of the teams that are shown.
pub(super) struct Answers<'a> {
    figures: Vec<&'a Figure>,
    bounds: (f64, f64),
    /// Variance of one answer within teams, above 0.
    within: f64,
}

/// Teams by one measure, in its unit and in the order given.
pub(super) struct Fit {
    pub(super) model: &'static str,
    pub(super) mean: f64,
    pub(super) spread: f64,
    pub(super) p_equal: f64,
    pub(super) differ: bool,
    teams: Vec<Shrunk>,
    bounds: (f64, f64),
    /// 1 the highest. Absent when there is no spread.
    chances: Option<Ranking>,
    /// 1 the highest.
    places: Vec<(usize, usize)>,
}

/// The counts of an answer that has two or three values.
enum Counts {
    /// How many of how many at the higher of two values.
    Shares((f64, f64), Vec<(u64, u64)>),
    /// At -h, 0 and h.
    Nps(f64, Vec<[u64; 3]>),
}

impl<'a> Answers<'a> {
    pub(super) fn new(figures: Vec<&'a Figure>) -> Self {
        let bounds = figures.first().map_or((0.0, 1.0), |figure| figure.bounds());
        // One answer more, as far from the mean as the bounds allow: nothing is known for certain.
        let most = ((bounds.1 - bounds.0) / 2.0).powi(2);
        let (sum, df) = figures.iter().fold((most, 1.0), |(sum, df), figure| {
            let (own, own_df) = spread_of(figure);
            (sum + own * own_df, df + own_df)
        });
        Self { figures, bounds, within: sum / df }
    }

    /// The variance of a team's value: that of its own answers, blended with that of all teams as if
    /// ten more had been given, so that a few who answered alike are not taken for certain.
    pub(super) fn variance(&self, figure: &Figure) -> f64 {
        let (own, df) = spread_of(figure);
        let one = (own * df + self.within * PRIOR_ANSWERS) / (df + PRIOR_ANSWERS);
        one / (figure.n() as f64).max(1.0)
    }

    /// A standardised value with its limits.
    pub(super) fn around(&self, found: &Standardised, level: Level) -> v1::Range {
        let half = found.error.map(|error| level.z() * error);
        v1::Range {
            value: found.value,
            lower: half.map(|half| (found.value - half).max(self.bounds.0)),
            upper: half.map(|half| (found.value + half).min(self.bounds.1)),
        }
    }

    /// The teams by the model of their answers. Absent below two teams.
    pub(super) fn fit(&self, level: Level) -> Option<Fit> {
        let raw: Vec<(f64, f64)> =
            self.figures.iter().filter_map(|f| Some((f.value()?, self.variance(f)))).collect();
        match self.counts() {
            _ if raw.len() < 2 => None,
            Some(Counts::Shares(ends, counts)) => self.shares(&raw, ends, &counts, level),
            Some(Counts::Nps(half, counts)) => self.nps(&raw, half, &counts, level),
            None => self.means(&raw, level),
        }
    }

    /// The teams by the normal model of these values. Absent below two teams.
    pub(super) fn fit_means(&self, found: &[Standardised], level: Level) -> Option<Fit> {
        let raw = found.iter().map(|found| Some((found.value, found.error?.powi(2))));
        self.means(&raw.collect::<Option<Vec<_>>>()?, level)
    }

    fn shares(
        &self,
        raw: &[(f64, f64)],
        (low, high): (f64, f64),
        counts: &[(u64, u64)],
        level: Level,
    ) -> Option<Fit> {
        let mut found = shares(counts, level)?;
        let few = (counts.len() < FEW_TEAMS).then(|| hierarchical_shares(counts, level)).flatten();
        for (team, known) in found.teams.iter_mut().zip(few.iter().flat_map(|few| &few.teams)) {
            team.lower = known.lower.min(team.value);
            team.upper = known.upper.max(team.value);
        }
        let range = high - low;
        let deviation = |(a, b): (f64, f64)| Posterior::Beta { a, b }.deviation();
        let scaled = |team: &Shrunk| Shrunk {
            value: low + range * team.value,
            deviation: range * team.deviation,
            lower: low + range * team.lower,
            upper: low + range * team.upper,
            own: team.own,
        };
        let fit = Fit {
            model: "beta_binomial",
            mean: low + range * found.common,
            spread: range * found.prior.map_or(0.0, deviation),
            teams: found.teams.iter().map(scaled).collect(),
            chances: None,
            ..self.tested(raw, found.prior.is_some(), level)?
        };
        let exact = found.posteriors.filter(|all| all.len() <= EXACT_TEAMS);
        Some(match exact {
            Some(posteriors) => Fit { chances: ranking(&posteriors), ..fit },
            None => fit.with_normal_chances(),
        })
    }

    fn nps(&self, raw: &[(f64, f64)], half: f64, counts: &[[u64; 3]], level: Level) -> Option<Fit> {
        let found = nps(counts, level)?;
        let (mean, spread) = match found.prior {
            Some([d, passive, p]) => {
                let sum = d + passive + p;
                let mean = (p - d) / sum;
                (mean, (((p + d) / sum - mean * mean).max(0.0) / (sum + 1.0)).sqrt())
            }
            None => (found.teams.first()?.value, 0.0),
        };
        let scaled = |team: &Shrunk| Shrunk {
            value: half * team.value,
            deviation: half * team.deviation,
            lower: half * team.lower,
            upper: half * team.upper,
            own: team.own,
        };
        let fit = Fit {
            model: "dirichlet_multinomial",
            mean: half * mean,
            spread: half * spread,
            teams: found.teams.iter().map(scaled).collect(),
            ..self.tested(raw, found.prior.is_some(), level)?
        };
        Some(fit.with_normal_chances())
    }

    fn means(&self, raw: &[(f64, f64)], level: Level) -> Option<Fit> {
        let found = means(raw, level)?;
        let fit = Fit {
            mean: found.common,
            spread: found.between.sqrt(),
            teams: found.teams,
            ..self.tested(raw, found.between > 0.0, level)?
        };
        Some(fit.with_normal_chances())
    }

    /// What the teams' own values say, before any model.
    fn tested(&self, raw: &[(f64, f64)], spread: bool, level: Level) -> Option<Fit> {
        let test = homogeneity(raw)?;
        let errors: Vec<(f64, f64)> = raw.iter().map(|(value, v)| (*value, v.sqrt())).collect();
        Some(Fit {
            model: "normal",
            mean: 0.0,
            spread: 0.0,
            p_equal: test.p,
            differ: spread && test.p < 1.0 - level.share(),
            teams: Vec::new(),
            bounds: self.bounds,
            chances: None,
            places: rank_intervals(&errors, simultaneous_z(raw.len(), level)),
        })
    }

    /// The counts, where all answers are at two values, or at three around 0 as those of an NPS. Where
    /// nobody is at one of the three, they are at two.
    #[allow(clippy::float_cmp)] // the values are few and given, not computed
    fn counts(&self) -> Option<Counts> {
        let samples = self.figures.iter().map(|f| f.sample().filter(|s| !s.is_weighted()));
        let samples = samples.collect::<Option<Vec<_>>>()?;
        let mut values = samples.first()?.values().to_vec();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let at = |value: f64| -> Vec<u64> {
            let of = |sample: &&plaudit_core::sample::Sample| {
                let both = sample.values().iter().zip(sample.counts());
                both.filter(|(v, _)| **v == value).map(|(_, n)| n).sum()
            };
            samples.iter().map(of).collect()
        };
        let between = |low: f64, high: f64| {
            let counts = at(low).into_iter().zip(at(high)).map(|(low, high)| (high, low + high));
            Some(Counts::Shares((low, high), counts.collect()))
        };
        match values[..] {
            [low, high] => between(low, high),
            [low, middle, high] if low == -high && middle == 0.0 => {
                let (d, passive, p) = (at(low), at(middle), at(high));
                let any = |counts: &[u64]| counts.iter().any(|n| *n > 0);
                match (any(&d), any(&passive), any(&p)) {
                    (true, true, true) => {
                        let each = d.iter().zip(&passive).zip(&p).map(|((d, x), p)| [*d, *x, *p]);
                        Some(Counts::Nps(high, each.collect()))
                    }
                    (false, true, true) => between(middle, high),
                    (true, true, false) => between(low, middle),
                    (_, false, _) => between(low, high),
                    (false, true, false) => None,
                }
            }
            _ => None,
        }
    }
}

/// The variance of one answer, and its degrees of freedom; none below two answers.
fn spread_of(figure: &Figure) -> (f64, f64) {
    let n = figure.n() as f64;
    figure.variance().map_or((0.0, 0.0), |variance| (variance * n, n - 1.0))
}

impl Fit {
    fn with_normal_chances(self) -> Self {
        let normal =
            |team: &Shrunk| Posterior::Normal { mean: team.value, deviation: team.deviation };
        let posteriors: Vec<_> = self.teams.iter().map(normal).collect();
        let chances = (self.spread > 0.0).then(|| ranking(&posteriors)).flatten();
        Self { chances, ..self }
    }

    /// Writes what is known of the team at `index`; `better` is 1 where a higher value is better, else
    /// -1.
    pub(super) fn tell(&self, team: &mut v1::Team, index: usize, better: f64) {
        let shrunk = &self.teams[index];
        team.shrunk = Some(v1::Range {
            value: shrunk.value,
            lower: Some(shrunk.lower.max(self.bounds.0)),
            upper: Some(shrunk.upper.min(self.bounds.1)),
        });
        let all = self.teams.len();
        let (mut from, mut to) = self.places[index];
        if better < 0.0 {
            (from, to) = (all + 1 - to, all + 1 - from);
        }
        team.rank_from = u32::try_from(from).ok();
        team.rank_to = u32::try_from(to).ok();
        if let Some(chances) = &self.chances {
            let (mut best, mut worst) = (chances.best[index], chances.worst[index]);
            let mut place = chances.place[index];
            if better < 0.0 {
                (best, worst, place) = (worst, best, all as f64 + 1.0 - place);
            }
            (team.p_best, team.p_worst, team.expected_rank) =
                (Some(best), Some(worst), Some(place));
        }
    }
}
