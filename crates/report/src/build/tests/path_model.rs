use std::fmt::Write as _;
use std::path::Path as File;

use plaudit_core::comoments::{Comoments, OfVersion};
use plaudit_core::moments::{Moments, Patterns};
use plaudit_core::scale::Direction;
use plaudit_core::survey::{Latent, Path, PathModel, RESPONSES};
use plaudit_core::tally::{Cell, Counters};
use serde_json::Value;

use super::*;
use crate::Material;

const BLOCKS: [(&str, &str); 7] = [
    ("Image", "IMAG"),
    ("Expectation", "CUEX"),
    ("Quality", "PERQ"),
    ("Value", "PERV"),
    ("Satisfaction", "CUSA"),
    ("Complaints", "CUSCO"),
    ("Loyalty", "CUSL"),
];
const PATHS: [(usize, usize); 12] = [
    (0, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (2, 3),
    (2, 4),
    (3, 4),
    (0, 4),
    (0, 6),
    (4, 5),
    (4, 6),
    (5, 6),
];

fn references(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn mobi() -> (Vec<String>, Value) {
    let drivers = include_str!("../../../../core/tests/reference/drivers.json");
    let sums = references(drivers)["pls_ecsi_mobi"].clone();
    (serde_json::from_value(sums["cols"].clone()).unwrap(), sums)
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
}

fn value(range: &Option<v1::Range>) -> f64 {
    range.unwrap().value
}

fn half(range: &Option<v1::Range>) -> f64 {
    let range = range.unwrap();
    close(range.upper.unwrap() - range.value, range.value - range.lower.unwrap(), 1e-9);
    (range.upper.unwrap() - range.lower.unwrap()) / 2.0
}

/// The ECSI model over these questions, each on 1 to 10.
fn ecsi(columns: &[String]) -> Survey {
    let latent = |(name, stem): (&str, &str)| {
        let items = columns.iter().filter(|id| id.trim_end_matches(char::is_numeric) == stem);
        Latent {
            id: name.to_lowercase(),
            label: LocalText::of("en", name),
            items: items.map(|id| id.to_lowercase()).collect(),
        }
    };
    let id = |at: usize| BLOCKS[at].0.to_lowercase();
    let path = |(from, to): (usize, usize)| Path { from: id(from), to: id(to) };
    let scale = || QuestionKind::Score(Scale::new(1, 10));
    Survey {
        questions: columns.iter().map(|id| question(&id.to_lowercase(), scale())).collect(),
        measures: Vec::new(),
        segments: Vec::new(),
        path_model: Some(PathModel {
            latents: BLOCKS.map(latent).to_vec(),
            paths: PATHS.map(path).to_vec(),
        }),
        ..survey()
    }
}

fn fitted(versions: &[Arc<Version>], material: &Material) -> v1::PathModelResult {
    let request = v1::BuildReportRequest { path_model: true, ..Default::default() };
    let query = Query::new(request, versions.last().unwrap()).unwrap();
    build(versions, material, &query, now()).unwrap().path_model.unwrap()
}

/// Paths, R², weights, indices and alphas of R's semPLS and psych, and what METHODS §8.8 prints.
#[track_caller]
fn is_that_of_sem_pls(found: &v1::PathModelResult, names: &[String]) {
    let expected = references(include_str!("../../../../core/tests/reference/mobi.json"));
    let pls = &expected["pls"];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!((found.n, &*found.missing, found.complete_share), (250, "listwise", 1.0));
    let column = |key: &str| pls["paths"][key].as_array().unwrap().iter();
    for ((from, to), expected) in column("Var1").zip(column("Var2")).zip(column("Freq")) {
        let end = |name: &Value| name.as_str().unwrap().to_lowercase();
        let path = found.paths.iter().find(|path| path.from == end(from) && path.to == end(to));
        close(value(&path.unwrap().coefficient), number(expected), 1e-9);
    }
    assert_eq!(found.paths.len(), column("Freq").len());
    for (latent, (name, stem)) in found.latents.iter().zip(BLOCKS) {
        assert_eq!(latent.label, name);
        close(value(&latent.index), number(&pls["index"][name]["index"]), 1e-9);
        close(value(&latent.equal_index), number(&expected["equal"][name]["index"]), 1e-9);
        assert_eq!(latent.r2.is_some(), pls["r2"][name].is_f64());
        if let Some(r2) = &latent.r2 {
            close(r2.value, number(&pls["r2"][name]), 1e-9);
        }
        if let Some(alpha) = latent.alpha {
            close(alpha, number(&expected["alpha"][name]["alpha"]), 1e-9);
        }
        let columns = names.iter().filter(|id| id.trim_end_matches(char::is_numeric) == stem);
        for (item, column) in latent.items.iter().zip(columns) {
            let of = |key: &str| match &pls[key][name] {
                Value::Array(_) => 1.0,
                table => number(&table[column]),
            };
            close(item.weight, of("weights"), 1e-9);
            close(item.loading, of("loadings"), 1e-9);
        }
        close(latent.items.iter().map(|item| item.share).sum(), 100.0, 1e-9);
    }
    let printed = [
        0.504706, 0.557248, 0.050788, 0.064425, 0.557217, 0.512545, 0.191816, 0.178833, 0.195360,
        0.526097, 0.483475, 0.071232,
    ];
    for (path, printed) in found.paths.iter().zip(printed) {
        close(value(&path.coefficient), printed, 6e-7);
    }
    for (latent, r2) in
        found.latents[1..].iter().zip([0.254728, 0.310525, 0.344610, 0.680281, 0.276778, 0.457286])
    {
        close(value(&latent.r2), r2, 6e-7);
    }
    let satisfaction = &found.latents[4];
    for (item, weight) in satisfaction.items.iter().zip([0.377187, 0.381567, 0.441059]) {
        close(item.weight, weight, 6e-7);
    }
    // METHODS prints …803 for 72.5428023.
    close(value(&satisfaction.index), 72.542803, 1e-6);
    close(value(&satisfaction.equal_index), 71.970370, 6e-7);
    close(satisfaction.alpha.unwrap(), 0.770113, 6e-7);
    close(found.latents[2].alpha.unwrap(), 0.872406, 6e-7);
}

#[test]
fn the_path_model_of_the_mobile_phone_survey_comes_from_its_sums() {
    let (names, sums) = mobi();
    let version = version(1, ecsi(&names));
    // The plan has the items latent variable by latent variable, the sums by name.
    let plan = version.plan().columns().iter();
    let ids = version.survey();
    let places: Vec<usize> = plan
        .map(|column| version.plan().questions()[column.question].position)
        .map(|position| names.iter().position(|n| n.to_lowercase() == ids.questions[position].id))
        .collect::<Option<_>>()
        .unwrap();
    let rows: Vec<Vec<i64>> = serde_json::from_value(sums["cross_products"].clone()).unwrap();
    let all: Vec<i64> = serde_json::from_value(sums["sums"].clone()).unwrap();
    let products = (0..24).flat_map(|i| (i..24).map(move |j| (i, j)));
    let products = products.map(|(i, j)| rows[places[i]][places[j]]).collect();
    let sums = places.iter().map(|place| all[*place]).collect();
    let mut patterns = Patterns::new(24).unwrap();
    let moments = Moments::from_parts(250, sums, products).unwrap();
    assert!(patterns.merge_cell((1 << 24) - 1, &moments));
    let of = OfVersion::from_parts(BTreeMap::from([(0, patterns)]), Vec::new()).unwrap();
    let mut comoments = Comoments::default();
    comoments.merge_version(1, of).unwrap();
    let mut counts = vec![0; version.layout().len()];
    counts[RESPONSES] = 250;
    for block in version.layout().blocks() {
        (counts[block.answered()], counts[block.value(7)]) = (250, 250);
    }
    let cell = Cell { version: 1, day: "2026-01-05".parse().unwrap(), segments: Vec::new() };
    let mut tally = Tally::default();
    tally.merge_cell(cell, Counters::from_parts(counts, None).unwrap()).unwrap();
    let material = Material { tally, comoments: Some(comoments), ..Material::default() };

    let found = fitted(&[version], &material);
    is_that_of_sem_pls(&found, &names);
    assert_eq!(&*found.error_method, "", "one group of respondents");
    assert!(found.paths.iter().all(|path| !path.reliable));
    let [limits, single, loose] = &found.notes[..] else { panic!("{:?}", found.notes) };
    assert!(limits.starts_with("There are too few responses or respondents for limits"));
    assert!(single.ends_with("of that measurement: “Complaints”."), "{single}");
    assert!(loose.ends_with(": “Expectation”, “Loyalty”."), "{loose}");
    assert_eq!(
        found.paths[0].sentence,
        "Among customers whose “Image” was one standard deviation higher, “Expectation” was 0.50 standard \
         deviations higher. This is an association."
    );
}

#[test]
fn the_path_model_of_the_mobile_phone_survey_has_limits_by_its_respondents() {
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/mobi/mobi.csv");
    let Ok(text) = std::fs::read_to_string(file) else {
        say_aloud("the path model of the mobile phone survey: there is no ../shared/data");
        return;
    };
    let mut lines = text.lines();
    let names: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    let version = version(1, ecsi(&names));
    let mut material = Material::default();
    for (i, line) in lines.enumerate() {
        let scores = line.split(',').map(|score| score.parse().unwrap());
        let ids = names.iter().map(|name| name.to_lowercase());
        add(&mut material, &version, &i.to_string(), ids.zip(scores.map(Some)).collect());
    }
    let found = fitted(&[version], &material);
    is_that_of_sem_pls(&found, &names);
    assert_eq!(&*found.error_method, "jackknife");
    // Half-widths of 95 % limits: own numpy run that leaves out each of 63 groups in turn.
    let paths = [
        0.1258608882,
        0.1075678523,
        0.1643565874,
        0.1016587683,
        0.1742865947,
        0.1221960842,
        0.1171944088,
        0.1167161437,
        0.1802474099,
        0.1159587784,
        0.1816708114,
        0.1287760833,
    ];
    for (path, expected) in found.paths.iter().zip(paths) {
        close(half(&path.coefficient), expected, 1e-9);
        assert_eq!(path.reliable, value(&path.coefficient) > expected);
    }
    let indices = [
        1.9407314282,
        1.8834435613,
        1.7100134185,
        2.5413676966,
        1.9434211586,
        3.0472133290,
        4.0274098834,
    ];
    let equal = [
        1.8113827685,
        1.9445499109,
        1.7059934294,
        2.6295975679,
        1.8993366521,
        3.0472133290,
        2.5711939788,
    ];
    for (i, latent) in found.latents.iter().enumerate() {
        close(half(&latent.index), indices[i], 1e-8);
        close(half(&latent.equal_index), equal[i], 1e-8);
    }
    let r2 = [0.1273736533, 0.1196336808, 0.1522028820, 0.0786652200, 0.1231515197, 0.1547029828];
    for (latent, expected) in found.latents[1..].iter().zip(r2) {
        close(half(&latent.r2), expected, 1e-9);
    }
    // (I − B)⁻¹ in numpy: along all ways to loyalty.
    let totals = [
        (0.3987791039, 0.1529729429),
        (0.2184562802, 0.1016276011),
        (0.3226910418, 0.1311833992),
        (0.0999263518, 0.0835493980),
        (0.5209499032, 0.1879905494),
        (0.0712324124, 0.1287760833),
    ];
    assert_eq!(found.totals.len(), 6);
    for (total, (expected, width)) in found.totals.iter().zip(totals) {
        assert_eq!((&*total.to, &*total.sentence), ("loyalty", ""));
        close(value(&total.coefficient), expected, 1e-9);
        close(half(&total.coefficient), width, 1e-9);
    }
    assert_eq!(
        found.paths[2].sentence,
        "Among customers whose “Expectation” was one standard deviation higher, “Value” was 0.05 standard \
         deviations higher (−0.11 to 0.22), comparing customers alike on the other that leads there. The interval \
         holds 0, so it may be chance. This is an association."
    );
}

/// Ease by waiting (lower is better) and speed, loyalty by one question.
fn shop() -> Survey {
    let wait = Scale { direction: Direction::LowerIsBetter, ..Scale::new(1, 7) };
    let latent = |id: &str, items: &[&str]| Latent {
        id: id.into(),
        label: LocalText::default(),
        items: items.iter().map(|id| (*id).to_owned()).collect(),
    };
    let base = survey();
    Survey {
        questions: [base.questions.clone(), vec![question("wait", QuestionKind::Score(wait))]]
            .concat(),
        path_model: Some(PathModel {
            latents: vec![latent("ease", &["speed", "wait"]), latent("loyalty", &["recommend"])],
            paths: vec![Path { from: "ease".into(), to: "loyalty".into() }],
        }),
        ..base
    }
}

fn add(material: &mut Material, version: &Version, id: &str, scores: Vec<(String, Option<i32>)>) {
    let given = |(question, score): (String, Option<i32>)| {
        Some(SubmittedAnswer { question, given: Some(Given::Score(score?)) })
    };
    let submission = Submission {
        id: id.to_owned(),
        answered_at: Some(now()),
        respondent: Some(id.to_owned()),
        channel: None,
        language: None,
        weight: None,
        segments: BTreeMap::new(),
        answers: scores.into_iter().filter_map(given).collect(),
        completed: true,
        duration_seconds: None,
    };
    let response = version.check(submission, now()).unwrap();
    material.tally.add(version, &response);
    material.comoments.get_or_insert_default().add(version, &response).unwrap();
}

/// So many who rate all the same way, more or less; one in so many leaves out the waiting.
fn answers(version: &Version, count: i32, silent: i32) -> Material {
    let mut material = Material::default();
    for i in 0..count {
        let good = i * 7 % 5;
        let scores = [
            ("recommend", Some(2 * good + i * 11 % 3)),
            ("speed", Some(1 + (good + i * 13 % 2).min(4))),
            ("wait", (i % silent != 0).then_some(7 - good - i * 17 % 3)),
        ];
        let mut id = String::new();
        write!(id, "r{i}").unwrap();
        add(&mut material, version, &id, scores.map(|(id, score)| (id.into(), score)).to_vec());
    }
    material
}

#[test]
fn what_is_better_when_lower_is_turned_round_and_the_rest_said_in_notes() {
    let version = version(1, shop());
    let found = fitted(&[Arc::clone(&version)], &answers(&version, 600, 20));
    assert_eq!((found.n, &*found.missing, &*found.error_method), (570, "listwise", "jackknife"));
    let ease = &found.latents[0];
    assert!(ease.items.iter().all(|item| item.weight > 0.0 && item.loading > 0.5), "{ease:?}");
    assert!(ease.r2.is_none() && ease.alpha.unwrap() > 0.5);
    let path = &found.paths[0];
    assert!(path.reliable && value(&path.coefficient) > 0.5);
    assert!(found.notes[0].starts_with("5% of the responses left out one"), "{:?}", found.notes);

    let found = fitted(&[Arc::clone(&version)], &answers(&version, 600, 3));
    assert_eq!((found.n, &*found.missing), (600, "em"));
    assert!(found.notes[0].contains("(EM)") && found.paths[0].reliable);

    let found = fitted(&[Arc::clone(&version)], &answers(&version, 20, 90));
    assert_eq!((&*found.error_method, found.latents.len()), ("", 2));
    let few = found.notes.iter().any(|note| note.starts_with("19 responses are few"));
    assert!(few, "{:?}", found.notes);
    assert!(found.latents[0].index.unwrap().lower.is_none() && !found.paths[0].reliable);
}

#[test]
fn too_few_answers_show_nothing() {
    let version = version(1, Survey { privacy_k: 30, ..shop() });
    let found = fitted(&[Arc::clone(&version)], &answers(&version, 29, 90));
    assert_eq!(found, v1::PathModelResult { withheld: true, ..Default::default() });
    // Half leave out the waiting.
    let found = fitted(&[Arc::clone(&version)], &answers(&version, 58, 2));
    assert!(found.withheld);
    assert!(!fitted(&[Arc::clone(&version)], &answers(&version, 60, 90)).withheld);
}

#[test]
fn without_a_fit_the_section_says_why_and_without_answers_nothing() {
    let version = version(1, shop());
    let mut material = Material::default();
    for i in 0..40 {
        let scores = [("recommend", i % 11), ("speed", 3), ("wait", 1 + i % 7)];
        let scores = scores.map(|(id, score)| (id.to_owned(), Some(score))).to_vec();
        add(&mut material, &version, &i.to_string(), scores);
    }
    let found = fitted(&[Arc::clone(&version)], &material);
    assert_eq!(found.notes, ["The path model has no fit: the answers to “speed” do not vary."]);
    assert!(found.latents.is_empty() && found.n == 40);
    let found = fitted(&[version], &Material::default());
    assert_eq!(found, v1::PathModelResult::default());
}

#[test]
fn versions_that_kept_less_are_named_and_a_survey_without_a_model_is_refused() {
    let plain = version(1, Survey { path_model: None, ..shop() });
    let request = v1::BuildReportRequest { path_model: true, ..Default::default() };
    let found = Query::new(request, &plain).unwrap_err();
    assert_eq!((found.len(), &*found[0].field), (1, "path_model"));

    let new = version(2, shop());
    let mut material = answers(&new, 200, 90);
    material.tally.merge(answers(&plain, 10, 90).tally).unwrap();
    let found = fitted(&[plain, new], &material);
    let note = found.notes.last().unwrap();
    assert!(note.starts_with("Responses to version 1 are not in the model"), "{note}");
}
