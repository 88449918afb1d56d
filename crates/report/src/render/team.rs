//! Teams in words, for the page and the terminal.

use plaudit_proto::v1::{MeasureRanking, MeasureResult, Range, Ranking, Report, Standing, Team};

use super::{
    axis::Axis,
    figure::{self, Unit},
};

/// The chance to be the best or the worst from which it is said.
const CERTAIN: f64 = 0.9;

/// A team's name, whatever the survey declares of it.
pub(crate) fn name(team: &Team) -> &str {
    if team.label.is_empty() { &team.value } else { &team.label }
}

/// What the teams are called together.
pub(crate) fn label(ranking: &Ranking) -> &str {
    if ranking.label.is_empty() { &ranking.segment } else { &ranking.label }
}

/// In place of a team's figures, or none when it has some.
pub(crate) fn missing(team: &Team) -> Option<String> {
    match (team.withheld, &team.observed) {
        (true, _) => Some("withheld (privacy)".into()),
        (false, None) => Some(figure::NO_ANSWERS.into()),
        (false, Some(_)) => None,
    }
}

/// A value with limits, rounded: the value, and the interval where it is known.
pub(crate) fn range(range: &Range, unit: Unit) -> (String, String) {
    match (range.lower, range.upper) {
        (Some(lower), Some(upper)) => {
            let decimals = unit.decimals(lower, upper);
            (figure::number(range.value, decimals), figure::range(lower, upper, decimals))
        }
        _ => (figure::number(range.value, unit.decimals(0.0, f64::INFINITY)), String::new()),
    }
}

/// The places that are not excluded, as in "1 to 3". Absent where teams are not ranked.
pub(crate) fn places(team: &Team) -> Option<String> {
    let (from, to) = (team.rank_from?, team.rank_to?);
    Some(if from == to { from.to_string() } else { format!("{from} to {to}") })
}

/// A chance in percent; a dash without one.
pub(crate) fn chance(chance: Option<f64>) -> String {
    chance.map_or_else(|| "–".into(), figure::share)
}

/// Whether the team may be called the best.
pub(crate) fn is_best(team: &Team, ranking: &MeasureRanking) -> bool {
    ranking.differ && team.p_best.is_some_and(|p| p >= CERTAIN)
}

/// Whether the team lacks some of everybody's cases.
pub(crate) fn lacks_cases(team: &Team) -> bool {
    team.covered.is_some_and(|covered| covered < 1.0 - 1e-9)
}

/// What stands beside the shrunk value: the standardised one, else that of the team's own answers when
/// they are enough to be shown.
pub(crate) fn own(team: &Team) -> Option<f64> {
    let shown = team.observed.as_ref().filter(|e| e.standing() != Standing::IntervalOnly);
    team.standardised.as_ref().map(|range| range.value).or(shown.map(|e| e.value))
}

/// The axis that holds all that is drawn of the teams.
pub(crate) fn axis(ranking: &MeasureRanking, measure: &MeasureResult) -> Axis {
    let shrunk = |team: &Team| {
        let range = team.shrunk?;
        Some([range.lower.unwrap_or(range.value), range.upper.unwrap_or(range.value)])
    };
    let values =
        ranking.teams.iter().flat_map(|team| shrunk(team).into_iter().flatten().chain(own(team)));
    Axis::around(values.chain(ranking.mean), (measure.minimum, measure.maximum))
}

/// The finding on all teams in one sentence or two.
pub(crate) fn finding(ranking: &MeasureRanking, measure: &MeasureResult) -> String {
    let (Some(mean), Some(spread), Some(p)) = (ranking.mean, ranking.spread, ranking.p_equal)
    else {
        return "There is nothing to rank: fewer than two teams have enough answers to be shown."
            .into();
    };
    let unit = Unit::of(&measure.unit);
    let p = figure::p_value(p);
    let p = if p.starts_with(['<', '>']) { format!("p {p}") } else { format!("p = {p}") };
    let decimals = if unit == Unit::Score { 2 } else { 1 };
    let mean = figure::number(mean, decimals);
    if !ranking.differ {
        let order = if spread > 0.0 {
            "their order may be luck".into()
        } else {
            format!("each is given the common value of {mean}")
        };
        return format!("Teams do not differ beyond chance ({p}): {order}.");
    }
    let spread = figure::number(spread, decimals);
    let mut text = format!(
        "Teams differ beyond chance ({p}): their true values spread around {mean} with a standard \
         deviation of {spread}. "
    );
    let likeliest = |chance: fn(&Team) -> Option<f64>| {
        let teams = ranking.teams.iter().filter_map(|team| Some((team, chance(team)?)));
        teams.max_by(|a, b| a.1.total_cmp(&b.1))
    };
    if let Some((team, p)) = likeliest(|team| team.p_best) {
        let (name, chance) = (name(team), figure::share(p));
        text += &if p >= CERTAIN {
            format!("{name} is the best (chance {chance})")
        } else {
            format!("No team is certainly the best: {name} most likely is (chance {chance})")
        };
    }
    if let Some((team, p)) = likeliest(|team| team.p_worst).filter(|(_, p)| *p >= CERTAIN) {
        text += &format!(", {} the worst (chance {})", name(team), figure::share(p));
    }
    text + "."
}

/// How to read what is standardised. Absent without a case mix.
pub(crate) fn case_mix(ranking: &Ranking) -> Option<String> {
    if ranking.case_mix.is_empty() {
        return None;
    }
    let lacking = ranking.measures.iter().flat_map(|m| &m.teams).any(lacks_cases);
    let lacking = if lacking {
        " A team with an asterisk has no cases of some kinds and is standardised to the others."
    } else {
        ""
    };
    let segments = ranking.case_mix.join(", ");
    Some(format!(
        "Before that, each team is given everybody's mix of cases by {segments}.{lacking}"
    ))
}

/// How teams are made. Absent without a ranking.
pub(crate) fn methods(report: &Report) -> Option<String> {
    if report.rankings.is_empty() {
        return None;
    }
    let measures = || report.rankings.iter().flat_map(|ranking| &ranking.measures);
    let models = [
        ("beta_binomial", "shares by the beta-binomial distribution"),
        ("dirichlet_multinomial", "NPS by the Dirichlet-multinomial distribution"),
        ("normal", "other values by the normal distribution"),
    ];
    let used = models.iter().filter(|(model, _)| measures().any(|m| m.model == *model));
    let used = used.map(|(_, words)| *words).collect::<Vec<_>>().join(", ");
    let used = if used.is_empty() { String::new() } else { format!(": {used}") };
    let mixed = report.rankings.iter().any(|ranking| !ranking.case_mix.is_empty());
    let mixed = if mixed {
        " Standardised values are means over everybody's mix of cases (direct standardisation)."
    } else {
        ""
    };
    Some(format!(
        "The value of a team is drawn towards the mean of all teams, the more the fewer answers it \
         has (empirical Bayes{used}). Whether teams differ is Cochran's test. Places are all that \
         tests of every pair of teams, together at {}, do not exclude. No team is called the best \
         below a chance of 90%.{mixed} Weights are not used.",
        figure::level(report.level)
    ))
}

#[cfg(test)]
mod tests;
