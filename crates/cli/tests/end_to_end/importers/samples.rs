//! Each sample the way a person goes: proposed, looked at, published, tried, imported, imported again.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{answer, figure, import, publish, response, responses, run, sample};
use crate::database::Database;

/// What a sample comes to, counted by hand.
struct Expected {
    file: &'static str,
    /// Flags of the proposal and of an import to a given survey.
    flags: &'static [&'static str],
    rows: u64,
    good: u64,
    partial: u64,
    left_out: &'static [(&'static str, u64)],
    /// Line, column, cell and reason of every bad row.
    bad: &'static [&'static str],
    /// Measure, value and n.
    figures: &'static [(&'static str, f64, u64)],
}

impl Expected {
    fn summary(&self, dry_run: bool, stored: u64) -> Value {
        let left_out: serde_json::Map<String, Value> =
            self.left_out.iter().map(|(why, rows)| ((*why).to_owned(), json!(rows))).collect();
        json!({
            "dryRun": dry_run,
            "rows": self.rows,
            "stored": if dry_run { 0 } else { stored },
            "wouldBeStored": if dry_run { stored } else { 0 },
            "duplicates": self.good - stored,
            "conflicts": 0,
            "rejected": self.bad.len(),
            "erased": 0,
            "partial": self.partial,
            "leftOut": self.left_out.iter().map(|(_, rows)| rows).sum::<u64>(),
            "leftOutBy": left_out,
        })
    }

    /// Imports by `args` and holds what is said, the exit code and the complaints.
    fn hold(&self, database: &Database, args: &[&str], dry_run: bool, stored: u64) {
        let file = sample(self.file);
        let (mut said, code, complaints) = import(database, &[&[file.as_str()], args].concat());
        said.as_object_mut().unwrap().remove("survey");
        assert_eq!(said, self.summary(dry_run, stored), "{} {args:?}", self.file);
        assert_eq!(complaints, self.bad, "{} {args:?}", self.file);
        assert_eq!(code, Some(i32::from(!self.bad.is_empty())), "{} {args:?}", self.file);
    }

    /// The whole way; the survey is called `sample`.
    fn go(&self) -> Database {
        let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
        let survey = folder.path().join("sample.yaml");
        let file = sample(self.file);
        let propose =
            ["import", &file, "--survey", "sample", "--propose", survey.to_str().unwrap()];
        run(&database, &[&propose, self.flags].concat()).good();
        publish(&database, &survey);
        let mapping = folder.path().join("sample.mapping.toml");
        let by_mapping = ["--mapping", mapping.to_str().unwrap()];
        let to_survey = [&["--survey", "sample"], self.flags].concat();
        self.hold(&database, &[&by_mapping[..], &["--dry-run"]].concat(), true, self.good);
        assert!(responses(&database, "sample").is_empty());
        self.hold(&database, &by_mapping, false, self.good);
        self.hold(&database, &by_mapping, false, 0);
        self.hold(&database, &to_survey, false, 0);
        self.hold(&database, &[&to_survey[..], &["--dry-run"]].concat(), true, 0);
        assert_eq!(responses(&database, "sample").len() as u64, self.good);
        self.hold_figures(&database, "sample");
        let verified = run(&database, &["verify", "sample"]).good();
        assert!(verified.contains("no difference"), "{verified}");
        database
    }

    fn hold_figures(&self, database: &Database, survey: &str) {
        for (measure, value, n) in self.figures {
            let found = figure(database, survey, measure);
            assert!((found.0 - value).abs() < 1e-9, "{} {measure}: {found:?}", self.file);
            assert_eq!(found.1, *n, "{} {measure}", self.file);
        }
    }
}

#[test]
fn qualtrics() {
    let database = Expected {
        file: "qualtrics.csv",
        flags: &[],
        rows: 12,
        good: 6,
        partial: 1,
        left_out: &[("Status Spam", 1), ("Status Survey Preview", 1)],
        bad: &[
            "line 11: Q1 \"9.9\": must be a whole number",
            "line 12: Q1 \"11\": must be within 0..=10",
            "line 15: Q3_1 \"Z99\": is neither a number nor a code of the mapping",
            "line 16: RecordedDate \"yesterday\": \"yesterday\" is not a time in the format of the mapping",
        ],
        // 10, 9, 8, 6, 3, 2; delivery 5, 4, 2, 1; support 4, 4, 3, 1
        figures: &[("nps", -100.0 / 6.0, 6), ("q3_delivery", 3.0, 4), ("q3_support", 3.0, 4)],
    }
    .go();
    let second = response(&database, "sample", "R_02");
    assert_eq!(second["answeredAt"], "2026-03-01T21:30:00Z", "in the zone of the third row");
    assert_eq!((&second["language"], &second["channel"]), (&json!("vi"), &json!("email")));
    assert_eq!(second["durationSeconds"], 75);
    assert_eq!(second["segments"], json!({"team": "south"}));
    assert_eq!(answer(&second, "q2"), json!({"ids": ["price", "staff"]}));
    assert_eq!(answer(&second, "q4"), "Nhân viên rất thân thiện");
    let first = response(&database, "sample", "R_01");
    assert_eq!(answer(&first, "q4"), "Nothing.\nReally, \"nothing\".");
    let third = response(&database, "sample", "R_03");
    assert_eq!(answer(&third, "q3_delivery"), "NO_ANSWER_SKIPPED", "-99");
    let fourth = response(&database, "sample", "R_04");
    assert_eq!(answer(&fourth, "q3_support"), "NO_ANSWER_NOT_APPLICABLE");
    assert_eq!(fourth["answeredAt"], "2026-03-29T01:30:00Z", "an hour that the clocks left out");
    assert_eq!(fourth["channel"], "web", "an anonymous link");
    assert_eq!(answer(&fourth, "q2_3_text"), "Parking");
    assert_eq!(response(&database, "sample", "R_06")["completed"], false);
}

#[test]
fn surveymonkey() {
    let database = Expected {
        file: "surveymonkey.csv",
        flags: &["--time-zone", "Europe/Rome"],
        rows: 8,
        good: 5,
        partial: 0,
        left_out: &[],
        bad: &[
            "line 9: How likely is it that you would recommend us to a friend or colleague? \"9.5\": \
             must be a whole number",
            "line 10: What did you like? [Price] \"Z99\": is neither ticked, nor unticked, nor a code",
            "line 11: Date Created \"03/32/2026 08:00:00 AM\": \"03/32/2026 08:00:00 AM\" is not a \
             time in the format of the mapping",
        ],
        // 10, 9, 7, 0; delivery 5, 4, 2, 1; support 4, 1
        figures: &[
            ("nps", 25.0, 4),
            ("how_satisfied_were_delivery", 3.0, 4),
            ("how_satisfied_were_support", 2.5, 2),
        ],
    }
    .go();
    let first = response(&database, "sample", "118000001");
    assert_eq!(first["answeredAt"], "2026-03-14T08:12:44Z");
    assert_eq!(answer(&first, "what_did_you_like"), json!({"ids": ["price", "staff"]}));
    let second = response(&database, "sample", "118000002");
    assert_eq!(answer(&second, "what_did_you_like"), json!({"ids": ["other"]}));
    assert_eq!(answer(&second, "what_did_you_like_other"), "The coffee");
    assert_eq!(answer(&second, "how_satisfied_were_support"), "NO_ANSWER_NOT_APPLICABLE");
    let third = response(&database, "sample", "118000003");
    assert_eq!(third["answeredAt"], "2026-03-04T23:15:00Z", "a quarter past midnight in Rome");
    let blank = response(&database, "sample", "118000005");
    let answers = blank["answers"].as_array().unwrap();
    assert!(answers.iter().all(|answer| answer["noAnswer"] == "NO_ANSWER_SKIPPED"), "{blank}");
}

#[test]
fn a_mapping_tells_who_broke_off_where_the_file_does_not() {
    let (folder, database) = (TempDir::new().unwrap(), Database::sqlite());
    let survey = folder.path().join("guests.yaml");
    let file = sample("surveymonkey.csv");
    run(&database, &["import", &file, "--propose", survey.to_str().unwrap()]).good();
    publish(&database, &survey);
    let mapping = folder.path().join("guests.mapping.toml");
    let text = std::fs::read_to_string(&mapping).unwrap();
    let question = "How likely is it that you would recommend us to a friend or colleague?";
    let completed = format!("completed = {{ column = \"{question}\", is_not = [\"\"] }}\n");
    std::fs::write(&mapping, completed + &text).unwrap();
    let (said, ..) = import(&database, &[&file, "--mapping", mapping.to_str().unwrap()]);
    assert_eq!((&said["stored"], &said["partial"]), (&json!(5), &json!(1)));
    assert_eq!(response(&database, "surveymonkey", "118000005")["completed"], false);
}

#[test]
fn limesurvey_to_a_survey_that_is_published() {
    let database = Database::sqlite();
    run(&database, &["survey", "apply", "--publish", &sample("limesurvey.yaml")]).good();
    let mut expected = Expected {
        file: "limesurvey.csv",
        flags: &[],
        rows: 7,
        good: 3,
        partial: 0,
        left_out: &[],
        bad: &[
            "line 5: submitdate \"\": has no time; --undated, or otherwise in the mapping, says when it was",
            "line 7: again \"Z99\": is neither an option nor a code of the mapping",
            "line 8: quality[delivery] \"9\": must be within 1..=5",
            "line 9: nps \"11\": must be within 0..=10",
        ],
        figures: &[],
    };
    expected.hold(&database, &["--survey", "shop", "--dry-run"], true, 3);
    // With a day for the partial one.
    (expected.good, expected.partial, expected.bad) = (4, 1, &expected.bad[1..]);
    let flags = ["--survey", "shop", "--undated", "2026-03-01"];
    expected.hold(&database, &flags, false, 4);
    expected.hold(&database, &flags, false, 0);
    // 10, 9, 6, 8; delivery 5, 4, 3
    expected.figures = &[("nps", 25.0, 4), ("quality_delivery", 4.0, 3)];
    expected.hold_figures(&database, "shop");
    let first = response(&database, "shop", "limesurvey-1");
    assert_eq!(
        (&first["answeredAt"], &first["language"]),
        (&json!("2026-03-01T08:00:00Z"), &json!("fi"))
    );
    assert_eq!(answer(&first, "comment"), "Hyvää työtä; \"kiitos\"\nja näkemiin");
    assert_eq!(answer(&first, "again"), "a1");
    let partial = response(&database, "shop", "limesurvey-3");
    assert_eq!(
        (&partial["completed"], &partial["answeredAt"]),
        (&json!(false), &json!("2026-02-28T22:00:00Z"))
    );
    let fourth = response(&database, "shop", "limesurvey-4");
    assert_eq!(answer(&fourth, "likes"), json!({"ids": ["price", "staff", "other"]}));
    assert_eq!(answer(&fourth, "quality_support"), Value::Null, "N/A was not shown");
}

#[test]
fn limesurvey_alone() {
    // Without a survey every code is an option, so that Z99 is one that a person has to see.
    let database = Expected {
        file: "limesurvey.csv",
        flags: &["--undated", "2026-03-01", "--time-zone", "Europe/Helsinki"],
        rows: 7,
        good: 5,
        partial: 1,
        left_out: &[],
        bad: &[
            "line 8: quality[delivery] \"9\": must be within 1..=5",
            "line 9: nps \"11\": must be within 0..=10",
        ],
        figures: &[("nps", 20.0, 5)],
    }
    .go();
    assert_eq!(answer(&response(&database, "sample", "limesurvey-1"), "again"), "a1");
}

#[test]
fn formbricks() {
    let database = Expected {
        file: "formbricks.csv",
        flags: &["--time-zone", "Europe/Berlin"],
        rows: 9,
        good: 5,
        partial: 1,
        left_out: &[("Tags spam", 1), ("Tags test", 1)],
        bad: &[
            "line 9: 1. How likely are you to recommend us? \"9.9\": must be a whole number",
            "line 11: Timestamp \"2026-13-03 12:00:00\": \"2026-13-03 12:00:00\" is not a time in the \
             format of the mapping",
        ],
        // 10, 9, 6, 3, 8
        figures: &[("nps", 0.0, 5)],
    }
    .go();
    let by = |id: &str| answer(&response(&database, "sample", id), "how_did_you_reach_us");
    assert_eq!(
        (by("clfb0002"), by("clfb0003")),
        (json!("optfriend"), json!("optfriend")),
        "a label was mended"
    );
    assert_eq!(by("clfb0004"), "other");
    let first = response(&database, "sample", "clfb0001");
    assert_eq!(first["answeredAt"], "2026-03-01T09:00:00Z");
    assert_eq!(answer(&first, "what_did_you_like"), json!({"ids": ["optprice", "optstaff"]}));
    let fourth = response(&database, "sample", "clfb0004");
    assert_eq!(first["respondent"], fourth["respondent"], "one user");
    assert_eq!(fourth["segments"], json!({"plan": "pro"}));
}

#[test]
fn formbricks_hub() {
    let database = Expected {
        file: "formbricks-hub.csv",
        flags: &[],
        rows: 8,
        good: 4,
        partial: 0,
        left_out: &[],
        bad: &[
            "line 19: field rec \"9.9\": must be a whole number",
            "line 25: field_type \"stars\": is not a type of field that is known",
            "line 26: submission_id: is missing: without it, importing twice would store it twice",
            "line 27: field sat \"5\\n1\": is neither a number nor a code of the mapping",
        ],
        // 10, 9, 6, 4; satisfied 5, 4, 2; easy 7; rated 4, 1; visits 12, 3
        figures: &[
            ("nps", 0.0, 4),
            ("sat", 200.0 / 3.0, 3),
            ("eff", 100.0, 1),
            ("shop", 2.5, 2),
            ("visits", 7.5, 2),
        ],
    }
    .go();
    let first = response(&database, "sample", "s1");
    assert_eq!(first["answeredAt"], "2026-03-01T08:00:00Z");
    assert_eq!(answer(&first, "likes"), json!({"ids": ["price", "staff"]}));
    assert_eq!(
        (answer(&first, "done"), answer(&first, "say")),
        (json!("true"), json!("Fine,\nthanks"))
    );
    let second = response(&database, "sample", "s2");
    assert_eq!((&second["language"], answer(&second, "eff")), (&json!("vi-VN"), Value::Null));
}

#[test]
fn touchpoints() {
    let database = Expected {
        file: "touchpoints.csv",
        flags: &[],
        rows: 11,
        good: 6,
        partial: 0,
        left_out: &[("Archived true", 1), ("Deleted true", 1), ("Flagged true", 1)],
        bad: &[
            "line 10: How satisfied are you with this service? \"9\": must be within 1..=5",
            "line 13: Created at \"soon\": \"soon\" is not a time in the format of the mapping",
        ],
        // 5, 4, 1, 5, 3 and a blank
        figures: &[("how_satisfied_are_you_with_this_service", 3.6, 5)],
    }
    .go();
    let first = response(&database, "sample", "0f1e0001-aaaa-4bbb-8ccc-000000000001");
    assert_eq!(answer(&first, "which_of_these_helped_you"), json!({"ids": ["staff", "website"]}));
    let second = response(&database, "sample", "0f1e0002-aaaa-4bbb-8ccc-000000000002");
    assert_eq!(answer(&second, "what_could_we_do_better"), "Shorter lines, please.\nThank you");
    assert_eq!(second["segments"], json!({"location_code": "web"}));
}

#[test]
fn chatwoot() {
    let database = Expected {
        file: "chatwoot.csv",
        flags: &[],
        rows: 9,
        good: 5,
        partial: 0,
        left_out: &[("the footer", 1)],
        bad: &[
            "line 14: Rating \"9\": must be within 1..=5",
            "line 16: Rating \"4.5\": must be a whole number",
            "line 18: Link to the conversation \"\": is empty: a row needs an id, or importing twice \
             would store it twice",
        ],
        // 5, 😍, 😞, 4, 3
        figures: &[("rating", 60.0, 5)],
    }
    .go();
    let all = responses(&database, "sample");
    let scores: Vec<Value> = all.iter().map(|response| answer(response, "rating")).collect();
    assert_eq!(scores, [5, 5, 1, 4, 3]);
    assert!(all.iter().all(|response| response["channel"] == "chat"), "{all:?}");
    assert_eq!(answer(&all[3], "feedback"), "Va bene,\ngrazie");
}

#[test]
fn delighted() {
    let database = Expected {
        file: "delighted.json",
        flags: &["--time-zone", "Asia/Ho_Chi_Minh"],
        rows: 10,
        good: 6,
        partial: 0,
        left_out: &[("tags test", 1)],
        bad: &[
            "line 8: nps score \"11\": must be within 0..=10",
            "line 9: nps score \"9.9\": must be a whole number",
            "line 10: survey_type: is missing",
        ],
        // 10, 9, 8 (first 7), 2, 6 and words alone
        figures: &[("nps", 0.0, 5)],
    }
    .go();
    let updated = response(&database, "sample", "3");
    assert_eq!(
        (answer(&updated, "nps"), answer(&updated, "comment")),
        (json!(8), json!("Better than I wrote first"))
    );
    assert_eq!(updated["answeredAt"], "2026-03-01T09:02:00Z");
    let first = response(&database, "sample", "1");
    assert_eq!(
        (answer(&first, "visit"), answer(&first, "reason")),
        (json!("A leaking roof"), json!("price"))
    );
    assert_eq!(first["segments"], json!({"team": "north"}));
    assert_eq!(
        answer(&response(&database, "sample", "2"), "comment"),
        "Great: \"quick\" ] and [kind}"
    );
}
