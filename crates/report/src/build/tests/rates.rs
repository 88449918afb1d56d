use super::*;

/// METHODS §8.14: 412 complete, 38 partial, 95 refusals, 1,200 not reached, 15 other, 240 unknown.
fn frame() -> v1::Frame {
    v1::Frame {
        refusals: 95,
        non_contacts: 1_200,
        other: 15,
        unknown: 240,
        eligible: Some(0.9),
        ..Default::default()
    }
}

fn request(frame: v1::Frame) -> v1::BuildReportRequest {
    v1::BuildReportRequest { frame: Some(frame), ..Default::default() }
}

/// So many responses of a team, with the score 9, complete or not.
fn answered(version: &Version, groups: &[(&str, usize, bool)]) -> Tally {
    let mut tally = Tally::default();
    for (team, n, completed) in groups {
        let given = Some(Given::Score(9));
        let submission = Submission {
            id: "r".into(),
            answered_at: Some(now()),
            respondent: None,
            channel: None,
            language: None,
            weight: None,
            duration_seconds: None,
            segments: BTreeMap::from([("team".to_owned(), (*team).to_owned())]),
            answers: vec![SubmittedAnswer { question: "recommend".into(), given }],
            completed: *completed,
        };
        let response = version.check(submission, now()).unwrap();
        (0..*n).for_each(|_| tally.add(version, &response));
    }
    tally
}

#[test]
fn the_rates_have_the_values_of_the_reference() {
    let version = version(1, survey());
    let tally = answered(&version, &[("north", 412, true), ("north", 38, false)]);
    let rates = report(&[version], &tally, request(frame())).response_rates.unwrap();
    assert_eq!((rates.invited, rates.complete, rates.partial), (2_000, 412, 38));
    assert_eq!((rates.r_indicator, rates.largest_bias), (None, None));
    let of = |name: &str| rates.rates.iter().find(|rate| rate.name == name).unwrap().value;
    for (name, expected) in [
        ("RR1", 0.206),
        ("RR2", 0.225),
        ("RR3", 0.208_502),
        ("RR4", 0.227_733),
        ("RR5", 0.234_091),
        ("RR6", 0.255_682),
        ("COOP1", 0.735_714),
        ("COOP3", 0.755_963),
        ("REF1", 0.047_5),
        ("CON1", 0.28),
    ] {
        assert!((of(name) - expected).abs() < 6e-7, "{name} {}", of(name));
    }
    assert_eq!(rates.rates.len(), 16);
    assert_eq!(rates.rates[3].definition, "(I + P) / (I + P + R + NC + O + e·U)");
    // 450 of 1,976 eligible answered, all promoters.
    let [band] = rates.bands.as_slice() else { panic!("speed has no answers") };
    let rate = 450.0 / 1_976.0;
    assert!((band.lowest - 100.0 * (2.0 * rate - 1.0)).abs() < 1e-9 && band.highest == 100.0);
    assert!((band.break_even + 100.0 * rate / (1.0 - rate)).abs() < 1e-9);
}

#[test]
fn the_respondents_are_held_against_the_invited() {
    let groups = [("a", 120), ("b", 60), ("c", 70), ("d", 10)].map(|(team, n)| (team, n, true));
    let mut survey = survey();
    survey.segments[0].values.clear();
    let version = version(1, survey);
    let tally = answered(&version, &groups);
    let invited = |counts: [u64; 4]| v1::Frame {
        non_contacts: 740,
        segment: "team".into(),
        invited: ["a", "b", "c", "d"]
            .into_iter()
            .zip(counts)
            .map(|(value, invited)| v1::FrameValue { value: value.into(), invited })
            .collect(),
        ..Default::default()
    };
    let found =
        report(std::slice::from_ref(&version), &tally, request(invited([400, 300, 200, 100])));
    let rates = found.response_rates.unwrap();
    // METHODS §8.14
    assert!((rates.r_indicator.unwrap() - 0.846_300_2).abs() < 1e-7);
    assert!((rates.largest_bias.unwrap() - 0.295_576_5).abs() < 1e-7);
    for (counts, expected) in [
        ([400, 300, 60, 240], "\"c\" has 70 responses of 60 invited"),
        ([400, 300, 200, 99], "sums to 999, but responses"),
    ] {
        let query = Query::new(request(invited(counts)), &version).unwrap();
        let versions = [Arc::clone(&version)];
        let Err(Error::Invalid(violation)) = build(&versions, &tally.clone().into(), &query, now())
        else {
            panic!("the frame contradicts the responses")
        };
        assert_eq!(violation.field, "frame.invited");
        assert!(violation.reason.starts_with(expected), "{}", violation.reason);
    }
}

#[test]
fn without_a_frame_there_is_no_response_rate() {
    let version = version(1, survey());
    let tally = answered(&version, &[("north", 20, true)]);
    assert_eq!(report(&[version], &tally, v1::BuildReportRequest::default()).response_rates, None);
}
