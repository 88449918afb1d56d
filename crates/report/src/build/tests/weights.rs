use plaudit_core::survey::RESPONSES;
use plaudit_core::tally::{Cell, Counters, Sums};

use super::*;

fn weighted_survey() -> Survey {
    Survey { weighted: true, ..survey() }
}

/// Every request a weighted figure can appear in.
fn by_team_and_day() -> v1::BuildReportRequest {
    v1::BuildReportRequest { trend: v1::TrendInterval::Day.into(), ..by_team() }
}

/// Every unweighted figure of a report with the weighted one beside it.
fn figures(report: &v1::Report) -> Vec<(&Option<v1::Estimate>, &Option<v1::Estimate>)> {
    let measures = report.measures.iter().map(|m| (&m.estimate, &m.weighted));
    let points = report.trends.iter().flat_map(|trend| &trend.points);
    let groups = report.splits.iter().flat_map(|s| &s.groups).flat_map(|g| &g.measures);
    let points = points.map(|p| (&p.estimate, &p.weighted));
    measures.chain(points).chain(groups.map(|g| (&g.estimate, &g.weighted))).collect()
}

/// San Francisco Airport 2017: 2,831 responses, all in one cell, of which 2,746 answered; counts,
/// sums of weights and of their squares of detractors, passives and promoters as in `data/sfo`.
fn airport(version: &Version) -> Tally {
    let counts = [342, 968, 1436];
    let sums = [329.794_725_357_2, 977.305_873_782_5, 1_439.295_973_753];
    let squares = [385.356_410_158_965_3, 1_192.264_844_823_21, 1_750.264_480_415_944_5];
    let steps = |sum: f64, bits: i32| (sum * 2.0_f64.powi(bits)).round() as i128;
    let len = version.layout().len();
    let mut all = (vec![0; len], vec![0; len], vec![0; len]);
    let recommend = version.layout().block(0);
    for (score, i) in [(0, 0), (7, 1), (9, 2)] {
        for at in [RESPONSES, recommend.answered(), recommend.value(score)] {
            all.0[at] += counts[i];
            all.1[at] += steps(sums[i], 32);
            all.2[at] += steps(squares[i], 64);
        }
    }
    all.0[RESPONSES] += 85;
    all.0[recommend.skipped()] += 85;
    let sums = Sums { weights: all.1, squares: all.2 };
    let cell = Cell {
        version: 1,
        day: "2017-05-12".parse().unwrap(),
        segments: vec![Some("north".into()), None],
    };
    let mut tally = Tally::default();
    tally.merge_cell(cell, Counters::from_parts(all.0, Some(sums)).unwrap()).unwrap();
    tally
}

#[test]
fn the_weighted_figure_stands_beside_the_unweighted_one() {
    let version = version(1, weighted_survey());
    let tally = airport(&version);
    let report = report(&[version], &tally, by_team_and_day());
    let nps = [figures(&report)[0], figures(&report)[2], figures(&report)[4]];
    for (plain, weighted) in nps {
        let (plain, weighted) = (plain.as_ref().unwrap(), weighted.as_ref().unwrap());
        assert!((plain.value - 39.839_766_933_721_78).abs() < 1e-12, "{}", plain.value);
        assert_eq!((plain.n, plain.effective_n), (2_746, 2_746.0));
        assert_eq!(plain.method, "tango");
        // R 4.2.2, survey 4.1-1: 40.3984355117074, SE 1.44571707034402, 95% 37.565 to 43.232.
        assert!((weighted.value - 40.398_435_511_707_4).abs() < 1e-9, "{}", weighted.value);
        assert_eq!((weighted.method.as_str(), weighted.n), ("vr_wilson", 2_746));
        let half = 1.959_963_984_540_054 * 1.445_717_070_344_02;
        assert!(((weighted.upper - weighted.lower) / 2.0 / half - 1.0).abs() < 0.01);
        assert!(weighted.effective_n < 2_266.6 && weighted.effective_n > 2_000.0);
        assert_eq!(weighted.count, None);
    }
    assert!(report.notes[0].contains("weighted value stands beside"), "{:?}", report.notes);
}

#[test]
fn an_unweighted_survey_has_no_weighted_figure() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(30, "2026-01-05", Some("north"), 9).add(20, "2026-01-06", Some("south"), 2);
    let report = report(&[Arc::clone(&version)], &answers.1, by_team_and_day());
    for (plain, weighted) in figures(&report) {
        assert_eq!(weighted, &None);
        assert!(plain.as_ref().is_none_or(|e| e.effective_n == e.n as f64));
    }
    assert!(report.notes.is_empty());
}

#[test]
fn weights_that_are_all_one_change_nothing() {
    let weighed = |weighted: bool| {
        let version = version(1, Survey { weighted, ..survey() });
        let mut answers = Answers(&version, Tally::default());
        answers.add(30, "2026-01-05", Some("north"), 9).add(20, "2026-01-06", Some("south"), 2);
        report(&[Arc::clone(&version)], &answers.1, by_team_and_day())
    };
    let (plain, mut weighed) = (weighed(false), weighed(true));
    for (plain, weighted) in figures(&weighed) {
        assert_eq!(plain.is_some(), weighted.is_some());
        if let Some((plain, weighted)) = plain.as_ref().zip(weighted.as_ref()) {
            assert_eq!((weighted.value, weighted.effective_n), (plain.value, plain.n as f64));
        }
    }
    weighed.notes.clear();
    for measure in &mut weighed.measures {
        let values = |components: &[v1::Component]| -> Vec<_> {
            components.iter().map(|c| c.estimate.as_ref().map(|e| (e.value, e.n))).collect()
        };
        assert_eq!(values(&measure.weighted_components), values(&measure.components));
        (measure.weighted, measure.weighted_components) = (None, Vec::new());
    }
    weighed.trends.iter_mut().flat_map(|t| &mut t.points).for_each(|p| p.weighted = None);
    let groups = weighed.splits.iter_mut().flat_map(|s| &mut s.groups);
    for result in groups.flat_map(|g| &mut g.measures) {
        assert_eq!(result.weighted_difference, result.difference);
        (result.weighted, result.weighted_difference) = (None, None);
    }
    assert_eq!(weighed, plain);
}

#[test]
fn a_withheld_figure_is_withheld_in_its_weighted_form_too() {
    let version = version(1, weighted_survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(4, "2026-01-05", Some("north"), 9).add(50, "2026-01-06", Some("south"), 2);
    let versions = [Arc::clone(&version)];
    let all = report(&versions, &answers.1, by_team_and_day());
    assert!(all.measures[0].weighted.is_some());
    let hidden = |figures: &[(&Option<v1::Estimate>, &Option<v1::Estimate>)]| {
        figures.iter().all(|(plain, weighted)| plain.is_none() && weighted.is_none())
    };
    assert!(hidden(&figures(&all)[2..]));
    for team in ["north", "south"] {
        let trend = v1::TrendInterval::Day.into();
        let request = v1::BuildReportRequest { trend, ..only(team) };
        assert!(hidden(&figures(&report(&versions, &answers.1, request))), "{team}");
    }
}

#[test]
fn weights_count_across_versions_wherever_the_question_stands() {
    let first = version(1, weighted_survey());
    let mut moved = weighted_survey();
    moved.questions.swap(0, 1);
    let second = version(2, moved);
    let tally = airport(&first);
    let report = report(&[first, second], &tally, by_team_and_day());
    for at in [0, 2, 4] {
        let weighted = figures(&report)[at].1.as_ref().unwrap();
        assert!((weighted.value - 40.398_435_511_707_4).abs() < 1e-9, "{}", weighted.value);
    }
}

#[test]
fn versions_that_do_not_agree_on_weights_have_no_weighted_figure() {
    let drafts = [(weighted_survey(), survey()), (survey(), weighted_survey())];
    for (old, new) in drafts {
        let (first, second) = (version(1, old), version(2, new));
        let mut old = Answers(&first, Tally::default());
        old.add(20, "2026-01-05", Some("north"), 0);
        let mut new = Answers(&second, old.1);
        new.add(20, "2026-02-05", Some("north"), 10);
        let report = report(&[first.clone(), second.clone()], &new.1, by_team_and_day());
        assert!(figures(&report).iter().all(|(_, weighted)| weighted.is_none()));
        let nps = report.measures[0].estimate.as_ref().unwrap();
        assert_eq!((nps.value, nps.n), (0.0, 40));
        assert!(report.notes[0].contains("all figures are unweighted"), "{:?}", report.notes);
    }
}
