use super::*;

fn anytime(version: &Arc<Version>, tally: &Tally) -> Vec<Option<v1::Estimate>> {
    let request = v1::BuildReportRequest { anytime: true, ..Default::default() };
    let report = report(&[Arc::clone(version)], tally, request);
    report.measures.into_iter().map(|measure| measure.anytime).collect()
}

#[test]
fn an_nps_has_the_band_of_the_reference() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(12, "2026-01-05", None, 3).add(28, "2026-01-05", None, 8);
    answers.add(60, "2026-01-05", None, 10);
    let band = anytime(&version, &answers.1)[0].clone().unwrap();
    // METHODS §8.10: .187882354 to .708617474.
    assert_eq!(format!("{:.7} {:.7}", band.lower, band.upper), "18.7882354 70.8617474");
    assert_eq!((band.value, band.n, band.method.as_str()), (48.0, 100, "dirichlet_mixture"));
}

#[test]
fn a_mean_has_the_asymptotic_band_from_thirty_answers_on() {
    let survey = {
        let mut survey = survey();
        survey.measures[0].kind = Kind::Mean { top: Vec::new() };
        survey
    };
    let version = version(1, survey);
    let band = |n: usize| {
        let mut answers = Answers(&version, Tally::default());
        answers.add(n, "2026-01-05", None, 4).add(n, "2026-01-05", None, 8);
        anytime(&version, &answers.1)[0].clone()
    };
    assert_eq!(band(14), None);
    let found = band(500).unwrap();
    assert_eq!((found.value, found.method.as_str()), (6.0, "asymptotic_cs"));
    // METHODS §8.10: .067797 for the variance .4896 at 1,000 answers; here it is 4·1000/999.
    let half = 0.067_797 * (4.0 / 0.489_6_f64).sqrt();
    assert!((found.upper - 6.0 - half).abs() < 2e-4, "{}", found.upper);
}

#[test]
fn nothing_is_said_unless_asked_for() {
    let version = version(1, survey());
    let mut answers = Answers(&version, Tally::default());
    answers.add(60, "2026-01-05", None, 10);
    let report = report(&[Arc::clone(&version)], &answers.1, v1::BuildReportRequest::default());
    assert_eq!(report.measures[0].anytime, None);
}
