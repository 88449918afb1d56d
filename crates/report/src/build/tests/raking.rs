use std::path::Path;

use super::*;

fn margin(segment: &str, values: &[(&str, f64)]) -> v1::Margin {
    let value = |(value, target): &(&str, f64)| v1::MarginValue {
        value: (*value).to_owned(),
        target: *target,
    };
    v1::Margin { segment: segment.into(), values: values.iter().map(value).collect() }
}

fn by_margins(margins: &[(&str, &[(&str, f64)])]) -> v1::BuildReportRequest {
    let margins = margins.iter().map(|(segment, values)| margin(segment, values)).collect();
    v1::BuildReportRequest { margins, ..by_team() }
}

fn refused(tally: &Tally, request: v1::BuildReportRequest) -> (String, String) {
    let version = version(1, survey());
    let query = Query::new(request, &version).unwrap();
    match build(&[version], &tally.clone().into(), &query, now()) {
        Err(Error::Invalid(violation)) => (violation.field, violation.reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn weighted_figures_have_the_shares_of_the_population() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(60, "2026-01-05", Some("north"), 9).add(20, "2026-01-06", Some("south"), 2);
    let request = v1::BuildReportRequest {
        trend: v1::TrendInterval::Day.into(),
        ..by_margins(&[("team", &[("north", 1.0), ("south", 1.0)])])
    };
    let report = report(&[Arc::clone(&version)], &answers.1, request);
    let nps = &report.measures[0];
    assert_eq!(nps.estimate.as_ref().unwrap().value, 50.0);
    let weighted = nps.weighted.as_ref().unwrap();
    assert!(weighted.value.abs() < 1e-6 && weighted.n == 80, "{weighted:?}");
    // Half of the weight at each end: 4/3 times the answers of equal weights.
    let weighting = report.weighting.unwrap();
    assert!((weighting.design_effect - 4.0 / 3.0).abs() < 1e-9, "{weighting:?}");
    assert!(
        (weighting.smallest - 2.0 / 3.0).abs() < 1e-9 && (weighting.largest - 2.0).abs() < 1e-9
    );
    assert_eq!((weighting.responses, weighting.trimmed), (80, 0.0));
    let values: Vec<_> = weighting.margins[0]
        .values
        .iter()
        .map(|value| (value.value.as_str(), value.observed, value.target))
        .collect();
    assert_eq!(values, [("south", 0.25, 0.5), ("north", 0.75, 0.5)]);
    let promoters = nps.weighted_components[0].estimate.as_ref().unwrap();
    assert!((promoters.value - 50.0).abs() < 1e-6);
    assert!(report.trends[0].points.iter().all(|point| point.weighted.is_some()));
    let groups = report.splits[0].groups.iter().map(|group| &group.measures[0]);
    assert!(groups.clone().all(|group| group.weighted.is_some()));
    assert!(groups.into_iter().all(|group| group.weighted_difference.is_some()));
    assert!(report.notes.iter().any(|note| note.contains("raked")), "{:?}", report.notes);
    let moved = "nps: the weighted value is more than a standard error below the unweighted one, \
                 most of all because of the margin team.";
    assert!(report.notes.iter().any(|note| note == moved), "{:?}", report.notes);
}

#[test]
fn large_weights_are_cut_and_the_margins_hold_all_the_same() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(290, "2026-01-05", Some("north"), 9);
    answers.add(10, "2026-01-06", Some("south"), 2).add(100, "2026-01-06", None, 8);
    let request = by_margins(&[("team", &[("north", 50.0), ("south", 30.0), ("", 20.0)])]);
    let report = report(&[Arc::clone(&version)], &answers.1, request);
    let weighting = report.weighting.unwrap();
    assert!(weighting.trimmed > 0.2 && weighting.rounds > 1, "{weighting:?}");
    // One margin can only be met by these weights, cut or not.
    assert!((weighting.largest - 12.0).abs() < 1e-6);
    assert!((report.measures[0].weighted.as_ref().unwrap().value - 20.0).abs() < 1e-6);
}

#[test]
fn margins_that_do_not_fit_the_responses_are_refused_by_name() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(60, "2026-01-05", Some("north"), 9).add(20, "2026-01-06", None, 2);
    let missing = by_margins(&[("team", &[("north", 1.0), ("south", 1.0), ("", 1.0)])]);
    let expected = ("margins[0].values".to_owned(), "no response has \"south\"".to_owned());
    assert_eq!(refused(&answers.1, missing), expected);
    let untold = by_margins(&[("team", &[("north", 1.0)])]);
    let (field, reason) = refused(&answers.1, untold);
    assert_eq!(field, "margins[0].values");
    assert_eq!(reason, "\"\" (not given) has responses but no target");
}

#[test]
fn a_report_without_responses_has_no_weights() {
    let request = by_margins(&[("team", &[("north", 1.0)])]);
    let report = report(&[version(1, survey())], &Tally::default(), request);
    assert_eq!((report.weighting, &report.measures[0].weighted), (None, &None));
}

/// San Francisco Airport 2017 by the four margins of `rake_2017`.
#[test]
fn the_airport_is_raked_as_in_the_survey_package() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sfo/sfo_2017.csv");
    let Ok(mut rows) = ::csv::Reader::from_path(&file) else {
        say_aloud("the raked figures of the airport: there is no ../shared/data");
        return;
    };
    let version = version(1, airport());
    let mut tally = Tally::default();
    for row in rows.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let age = match row["age"].as_str() {
            "1" | "2" => "u25",
            "3" => "25_34",
            "4" => "35_44",
            "5" => "45_54",
            "6" | "7" => "55p",
            _ => continue,
        };
        let (gender, score) = (&row["gender"], &row["netpro"]);
        if !["1", "2"].contains(&gender.as_str()) || score.is_empty() {
            continue;
        }
        let values = [gender, age, &row["strata"], &row["barea"]].map(str::to_owned);
        let segments = AIRPORT.iter().map(|segment| (*segment).to_owned()).zip(values);
        let given = Some(Given::Score(score.parse().unwrap()));
        let submission = Submission {
            id: "r".into(),
            answered_at: Some(now()),
            respondent: None,
            channel: None,
            language: None,
            weight: None,
            duration_seconds: None,
            segments: segments.collect(),
            answers: vec![SubmittedAnswer { question: "recommend".into(), given }],
            completed: true,
        };
        tally.add(&version, &version.check(submission, now()).unwrap());
    }
    let targets: [&[(&str, f64)]; 4] = [
        &[("1", 1306.5), ("2", 1306.5)],
        &[("u25", 391.95), ("25_34", 653.25), ("35_44", 522.6), ("45_54", 470.34), ("55p", 574.86)],
        &[("1", 1045.2), ("2", 914.55), ("3", 653.25)],
        &[
            ("A", 522.6),
            ("B", 391.95),
            ("C", 391.95),
            ("D", 522.6),
            ("E", 130.65),
            ("F", 261.3),
            ("G", 391.95),
        ],
    ];
    let margins = AIRPORT.iter().zip(targets).map(|(segment, values)| margin(segment, values));
    let request = v1::BuildReportRequest { margins: margins.collect(), ..Default::default() };
    let report = report(&[version], &tally, request);
    // R 4.2.2, survey 4.1-1, rake() to convergence from weights of 1 (rake_2017).
    let weighted = report.measures[0].weighted.as_ref().unwrap();
    assert_eq!(weighted.n, 2_613);
    assert!((weighted.value - 41.200_779_374_567_3).abs() < 1e-7, "{}", weighted.value);
    let half = 1.959_963_984_540_054 * 1.561_355_014_583_9; // se_ignoring_raking
    assert!(((weighted.upper - weighted.lower) / 2.0 / half - 1.0).abs() < 0.01);
    let weighting = report.weighting.unwrap();
    assert_eq!((weighting.responses, weighting.trimmed), (2_613, 0.0));
    assert!((weighting.smallest - 0.395_872_948_182_668).abs() < 1e-8);
    assert!((weighting.largest - 3.517_311_982_308_69).abs() < 1e-7);
    assert!((weighting.design_effect - 1.320_790_800_482_09).abs() < 1e-7);
}

const AIRPORT: [&str; 4] = ["gender", "age", "time", "area"];

fn airport() -> Survey {
    let mut survey = survey();
    survey.segments = AIRPORT
        .iter()
        .map(|id| Segment {
            id: (*id).to_owned(),
            label: LocalText::default(),
            values: Vec::new(),
            required: true,
        })
        .collect();
    survey
}
