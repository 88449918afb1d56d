use plaudit_core::tally::{Cell, Counters};

use super::*;

/// One cell of responses that all answered `speed`, so many with each score.
pub(super) fn put(
    tally: &mut Tally,
    version: &Version,
    day: &str,
    who: [Option<&str>; 2],
    scores: [u64; 5],
) {
    let mut counts = vec![0; version.layout().len()];
    let block = version.layout().block(version.position("speed").unwrap());
    let n: u64 = scores.iter().sum();
    (counts[plaudit_core::survey::RESPONSES], counts[block.answered()]) = (n as i64, n as i64);
    for (at, n) in scores.iter().enumerate() {
        counts[block.value(at)] = *n as i64;
    }
    let segments = who.iter().map(|value| value.map(ToOwned::to_owned)).collect();
    let cell = Cell { version: version.number(), day: day.parse().unwrap(), segments };
    tally.merge_cell(cell, Counters::from_parts(counts, None).unwrap()).unwrap();
}

/// The survey with `kind` measured on `speed`, as its only measure.
pub(super) fn survey_of(kind: Kind, scale: Scale) -> Survey {
    let mut survey = survey();
    survey.measures.remove(0);
    survey.measures[0].kind = kind;
    survey.questions[1].kind = QuestionKind::Score(scale);
    survey.segments[0].values.clear();
    survey
}

fn ranked(version: &Arc<Version>, tally: &Tally, case_mix: &[&str]) -> v1::MeasureRanking {
    let request = v1::BuildReportRequest {
        teams: vec!["team".into()],
        case_mix: case_mix.iter().map(|id| (*id).to_owned()).collect(),
        ..Default::default()
    };
    let mut report = report(&[Arc::clone(version)], tally, request);
    report.rankings.remove(0).measures.remove(0)
}

fn order(ranking: &v1::MeasureRanking) -> String {
    ranking.teams.iter().map(|team| team.value.as_str()).collect()
}

/// Answers at 5, the top, of all answers, by team; the others are at 3.
fn shares(teams: &[(&str, u64, u64)]) -> (Arc<Version>, Tally) {
    let version = version(1, survey_of(Kind::Csat { top: vec![5] }, Scale::new(1, 5)));
    let mut tally = Tally::default();
    for (team, x, n) in teams {
        let team = (!team.is_empty()).then_some(*team);
        put(&mut tally, &version, "2026-01-05", [team, None], [0, 0, n - x, 0, *x]);
    }
    (version, tally)
}

fn close(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected}");
}

#[test]
fn hospitals_are_shrunk_and_ranked_as_in_the_reference() {
    // Surgical, METHODS §8.11.
    let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];
    let x = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24];
    let n = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360];
    let means = [
        0.053286, 0.102597, 0.071636, 0.059107, 0.050969, 0.069938, 0.067425, 0.121569, 0.070671,
        0.079328, 0.102376, 0.068934,
    ];
    let places = [
        3.2545, 10.0738, 6.1137, 3.8840, 2.6765, 5.8917, 5.4352, 11.4236, 6.0244, 7.2651, 10.1748,
        5.7827,
    ];
    let teams: Vec<_> = (0..12).map(|i| (names[i], x[i], n[i])).collect();
    let (version, tally) = shares(&teams);
    let ranking = ranked(&version, &tally, &[]);
    assert_eq!((ranking.model.as_str(), ranking.differ), ("beta_binomial", true));
    assert_eq!(order(&ranking), "HBKJCIFLGDAE");
    let (a, b) = (8.253485, 99.636817);
    close(ranking.mean.unwrap(), 100.0 * a / (a + b), 1e-5);
    for team in &ranking.teams {
        let at = names.iter().position(|name| *name == team.value).unwrap();
        close(team.shrunk.unwrap().value, 100.0 * means[at], 6e-5);
        close(team.expected_rank.unwrap(), 13.0 - places[at], 6e-5);
        assert_eq!(team.n, n[at]);
    }
    let of = |name: &str| ranking.teams.iter().find(|team| team.value == name).unwrap();
    for (name, worst) in [("A", 0.36532), ("E", 0.35217)] {
        close(of(name).p_worst.unwrap(), worst, 6e-6);
    }
    for (name, best) in [("H", 0.62583), ("B", 0.17814), ("K", 0.14761)] {
        close(of(name).p_best.unwrap(), best, 6e-6);
    }
    // By the hospitals' own deaths alone, none but the safest and the deadliest are apart.
    assert_eq!((of("H").rank_from, of("H").rank_to), (Some(1), Some(9)));
    assert_eq!(of("A").observed.as_ref().unwrap().value, 0.0);
    // Twelve hospitals do not say α and β for certain: a plain grid in Python has these limits.
    let shrunk = of("A").shrunk.unwrap();
    close(shrunk.lower.unwrap(), 0.81617139, 2e-4);
    close(shrunk.upper.unwrap(), 9.40034887, 2e-4);
}

#[test]
fn where_lower_is_better_the_lowest_is_the_best() {
    let mut survey = survey_of(Kind::Mean { top: vec![] }, Scale::new(1, 5));
    if let QuestionKind::Score(scale) = &mut survey.questions[1].kind {
        scale.direction = plaudit_core::scale::Direction::LowerIsBetter;
    }
    let version = version(1, survey);
    let mut tally = Tally::default();
    for (team, scores) in [
        ("slow", [0, 5, 10, 45, 40]),
        ("quick", [50, 30, 15, 5, 0]),
        ("fair", [10, 30, 40, 10, 10]),
    ] {
        put(&mut tally, &version, "2026-01-05", [Some(team), None], scores);
    }
    let ranking = ranked(&version, &tally, &[]);
    assert_eq!((ranking.model.as_str(), order(&ranking).as_str()), ("normal", "quickfairslow"));
    let best = &ranking.teams[0];
    assert!(best.p_best.unwrap() > 0.99 && best.expected_rank.unwrap() < 1.01);
    assert_eq!((best.rank_from, best.rank_to), (Some(1), Some(1)));
    let worst = &ranking.teams[2];
    assert!(worst.p_worst.unwrap() > 0.99);
    assert_eq!((worst.rank_from, worst.rank_to), (Some(3), Some(3)));
    // Drawn towards the others, within its own limits.
    let shrunk = best.shrunk.unwrap();
    assert!(shrunk.value > 1.75 && shrunk.lower.unwrap() < 1.75);
}

#[test]
fn promoters_and_detractors_of_teams_are_drawn_together() {
    // METHODS §8.11, fixture dirichlet_multinomial_eb: detractors, passives, promoters.
    let teams = [
        [2, 3, 15],
        [1, 0, 4],
        [6, 8, 26],
        [0, 1, 2],
        [9, 10, 11],
        [3, 9, 48],
        [4, 4, 4],
        [30, 60, 210],
    ];
    let mut survey = survey_of(Kind::Nps, Scale::new(0, 10));
    survey.privacy_k = 1;
    let version = version(1, survey);
    let mut tally = Tally::default();
    for (i, [d, passive, p]) in teams.into_iter().enumerate() {
        let mut counts = vec![0; version.layout().len()];
        let block = version.layout().block(1);
        for (score, n) in [(3, d), (7, passive), (10, p)] {
            counts[block.value(score)] = n;
            counts[block.answered()] += n;
        }
        let segments = vec![Some(format!("t{i}")), None];
        let cell = Cell { version: 1, day: "2026-01-05".parse().unwrap(), segments };
        tally.merge_cell(cell, Counters::from_parts(counts, None).unwrap()).unwrap();
    }
    let ranking = ranked(&version, &tally, &[]);
    assert_eq!(ranking.model, "dirichlet_multinomial");
    let first = ranking.teams.iter().find(|team| team.value == "t0").unwrap();
    close(first.shrunk.unwrap().value, 55.0805, 5e-5);
    close(first.observed.as_ref().unwrap().value, 65.0, 1e-9);
    let best: f64 = ranking.teams.iter().filter_map(|team| team.p_best).sum();
    let places: f64 = ranking.teams.iter().filter_map(|team| team.expected_rank).sum();
    close(best, 1.0, 1e-9);
    close(places, 36.0, 1e-9);
}

#[test]
fn teams_that_do_not_differ_beyond_chance_all_have_the_common_value() {
    let (version, tally) = shares(&[("A", 30, 100), ("B", 31, 100), ("C", 29, 100)]);
    let ranking = ranked(&version, &tally, &[]);
    assert_eq!((ranking.differ, ranking.spread), (false, Some(0.0)));
    assert!(ranking.p_equal.unwrap() > 0.9);
    for team in &ranking.teams {
        close(team.shrunk.unwrap().value, 30.0, 1e-9);
        assert_eq!((team.p_best, team.rank_from, team.rank_to), (None, Some(1), Some(3)));
    }
    assert_eq!(order(&ranking), "ABC");
}

#[test]
fn a_small_team_is_withheld_with_the_next_smallest_and_told_by_nothing() {
    let (version, tally) = shares(&[("A", 3, 3), ("B", 5, 40), ("C", 60, 100), ("D", 50, 90)]);
    let ranking = ranked(&version, &tally, &[]);
    let (shown, withheld) = ranking.teams.split_at(2);
    assert!(shown.iter().all(|team| team.shrunk.is_some() && team.rank_to == Some(2)));
    for team in withheld {
        let only = v1::Team {
            value: team.value.clone(),
            label: team.label.clone(),
            withheld: true,
            ..v1::Team::default()
        };
        assert_eq!(team, &only);
    }
    // What is shown of the others is what it would be without the withheld.
    let (version, tally) = shares(&[("C", 60, 100), ("D", 50, 90)]);
    assert_eq!(ranked(&version, &tally, &[]).teams, shown);
}

#[test]
fn not_given_is_no_team_but_hides_one() {
    let (version, tally) = shares(&[("A", 8, 30), ("B", 5, 40), ("C", 60, 100), ("", 1, 2)]);
    let ranking = ranked(&version, &tally, &[]);
    let withheld: Vec<_> =
        ranking.teams.iter().map(|team| (team.value.as_str(), team.withheld)).collect();
    assert_eq!(withheld, [("C", false), ("B", false), ("A", true)]);
}

#[test]
fn one_team_alone_is_shown_and_not_ranked() {
    let (version, tally) = shares(&[("A", 20, 30), ("", 5, 40)]);
    let ranking = ranked(&version, &tally, &[]);
    assert_eq!((ranking.model.as_str(), ranking.mean, ranking.teams.len()), ("", None, 1));
    let team = &ranking.teams[0];
    assert!(team.observed.is_some() && team.shrunk.is_none() && team.rank_from.is_none());
}

/// Two teams that are equally good at everything, one with more of the hard work.
fn work(teams: &[(&str, &str, u64, u64)]) -> (Arc<Version>, Tally) {
    let version = version(1, survey_of(Kind::Csat { top: vec![5] }, Scale::new(1, 5)));
    let mut tally = Tally::default();
    for (team, place, x, n) in teams {
        put(&mut tally, &version, "2026-01-05", [Some(team), Some(place)], [n - x, 0, 0, 0, *x]);
    }
    (version, tally)
}

#[test]
fn with_everybodys_mix_a_team_is_not_worse_for_harder_work() {
    let (version, tally) = work(&[
        ("A", "easy", 270, 300),
        ("A", "hard", 50, 100),
        ("B", "easy", 90, 100),
        ("B", "hard", 150, 300),
    ]);
    let raw = ranked(&version, &tally, &[]);
    assert!(raw.differ && order(&raw) == "AB");
    close(raw.teams[0].observed.as_ref().unwrap().value, 80.0, 1e-9);
    let ranking = ranked(&version, &tally, &["place"]);
    assert_eq!((ranking.model.as_str(), ranking.differ), ("normal", false));
    for team in &ranking.teams {
        // Half of all cases are easy: (90 + 50)/2.
        close(team.standardised.as_ref().unwrap().value, 70.0, 1e-9);
        close(team.shrunk.unwrap().value, 70.0, 1e-9);
        assert_eq!(team.covered, Some(1.0));
    }
    close(ranking.teams[0].observed.as_ref().unwrap().value, 80.0, 1e-9);
}

#[test]
fn a_team_without_some_cases_has_those_it_has_and_says_so() {
    let (version, tally) =
        work(&[("A", "easy", 270, 300), ("A", "hard", 50, 100), ("B", "easy", 80, 100)]);
    let ranking = ranked(&version, &tally, &["place"]);
    let b = ranking.teams.iter().find(|team| team.value == "B").unwrap();
    close(b.standardised.as_ref().unwrap().value, 80.0, 1e-9);
    close(b.covered.unwrap(), 0.8, 1e-12);
}

#[test]
fn cases_of_which_a_team_has_few_are_put_together() {
    // Of B's cases 2 are hard and would be found by comparing its two values.
    let cells = |hard| {
        [
            ("A", "easy", 270, 300),
            ("A", "hard", 50, 100),
            ("B", "easy", 80, 100),
            ("B", "hard", hard, 2),
        ]
    };
    for hard in [0, 2] {
        let (version, tally) = work(&cells(hard));
        let ranking = ranked(&version, &tally, &["place"]);
        let b = ranking.teams.iter().find(|team| team.value == "B").unwrap();
        let own = b.observed.as_ref().unwrap().value;
        close(b.standardised.as_ref().unwrap().value, own, 1e-9);
        assert_eq!(b.covered, Some(1.0));
    }
}
