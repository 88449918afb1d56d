//! The examples of `docs/examples`, on the real files where these are at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use plaudit_core::estimate::Level;
use plaudit_core::response::Submission;
use plaudit_core::survey::{Survey, Version};
use plaudit_core::tally::Tally;
use plaudit_core::time::Timestamp;

use super::*;
use crate::files;

const NOW: i64 = 1_790_000_000_000_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn example(name: &str) -> (Arc<Version>, Mapping) {
    let folder = root().join("docs/examples").join(name);
    let survey = files::survey::read(&folder.join("survey.yaml")).unwrap();
    let epoch = Timestamp::from_micros(0).unwrap();
    let version = Version::new(1, epoch, Survey::try_from(survey).unwrap()).unwrap();
    (Arc::new(version), Mapping::read(&folder.join("mapping.toml")).unwrap())
}

/// The rows of a real file, counted; absent where the data folder is.
fn count(name: &str, file: &str) -> Option<(Arc<Version>, Tally, u64)> {
    let (version, mapping) = example(name);
    let path = root().join("../shared/data").join(file);
    if !path.exists() {
        eprintln!("CANNOT CHECK the figures of {name}: {} is absent", path.display());
        return None;
    }
    let now = Timestamp::from_micros(NOW).unwrap();
    let (mut tally, mut rows) = (Tally::default(), 0);
    let mut ids = std::collections::HashSet::new();
    for row in Reader::open(&Input::of(&path), &mapping, Arc::clone(&version), now).unwrap() {
        match row.unwrap() {
            Row::Good(row) => {
                let response = version.check(Submission::from(row.response), now).unwrap();
                assert!(ids.insert(response.id.clone()), "{} stands twice", response.id);
                tally.add(&version, &response);
                rows += 1;
            }
            Row::Bad(row) => panic!("{file}: {row}"),
        }
    }
    Some((version, tally, rows))
}

/// The summed counters of the cells whose segment at `position` has `value`, or of all.
fn counts(version: &Version, tally: &Tally, only: Option<(usize, &str)>) -> Vec<u64> {
    let mut sums = vec![0; version.layout().len()];
    for (cell, counters) in tally.cells() {
        if only.is_none_or(|(at, value)| cell.segments[at].as_deref() == Some(value)) {
            for (sum, count) in sums.iter_mut().zip(counters.counts()) {
                *sum += u64::try_from(*count).unwrap();
            }
        }
    }
    sums
}

#[test]
fn every_row_of_the_airline_is_taken_and_gives_the_reference_figures() {
    let Some((version, tally, rows)) = count("airline", "airline/airline.csv.gz") else { return };
    assert_eq!(rows, 129_880);
    let counts = counts(&version, &tally, None);
    // n and how many gave 4 or 5: questions_airline_zero_missing.csv; the mean as well.
    let reference = [
        ("inflight_wifi_service", 125_964, 2.813_526_086_82, 39_131),
        ("departure_arrival_time_convenient", 123_199, 3.223_410_904_31, 59_878),
        ("ease_of_online_booking", 124_198, 2.883_001_336_58, 41_868),
        ("gate_location", 129_879, 2.976_947_774_47, 47_875),
        ("food_and_drink", 129_748, 3.208_034_035_21, 58_520),
        ("online_boarding", 126_800, 3.331_640_378_55, 64_488),
        ("seat_comfort", 129_879, 3.441_387_753_22, 72_914),
        ("inflight_entertainment", 129_862, 3.358_542_144_74, 68_335),
        ("on_board_service", 129_875, 3.383_153_031_76, 68_195),
        ("leg_room_service", 129_282, 3.366_377_376_59, 66_791),
        ("baggage_handling", 129_880, 3.632_114_259_32, 80_639),
        ("checkin_service", 129_879, 3.306_292_780_2, 62_216),
        ("inflight_service", 129_875, 3.642_333_012_51, 81_389),
        ("cleanliness", 129_866, 3.286_680_116_43, 62_385),
    ];
    for (id, n, mean, top) in reference {
        let measure = version.survey().measures.iter().find(|m| m.id == id).unwrap();
        let estimate = measure.figure(&version, &counts).estimate(Level::default()).unwrap();
        assert_eq!(estimate.n, n, "{id}");
        assert!((estimate.value - mean).abs() < 1e-10, "{id}: {}", estimate.value);
        let beside = measure.components(&version, &counts, Level::default());
        assert_eq!(beside[0].estimate.unwrap().count, Some(top), "{id}");
        let block = version.layout().block(version.position(id).unwrap());
        assert_eq!(counts[block.not_applicable()], 129_880 - n, "{id}");
        assert_eq!(counts[block.skipped()], 0, "{id}");
    }
    let satisfied = &version.survey().measures[0];
    let share = satisfied.figure(&version, &counts).estimate(Level::default()).unwrap();
    assert_eq!(satisfied.id, "satisfied");
    assert!((share.value - 43.446_258_084_4).abs() < 1e-10);
    assert!((share.lower - 43.176_878_229_2).abs() < 1e-10);
    assert!((share.upper - 43.716_025_608_0).abs() < 1e-10);
}

#[test]
fn the_airport_gives_its_reference_figures_whole_and_by_boarding_area() {
    let Some((version, tally, rows)) = count("sfo", "sfo/2017_as_published.csv") else { return };
    assert_eq!(rows, 2_831);
    let nps = &version.survey().measures[0];
    let estimate = |only| {
        let counts = counts(&version, &tally, only);
        let figure = nps.figure(&version, &counts);
        let sample = figure.sample().unwrap();
        (sample.at_high(), sample.n(), sample.at_low(), figure.estimate(Level::default()))
    };
    let (promoters, n, detractors, whole) = estimate(None);
    let whole = whole.unwrap();
    assert_eq!((promoters, n - promoters - detractors, detractors), (1_436, 968, 342));
    assert_eq!(whole.n, 2_746);
    assert!((whole.value - 39.839_766_933_721_78).abs() < 1e-11);
    assert!((whole.lower - 37.189_41).abs() < 1e-5 && (whole.upper - 42.418_85).abs() < 1e-5);
    // basic_sfo.json: n, promoters, detractors.
    let areas = [
        ("A", 724, 382, 93),
        ("B", 166, 94, 22),
        ("C", 226, 132, 26),
        ("D", 386, 213, 45),
        ("E", 175, 100, 18),
        ("F", 444, 221, 50),
        ("G", 625, 294, 88),
    ];
    for (area, n, promoters, detractors) in areas {
        let found = estimate(Some((0, area)));
        assert_eq!((found.1, found.0, found.2), (n, promoters, detractors), "{area}");
    }
    for (code, n) in [("male", 1_295), ("female", 1_332), ("other", 9)] {
        assert_eq!(estimate(Some((4, code))).1, n, "{code}");
    }
    // questions_sfo_2017_unweighted.csv: how many answered.
    let counts = counts(&version, &tally, None);
    for (id, n) in [("q7art", 2_284), ("q7all", 2_688), ("q9rental", 1_175), ("q9all", 2_736)] {
        let block = version.layout().block(version.position(id).unwrap());
        assert_eq!(counts[block.answered()], n, "{id}");
    }
}

#[test]
fn the_rows_of_the_examples_mean_what_the_examples_say() {
    let now = Timestamp::from_micros(NOW).unwrap();
    let (version, mapping) = example("sfo");
    let names: Vec<String> = mapping_columns(&version);
    let header = format!(
        "RESPNUM , weight,INTDATE,LANG,BAREA,STRATA,METHOD,Q20GENDER,Q19AGE,NETPRO,{}",
        names.join(",")
    );
    let scores = vec!["6"; names.len()].join(",");
    let file = format!("{header}\n7,0.5,6,3,A,1,1,4,6,6,{scores}\n");
    let rows: Vec<_> = Reader::open(&Input::Memory(file.as_bytes().into()), &mapping, version, now)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let [Row::Good(row)] = rows.as_slice() else { panic!("{rows:?}") };
    let response = &row.response;
    assert_eq!((row.line, response.id.as_str(), response.weight), (2, "sfo-2017-7", Some(0.5)));
    assert_eq!(response.language, "zh");
    assert_eq!(response.answered_at.unwrap().seconds, 1_494_054_000); // 6 May 2017, 0:00 in San Francisco
    assert_eq!(response.segments.get("gender"), None);
    assert_eq!(response.segments["age"], "55-64");
    assert_eq!(response.answers[0].value, Some(plaudit_proto::v1::answer::Value::Score(6)));
    example("airline");
}

fn mapping_columns(version: &Version) -> Vec<String> {
    let questions = version.survey().questions.iter().skip(1);
    questions.map(|question| question.id.to_uppercase()).collect()
}

#[test]
fn the_files_that_the_pages_show_are_a_survey_and_a_mapping_that_fit() {
    let block = |page: &str, language: &str| {
        let page = std::fs::read_to_string(root().join("docs").join(page)).unwrap();
        let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    let text = block("surveys.md", "yaml");
    let survey = files::survey::parse("surveys.md", &text, files::Format::Yaml).unwrap();
    let epoch = Timestamp::from_micros(0).unwrap();
    let version = Version::new(1, epoch, Survey::try_from(survey).unwrap()).unwrap();
    let mapping = Mapping::parse("README.md", &block("examples/README.md", "toml")).unwrap();
    let file = "Status;Store;Receipt;Date;Hour;Customer;Lang;Finished;Team;Q1;Q2;Q3;Q4_1;Q4_2;Q5\n\
                ok;7;12;31.1.2026;10;c1;FIN;True;N;9.0;easy;Certainly;X;;Kiitos\n";
    let now = Timestamp::from_micros(NOW).unwrap();
    let reader =
        Reader::open(&Input::Memory(file.as_bytes().into()), &mapping, Arc::new(version), now);
    let rows: Vec<_> = reader.unwrap().map(Result::unwrap).collect();
    let [Row::Good(row)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.response.id, "2026-7/12");
    assert_eq!(row.response.answers.len(), 5);
}
