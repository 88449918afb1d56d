//! Keyness on thousands of real comments, against an independent pipeline in Python (uniseg 0.10.1 for
//! word boundaries, snowballstemmer 3.1.1, statsmodels 0.15.0 for Benjamini and Hochberg). The
//! comments are not part of the project.

use std::io::Write as _;
use std::path::Path;

use super::*;
use crate::estimate::Level;
use crate::scale::Scale;
use crate::testing::close;

/// The rows below the header; absent, and said aloud, without the folder of real data.
fn rows(file: &str) -> Option<Vec<Vec<String>>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(text) = std::fs::read_to_string(data.join(file)) else {
        writeln!(std::io::stderr(), "\nNOT CHECKED: {file}: not in ../shared/data\n").unwrap();
        return None;
    };
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    rows.remove(0);
    Some(rows)
}

/// Fails unless the term at `place` has this key, these uses and log-odds, z and adjusted p.
#[track_caller]
fn check(found: &[KeyTerm], place: usize, key: &str, uses: (u64, u64), figures: (f64, f64, f64)) {
    let term = &found[place];
    assert_eq!((term.key.as_str(), (term.first, term.second)), (key, uses));
    let (log_odds, z, adjusted_p) = figures;
    close(term.log_odds, log_odds, 1e-12);
    close(term.z, z, 1e-11);
    close(term.adjusted_p, adjusted_p, 1e-9 * adjusted_p);
}

#[test]
fn what_unhappy_patients_write_is_found() {
    let Some(rows) = rows("comments_en/nhs_comments.csv") else { return };
    assert_eq!(rows.len(), 7_908);
    let scored: Vec<(i32, &str)> = rows
        .iter()
        .filter_map(|row| Some((row[6].parse().ok()?, row[8].as_str())))
        .filter(|(score, _)| (1..=5).contains(score))
        .collect();
    let group = |score| if score > 3 { Group::First } else { Group::Second };
    let comments = scored.iter().filter(|(score, _)| *score != 3).map(|(score, text)| Comment {
        text,
        group: group(*score),
        language: Some("en-GB"),
        respondent: None,
    });
    let found = key_terms(comments, &Options::default());
    assert_eq!(found.respondents, [734, 6_368]);
    assert_eq!(found.first.len() + found.second.len(), 470);
    let told = (1.4760478077004056, 7.631673699049552, 1.5558702011001276e-12);
    check(&found.first, 0, "told", (57, 49), told);
    let hour = (0.8985981642530705, 6.6198516204529145, 1.5363000961305405e-9);
    check(&found.first, 1, "hour", (88, 136), hour);
    assert_eq!((found.first[1].form.as_str(), found.first[5].form.as_str()), ("hours", "worse"));
    let very = (-1.7078243301682017, -12.010016449607804, 1.4794774393440517e-30);
    check(&found.second, 0, "veri", (44, 1_051), very);
    assert_eq!(found.second[0].form, "very");

    let mut anchors = ScoredTerms::new(Scale::new(1, 5));
    for (score, text) in scored {
        assert!(anchors.add(score, &terms(text, Language::English, Key::Word)));
    }
    let anchored = anchors.anchored(5, Level::default());
    let term = |key: &str| anchored.iter().find(|term| term.key == key).unwrap();
    let (wait, friend) = (term("wait"), term("friend"));
    assert_eq!((wait.with.n, wait.without.n), (412, 7_056));
    close(wait.with.value, 2.470873786407767, 1e-12);
    close(wait.without.value, 1.5749716553287982, 1e-12);
    assert_eq!((friend.with.n, friend.without.n), (265, 7_203));
    close(friend.with.value, 1.3169811320754716, 1e-12);
    // On this scale 5 is the worst.
    assert!(wait.difference.lower > 0.0 && wait.adjusted_p < 1e-10);
    assert!(friend.difference.upper < 0.0 && friend.adjusted_p < 1e-4);
}

#[test]
fn what_vietnamese_students_write_is_found_with_and_without_diacritics() {
    let Some(rows) = rows("comments_vi/uit_vsfc.csv") else { return };
    let found = |key| {
        let comments = rows.iter().filter_map(|row| {
            let group = match row[2].as_str() {
                "0" => Group::First,
                "2" => Group::Second,
                _ => return None,
            };
            Some(Comment { text: &row[1], group, language: Some("vi"), respondent: None })
        });
        key_terms(comments, &Options { key, ..Options::default() })
    };
    let written = found(Key::Word);
    assert_eq!(written.respondents, [7_439, 8_038]);
    assert_eq!(written.first.len() + written.second.len(), 2_214);
    let no = (1.5049867587511816, 25.47976432171949, 5.627692848282293e-141);
    check(&written.first, 0, "không", (2_117, 329), no);
    let should = (2.514095261102681, 21.378215233170266, 2.7756465572911244e-99);
    check(&written.first, 1, "nên", (1_341, 75), should);
    let keen = (-3.3548360618447033, -36.68789374317771, 8.406772026339234e-292);
    check(&written.second, 2, "nhiệt tình", (123, 2_488), keen);

    let shadow = found(Key::Shadow);
    let no = (1.5050457278692653, 25.48114287554222, 6.328192093881508e-141);
    check(&shadow.first, 0, "khong", (2_117, 329), no);
    // Shown as people wrote it.
    assert_eq!(shadow.first[0].form, "không");
    let keen = shadow.second.iter().find(|term| term.key == "nhiet tinh").unwrap();
    assert_eq!((keen.form.as_str(), keen.second), ("nhiệt tình", 2_497));
}
