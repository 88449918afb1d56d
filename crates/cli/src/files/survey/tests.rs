use std::fmt::Write as _;

use proptest::prelude::*;

mod asking;

use super::*;

const GOOD: &str = "\
id: shop
title: {en: How was it?, fi: Miten meni?}
time_zone: Europe/Helsinki
privacy_k: 10
segments:
  - channel
  - id: team
    label: Team
    required: true
    values: [north, {id: south, label: Southern team}]
questions:
  - id: recommend
    text: Would you recommend us?
    kind: score
    scale: 0-10
    required: true
    departments: [support]
  - id: effort
    text: How hard was it?
    kind: score
    scale:
      min: -2
      max: 2
      direction: lower_is_better
      labels: {-2: very easy, 2: {en: very hard, fi: vaikeaa}}
  - id: again
    text: Would you buy again?
    kind: single_choice
    options: {yes: Certainly, no: Never}
  - id: comment
    text: Anything else?
    kind: text
    max_length: 500
measures:
  - {id: nps, kind: nps, question: recommend}
  - {kind: mean, question: effort, top: [-2, -1]}
  - {id: again, kind: share, question: again, options: [yes]}
";

const PATHS: &str = "\
path_model:
  latents:
    - {id: ease, label: {en: Ease, fi: Helppous}, items: [effort]}
    - id: loyalty
      label: Loyalty
      items: [recommend]
  paths: [[ease, loyalty]]
";

fn errors(text: &str, format: Format) -> String {
    parse("survey", text, format).unwrap_err().to_string()
}

#[test]
fn a_short_text_is_in_the_default_language_and_a_map_in_its_own() {
    let survey = parse("survey.yaml", GOOD, Format::Yaml).unwrap();
    assert_eq!(survey.title["fi"], "Miten meni?");
    assert_eq!(survey.questions[0].text["en"], "Would you recommend us?");
    assert_eq!(survey.segments[0].id, "channel");
    assert_eq!(survey.segments[1].values[1].label["en"], "Southern team");
    let Some(v1::question::Kind::Score(effort)) = &survey.questions[1].kind else { panic!() };
    assert_eq!((effort.min, effort.labels[0].score), (-2, -2));
    assert_eq!(effort.labels[1].label["fi"], "vaikeaa");
    let Some(v1::question::Kind::SingleChoice(again)) = &survey.questions[2].kind else { panic!() };
    assert_eq!(again.options[1].id, "no");
    assert_eq!(survey.measures[1].id, "effort");
}

#[test]
fn toml_says_the_same_as_yaml() {
    let toml = r#"
id = "shop"
title = { en = "How was it?", fi = "Miten meni?" }
time_zone = "Europe/Helsinki"
privacy_k = 10
segments = ["channel", { id = "team", label = "Team", required = true, values = ["north", { id = "south", label = "Southern team" }] }]

[[questions]]
id = "recommend"
text = "Would you recommend us?"
kind = "score"
scale = "0-10"
required = true
departments = ["support"]

[[questions]]
id = "effort"
text = "How hard was it?"
kind = "score"
[questions.scale]
min = -2
max = 2
direction = "lower_is_better"
labels = { -2 = "very easy", 2 = { en = "very hard", fi = "vaikeaa" } }

[[questions]]
id = "again"
text = "Would you buy again?"
kind = "single_choice"
options = { yes = "Certainly", no = "Never" }

[[questions]]
id = "comment"
text = "Anything else?"
kind = "text"
max_length = 500

[[measures]]
id = "nps"
kind = "nps"
question = "recommend"
[[measures]]
kind = "mean"
question = "effort"
top = [-2, -1]
[[measures]]
id = "again"
kind = "share"
question = "again"
options = ["yes"]
"#;
    let yaml = parse("survey.yaml", GOOD, Format::Yaml).unwrap();
    assert_eq!(parse("survey.toml", toml, Format::Toml).unwrap(), yaml);
}

#[test]
fn each_error_names_line_column_and_key() {
    let cases = [
        ("id: shop", "id: Shop", "survey:1:1: id: \"Shop\" must be 1 to 64 of"),
        ("scale: 0-10", "scale: ten", "15:12: questions[0].scale: must be two bounds as 0-10"),
        ("scale: 0-10", "scale: 0-500", "15:5: questions[0].scale: must be above min by at most"),
        ("max: 2\n", "max: 200\n", "23:7: questions[1].scale.max: must be above min"),
        ("{-2: very", "{-3: very", "25:16: questions[1].scale.labels.-3: must be within -2..=2"),
        ("top: [-2, -1]", "top: [-2, 9]", "36:36: measures[1].top: 9 must be within -2..=2"),
        ("kind: text", "kind: words", "32:11: questions[3].kind: must be score, single_choice"),
        ("max_length: 500", "max_length: 0", "33:17: questions[3].max_length: must be at least 1"),
        ("options: [yes]", "options: [ja]", "37:47: measures[2].options: \"ja\" is not an option"),
        (
            "options: {yes: Certainly, no",
            "options: {yes: Certainly, NO",
            "questions[2].options.NO: \"NO\" must be",
        ),
        ("    scale: 0-10\n", "", "12:5: questions[0].scale: is missing"),
        (
            "    scale: 0-10",
            "    scael: 0-10",
            "15:5: questions[0].scael: is not a key here (did you mean \"scale\"?)",
        ),
        (
            "required: true\n    dep",
            "required: sure\n    dep",
            "16:15: questions[0].required: must be true or false, not \"sure\"",
        ),
        ("privacy_k: 10", "privacy_k: [10", "survey:"),
        ("privacy_k: 10", "privacy_k: 10\nid: again", "survey:5:1:"),
        ("Europe/Helsinki", "Europe/Hell", "3:1: time_zone: \"Europe/Hell\" is not a time zone"),
    ];
    for (right, wrong, expected) in cases {
        assert!(GOOD.contains(right), "{right}");
        let found = errors(&GOOD.replacen(right, wrong, 1), Format::Yaml);
        assert!(found.contains(expected), "{wrong}\n  found    {found}\n  expected {expected}");
    }
    let toml = "id = \"shop\"\ntitle = \"Shop\"\nquestion = []\n[[questions]]\nid = 4.5\n";
    let found = errors(toml, Format::Toml);
    assert!(
        found.contains("survey:3:1: question: is not a key here (did you mean \"questions\"?)"),
        "{found}"
    );
    assert!(found.contains("survey:5:6: questions[0].id: must be a text"), "{found}");
    let found = errors("id = \"shop\"\ntitle \"Shop\"\n", Format::Toml);
    assert!(found.starts_with("survey:2:"), "{found}");
    let found = errors("id: shop\ntitle: [Shop\n", Format::Yaml);
    assert!(found.starts_with("survey:2:8:"), "{found}");
}

#[test]
fn all_problems_of_a_file_are_listed_by_line() {
    let text = GOOD.replace("kind: nps,", "kind: ces,").replace("top: [-2, -1]", "top: [7]");
    let found = errors(&format!("{text}colour: red\n"), Format::Yaml);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 3, "{found}");
    assert!(lines[0].contains("35:") && lines[0].contains("measures[0].question: ces needs"));
    assert!(lines[1].contains("measures[1].top: 7 must be within"));
    assert!(lines[2].contains("38:1: colour: is not a key here"));
}

#[test]
fn a_survey_written_out_reads_back_the_same() {
    let survey = parse("survey.yaml", GOOD, Format::Yaml).unwrap();
    let text = write(&survey);
    assert_eq!(parse("survey.yaml", &text, Format::Yaml).unwrap(), survey, "{text}");
}

#[test]
fn a_path_model_is_read_checked_and_written() {
    let text = format!("{GOOD}{PATHS}");
    let survey = parse("survey.yaml", &text, Format::Yaml).unwrap();
    let model = survey.path_model.as_ref().unwrap();
    assert_eq!(model.latents[0].label["fi"], "Helppous");
    assert_eq!(
        (&*model.latents[1].label["en"], &*model.latents[1].items[0]),
        ("Loyalty", "recommend")
    );
    assert_eq!((&*model.paths[0].from, &*model.paths[0].to), ("ease", "loyalty"));
    let written = write(&survey);
    assert_eq!(parse("survey.yaml", &written, Format::Yaml).unwrap(), survey, "{written}");
    let named = text.replace("[[ease, loyalty]]", "[{from: ease, to: loyalty}]");
    assert_eq!(parse("survey.yaml", &named, Format::Yaml).unwrap(), survey);
    for (wrong, expected) in [
        ("[[ease]]", "44:11: path_model.paths[0]: must be two ids, from and to"),
        ("[{from: ease, to: joy}]", "path_model.paths[0].to: \"joy\" is not a latent variable"),
        ("[[ease, loyalty], [loyalty, ease]]", "path_model.paths: must not lead back"),
        ("[{from: ease, too: loyalty}]", "path_model.paths[0].too: is not a key here"),
    ] {
        let found = errors(&text.replace("[[ease, loyalty]]", wrong), Format::Yaml);
        assert!(found.contains(expected), "{wrong}\n  found    {found}\n  expected {expected}");
    }
    let found = errors(&text.replace("items: [effort]", "items: [again]"), Format::Yaml);
    assert!(found.contains("path_model.latents[0].items[0]: \"again\" is not a score question"));
}

proptest! {
    #[test]
    fn any_text_survives_writing_and_reading(title in "\\PC{1,40}|[ -~\n\t]{1,40}|no|1e3|0x1f|~|[0-9]{1,4}") {
        let mut survey = parse("survey.yaml", GOOD, Format::Yaml).unwrap();
        survey.title.insert("en".to_owned(), title);
        let read = parse("survey.yaml", &write(&survey), Format::Yaml).unwrap();
        prop_assert_eq!(read, survey);
    }

    #[test]
    fn no_input_makes_the_reader_panic(text in "[a-z:\\-\\[\\]{} \n0-9\"']{0,80}") {
        let mut file = GOOD.to_owned();
        let _ = writeln!(file, "{text}");
        let _ = parse("survey", &file, Format::Yaml);
        let _ = parse("survey", &text, Format::Yaml);
        let _ = parse("survey", &text, Format::Toml);
    }
}

const CATALOGUE: &str = "\
id: all
title: All kinds
questions:
  - {id: likely, text: Likely, kind: score, scale: 0-10}
  - {id: a, text: A, kind: score, scale: 1-10}
  - {id: b, text: B, kind: score, scale: 1-10}
  - {id: easy, text: Easy, kind: score, scale: 1-7}
  - {id: rank, text: Rank, kind: score, scale: {min: 1, max: 4, direction: lower_is_better}}
  - {id: often, text: How often, kind: single_choice, options: [never, yearly, monthly]}
  - {id: about, text: About, kind: multiple_choice, options: [price, staff]}
measures:
  - {id: nps, kind: nps, question: likely, method: adjusted_wald}
  - {id: nps10, kind: nps_1_10, question: a}
  - {id: enps, kind: enps, question: likely}
  - {id: csat, kind: csat, question: a, top: [9, 10], method: clopper_pearson}
  - {id: ces, kind: ces, question: easy}
  - {id: mean, kind: mean, question: b}
  - {id: angry, kind: bottom_box, question: a, top: [1, 2]}
  - {id: share, kind: share, question: about, options: [price]}
  - {id: negative, kind: classified_share, question: about, options: [staff], classifier: {positives: 100, true_positives: 80, negatives: 200, true_negatives: 180}}
  - {id: frequent, kind: frequency, question: often, options: [monthly]}
  - {id: intent, kind: intent, question: likely}
  - {id: wallet, kind: wallet_share, question: rank}
  - {id: consensus, kind: consensus, question: b}
  - {id: index, kind: index, items: [a, {question: b, weight: 2}]}
  - {id: gap, kind: gap, items: [a, b]}
  - {id: secure, kind: secure, items: [{question: a, top: [10]}, {question: likely, top: [9, 10]}]}
";

#[test]
fn every_kind_is_read_and_written_out_the_same() {
    let survey = parse("survey.yaml", CATALOGUE, Format::Yaml).unwrap();
    assert_eq!(survey.measures.len(), 16);
    assert_eq!(survey.measures[13].items[1].weight, 2);
    let text = write(&survey);
    assert_eq!(parse("survey.yaml", &text, Format::Yaml).unwrap(), survey, "{text}");
    // And through core: only defaults are filled in.
    let mut filled = survey.clone();
    filled.measures[13].items[0].weight = 1;
    let core = Survey::try_from(survey).unwrap();
    assert_eq!(v1::Survey::from(&core).measures, filled.measures);
}

#[test]
fn errors_of_the_new_kinds_name_their_place_and_the_nearest_name() {
    let cases = [
        ("kind: bottom_box", "kind: botom_box", "measures[6].kind: must be nps, nps_1_10"),
        ("kind: bottom_box", "kind: botom_box", "not \"botom_box\" (did you mean \"bottom_box\"?)"),
        ("method: adjusted_wald", "method: wald", "measures[0].method: must be wilson, agresti"),
        ("method: adjusted_wald", "method: wilson", "measures[0].method: wilson is not for nps"),
        ("weight: 2", "wieght: 2", "measures[13].items[1].wieght: is not a key here"),
        ("weight: 2", "weight: 11", "measures[13].items[1].weight: must be within 1..=10"),
        ("items: [a, b]", "items: [a, likely]", "measures[14].items[1]: must be on the"),
        ("items: [a, b]", "items: [a]", "measures[14].items: must be two"),
        ("true_positives: 80", "true_positives: 40", "measures[8].classifier: finds too little"),
        ("positives: 100, ", "", "measures[8].classifier.positives: is missing"),
        ("top: [1, 2]", "options: [a]", "measures[6].options: is only for share, frequency"),
    ];
    for (right, wrong, expected) in cases {
        let found = errors(&CATALOGUE.replacen(right, wrong, 1), Format::Yaml);
        assert!(found.contains(expected), "{wrong}\n  found    {found}\n  expected {expected}");
    }
}
