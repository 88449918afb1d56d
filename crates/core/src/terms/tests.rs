use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

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
    fn any_text_gives_terms_in_normal_form(text in "\\PC{0,40}") {
        for language in [Language::English, Language::Finnish, Language::Italian,
            Language::Vietnamese, Language::Other] {
            for term in terms(&text, language, Key::Word) {
                prop_assert!(!term.form.is_empty());
                prop_assert_eq!(normal(&term.form), term.form);
            }
            let _ = terms(&text, language, Key::Shadow);
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
            prop_assert!(!(1..3).contains(&term.first) && !(1..3).contains(&term.second));
        }
    }
}
