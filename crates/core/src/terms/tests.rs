use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::estimate::Level;
use crate::scale::Scale;

/// Counts without texts.
fn counts(list: &[(&str, i64)]) -> TermCounts {
    let mut counts = TermCounts::default();
    for (key, times) in list {
        let term = Term { key: (*key).to_owned(), form: (*key).to_owned() };
        (0..*times).for_each(|_| counts.add(&BTreeSet::from([term.clone()])));
    }
    counts
}

#[test]
fn the_keyness_table_is_reproduced() {
    // METHODS §8.14, α₀ = 500.
    let names = ["slow", "friendly", "price", "refund", "other"];
    let of = |values: [i64; 5]| counts(&names.into_iter().zip(values).collect::<Vec<_>>());
    let found = keyness(&of([30, 5, 20, 12, 433]), &of([6, 40, 25, 2, 527]), 500.0, 1);
    for (key, log_odds, z) in [
        ("slow", 0.851322, 3.306658),
        ("friendly", -0.800430, -3.387668),
        ("price", -0.022128, -0.102377),
        ("refund", 0.892691, 2.139936),
    ] {
        let term = found.iter().find(|term| term.key == key).unwrap();
        assert!((term.log_odds - log_odds).abs() < 6e-7, "{term:?}");
        assert!((term.z - z).abs() < 6e-7, "{term:?}");
        assert!(term.adjusted_p > 0.0 && term.adjusted_p <= 1.0);
    }
    assert!(found.is_sorted_by(|a, b| a.z >= b.z));
    let shown = keyness(&of([30, 5, 20, 12, 433]), &of([6, 40, 25, 2, 527]), 500.0, 6);
    let keys: BTreeSet<&str> = shown.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(keys, BTreeSet::from(["slow", "price", "other"]));
}

#[test]
fn what_has_no_keyness_gives_an_empty_list() {
    let (none, some) = (TermCounts::default(), counts(&[("a", 3)]));
    assert!(keyness(&none, &none, 500.0, 1).is_empty());
    assert!(keyness(&some, &none, 0.0, 1).is_empty());
    assert!(keyness(&some, &none, f64::NAN, 1).is_empty());
    assert!(keyness(&some, &some, 500.0, 0).is_empty()); // a single term has no odds
}

#[test]
fn inflected_words_share_a_term_and_keep_a_readable_form() {
    let mut counts = TermCounts::default();
    for text in ["Refunds!", "refunded", "The refund", "refunds", "REFUNDS please"] {
        counts.add(&terms(text, Language::English, Key::Word));
    }
    assert_eq!((counts.comments(), counts.count("refund")), (5, 5));
    assert_eq!(counts.form("refund"), "refunds");
    let stems = |text, language| -> BTreeSet<String> {
        terms(text, language, Key::Word).into_iter().map(|term| term.key).collect()
    };
    assert_eq!(stems("palvelu palvelun palvelua", Language::Finnish).len(), 1);
    assert_eq!(stems("rimborso rimborsi", Language::Italian).len(), 1);
}

#[test]
fn vietnamese_typed_without_diacritics_is_found_by_the_shadow_key() {
    let keys = |text, key| -> BTreeSet<String> {
        terms(text, Language::Vietnamese, key).into_iter().map(|term| term.key).collect()
    };
    let written = keys("Nhân viên không nhiệt tình.", Key::Shadow);
    assert_eq!(written, keys("nhan vien khong nhiet tinh", Key::Shadow));
    assert!(written.contains("khong nhiet tinh") && !written.contains("tình"));
    assert_ne!(keys("bán", Key::Word), keys("bạn", Key::Word));
    // Decomposed and composed input are one word; a comma divides.
    assert_eq!(keys("ha\u{300}ng", Key::Word), keys("hàng", Key::Word));
    assert!(!keys("giao, hàng", Key::Word).contains("giao hàng"));
}

#[test]
fn bare_numbers_are_no_terms() {
    let found = terms("Order 4711 arrived 3rd", Language::English, Key::Word);
    let keys: Vec<&str> = found.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(keys, ["3rd", "arriv", "order"]);
}

#[test]
fn the_form_shown_is_the_one_most_comments_used_also_where_a_comment_used_two() {
    let mut counts = TermCounts::default();
    for text in ["refund refunds", "refund, refunds", "refund"] {
        counts.add(&terms(text, Language::English, Key::Word));
    }
    assert_eq!(counts.form("refund"), "refund"); // 3 comments against 2
}

#[test]
fn finnish_grams_find_what_the_stems_of_a_compound_hide() {
    // Counts of scikit-learn 1.9.1, CountVectorizer with the same analyser.
    let mut grams = TermCounts::default();
    let mut stems = TermCounts::default();
    for text in [
        "Palvelun laatu on huonontunut",
        "asiakaspalvelua ei saanut",
        "Huonoa palvelua, jono 45 min",
    ] {
        grams.add(&terms(text, Language::Finnish, Key::Grams));
        stems.add(&terms(text, Language::Finnish, Key::Word));
    }
    assert_eq!(grams.terms().count(), 54);
    let shared: Vec<(&str, i64)> = grams
        .terms()
        .filter(|(_, entry)| entry.comments > 1)
        .map(|(key, entry)| (key, entry.comments))
        .collect();
    let expected = [
        ("alve", 3),
        ("alvel", 3),
        ("elua", 2),
        ("huon", 2),
        ("huono", 2),
        ("lvel", 3),
        ("lvelu", 3),
        ("palv", 3),
        ("palve", 3),
        ("uono", 2),
        ("velu", 3),
        ("velua", 2),
    ];
    assert_eq!(shared, expected);
    assert_eq!((grams.form("palve"), stems.count("palvelu")), ("asiakaspalvelua", 2));
    let numbers = terms("4711111 jo k12345678", Language::Finnish, Key::Grams);
    let keys: Vec<String> = numbers.into_iter().map(|term| term.key).collect();
    assert_eq!(keys, ["jo", "k123", "k1234"]);
}

#[test]
fn several_comments_of_a_respondent_are_one() {
    let of = |group, text, respondent| Comment { text, group, language: None, respondent };
    let comments: Vec<Comment> = (0..20)
        .map(|_| of(Group::First, "slow lift", Some("ranter")))
        .chain((0..6).flat_map(|_| {
            [of(Group::First, "slow staff", None), of(Group::Second, "slow staff, fine", None)]
        }))
        .collect();
    let found = key_terms(comments, &Options::default());
    assert_eq!(found.respondents, [7, 6]);
    let shown: Vec<&KeyTerm> = found.first.iter().chain(&found.second).collect();
    let slow = shown.iter().find(|term| term.key == "slow").unwrap();
    assert_eq!((slow.first, slow.second), (7, 6));
    assert!(shown.iter().all(|term| term.key != "lift" && term.key != "fine"));
}

#[test]
fn grams_of_a_word_are_shown_once() {
    let of = |group, text| Comment { text, group, language: Some("fi"), respondent: None };
    let comments = [
        of(Group::First, "palvelu hidas"),
        of(Group::First, "palvelu"),
        of(Group::First, "palvelu hidas"),
        of(Group::Second, "palvelu hidas"),
        of(Group::Second, "hidas kallis"),
    ];
    let options = Options { key: Key::Grams, prior: 20.0, k: 1, ..Options::default() };
    let found = key_terms(comments, &options);
    let forms: Vec<&str> =
        found.first.iter().chain(&found.second).map(|term| term.form.as_str()).collect();
    assert_eq!(forms, ["palvelu", "hidas"]);
}

fn scored(list: &[(i32, String)]) -> ScoredTerms {
    let mut scored = ScoredTerms::new(Scale::new(1, 5));
    for (score, text) in list {
        assert!(scored.add(*score, &terms(text, Language::English, Key::Word)));
    }
    scored
}

#[test]
fn scores_off_the_scale_and_other_scales_change_nothing() {
    let mut of_five = scored(&[(3, "fine".to_owned())]);
    let before = of_five.clone();
    assert!(!of_five.add(6, &BTreeSet::new()) && !of_five.subtract(0, &BTreeSet::new()));
    assert!(!of_five.merge(&ScoredTerms::new(Scale::new(0, 10))));
    assert_eq!(of_five, before);
    // One response on one side alone has nothing to compare with.
    assert!(of_five.anchored(0, Level::default()).is_empty());
}

#[test]
fn an_anchored_term_is_compared_with_all_other_comments() {
    let list: Vec<(i32, String)> = [(1, 8), (2, 4), (4, 1)]
        .into_iter()
        .flat_map(|(score, times)| (0..times).map(move |_| (score, "slow lift".to_owned())))
        .chain((0..20).map(|i| (3 + i % 3, if i < 4 { "kind" } else { "" }.to_owned())))
        .collect();
    let found = scored(&list).anchored(5, Level::default());
    let keys: Vec<&str> = found.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(keys, ["lift", "slow"]); // four are too few for `kind`
    let values = || (1..=5).map(f64::from).collect();
    let with = crate::sample::Sample::new(values(), vec![8, 4, 0, 1, 0]).unwrap();
    let without = crate::sample::Sample::new(values(), vec![0, 0, 7, 7, 6]).unwrap();
    let expected = crate::compare::mover(&with, &without, Level::default()).unwrap();
    assert_eq!(found[1].difference, expected);
    assert_eq!((found[1].with.n, found[1].without.n), (13, 20));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_merge_and_unmerge_exactly(
        a in prop::collection::vec("[a-c ]{0,12}", 0..8),
        b in prop::collection::vec("[a-c ]{0,12}", 0..8),
    ) {
        let sum = |texts: &[String]| {
            let mut counts = TermCounts::default();
            texts.iter().for_each(|t| counts.add(&terms(t, Language::English, Key::Word)));
            counts
        };
        let mut merged = sum(&a);
        merged.merge(&sum(&b));
        prop_assert_eq!(&merged, &sum(&[a.clone(), b.clone()].concat()));
        for text in &b {
            merged.subtract(&terms(text, Language::English, Key::Word));
        }
        prop_assert_eq!(&merged, &sum(&a));
        merged.unmerge(&sum(&a));
        prop_assert_eq!(merged, TermCounts::default());
    }

    #[test]
    fn scored_terms_merge_and_unmerge_exactly(
        a in prop::collection::vec((1..=5_i32, "[a-c ]{0,12}"), 0..8),
        b in prop::collection::vec((1..=5_i32, "[a-c ]{0,12}"), 0..8),
    ) {
        let mut merged = scored(&a);
        prop_assert!(merged.merge(&scored(&b)));
        prop_assert_eq!(&merged, &scored(&[a.clone(), b.clone()].concat()));
        prop_assert!(merged.unmerge(&scored(&b)));
        prop_assert_eq!(&merged, &scored(&a));
        for (score, text) in &a {
            prop_assert!(merged.subtract(*score, &terms(text, Language::English, Key::Word)));
        }
        prop_assert_eq!(merged, scored(&[]));
    }

    #[test]
    fn any_text_gives_terms_in_normal_form(text in "\\PC{0,40}") {
        for language in [Language::English, Language::Finnish, Language::Italian,
            Language::Vietnamese, Language::Other] {
            for term in terms(&text, language, Key::Word) {
                prop_assert!(!term.form.is_empty());
                prop_assert_eq!(normal(&term.form), term.form);
            }
            let _ = terms(&text, language, Key::Shadow);
            for gram in terms(&text, language, Key::Grams) {
                prop_assert!(gram.form.contains(&gram.key) && gram.key.chars().count() <= 5);
            }
        }
    }

    #[test]
    fn exchanging_the_groups_turns_every_sign(
        a in prop::collection::vec(0..30_i64, 5), b in prop::collection::vec(0..30_i64, 5),
    ) {
        let of = |values: &[i64]| {
            counts(&["p", "q", "r", "s", "t"].into_iter().zip(values.iter().copied())
                .collect::<Vec<_>>())
        };
        let (one, other) = (keyness(&of(&a), &of(&b), 500.0, 3), keyness(&of(&b), &of(&a), 500.0, 3));
        for term in &one {
            let turned = other.iter().find(|other| other.key == term.key).unwrap();
            prop_assert!((term.z + turned.z).abs() < 1e-12);
            prop_assert!(term.first >= 3 && term.second >= 3);
        }
    }
}
