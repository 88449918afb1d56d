//! Methods that a survey chooses.

use super::catalogue::catalogue;
use super::*;

fn version(id: &str, method: Method) -> Result<Version, Vec<crate::Violation>> {
    let mut survey = catalogue();
    let at = survey.measures.iter().position(|measure| measure.id == id).unwrap();
    survey.measures[at].method = Some(method);
    Version::new(1, testing::noon(), survey)
}

#[test]
fn every_method_that_a_kind_takes_is_the_one_its_estimate_names() {
    for declared in catalogue().measures {
        for method in Method::ALL {
            let taken = version(&declared.id, method);
            if !declared.kind.takes(method) {
                let found = taken.unwrap_err();
                assert!(found[0].field.ends_with(".method"), "{found:?}");
                assert!(found[0].reason.contains(declared.kind.name()), "{found:?}");
                continue;
            }
            let version = taken.unwrap();
            let counts = vec![20; version.layout().len()];
            let figure = measure(&version, &declared.id).figure(&version, &counts);
            let estimate = figure.estimate(Level::default()).unwrap();
            assert_eq!(estimate.method, method, "{}", declared.id);
        }
    }
}

#[test]
fn where_the_chosen_method_knows_too_little_the_default_answers() {
    let version = version("csat", Method::Logit).unwrap();
    let mut counts = vec![0; version.layout().len()];
    let block = version.layout().block(1);
    (counts[block.answered()], counts[block.value(9)]) = (1, 1);
    let estimate = measure(&version, "csat").figure(&version, &counts).estimate(Level::default());
    assert_eq!(estimate.unwrap().method, Method::Wilson);
}

#[test]
fn a_method_without_weights_is_refused_where_there_are_some() {
    for (id, method, refused) in [
        ("csat", Method::ClopperPearson, true),
        ("nps", Method::Tango, true),
        ("nps", Method::VrWilson, false),
        ("csat", Method::KornGraubard, false),
    ] {
        let mut survey = testing::survey(true);
        let at = survey.measures.iter().position(|measure| measure.id == id).unwrap();
        survey.measures[at].method = Some(method);
        let version = Version::new(1, testing::noon(), survey);
        let found = version.as_ref().err().map(|found| found[0].field.clone());
        assert_eq!(found, refused.then(|| format!("measures[{at}].method")), "{method:?}");
        let Ok(version) = version else { continue };
        let tally = tally(&version, &[(10, 2.0), (9, 1.0), (0, 0.5)]);
        let counters = tally.cells().next().unwrap().1.clone();
        let figure = measure(&version, id).weighted_figure(&version, &counters).unwrap();
        assert_eq!(figure.estimate(Level::default()).unwrap().method, method);
    }
}
