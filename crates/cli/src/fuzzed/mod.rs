//! The targets of cargo-fuzz, run in short on every test: each file of the committed corpus, and
//! mutations of them that follow from a seed.

mod mutation;
mod targets;

use std::io::Write;
use std::panic::catch_unwind;
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use mutation::mutate;

const SEED: u64 = 20_260_921;

/// Runs a target on its corpus, of which it accepts the files called good and no others, and on so
/// many mutations of it.
fn fuzz(name: &str, target: fn(&[u8]) -> bool, mutations: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(!corpus.is_empty(), "{} is empty", folder.display());
    for (bytes, file) in corpus.iter().zip(&files) {
        let outcome = catch_unwind(|| target(bytes));
        let accepted = outcome.unwrap_or_else(|_| panic!("{} is not survived", file.display()));
        let is_good = file.file_name().unwrap().to_str().unwrap().starts_with("good");
        assert_eq!(accepted, is_good, "{}", file.display());
    }
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut accepted = 0;
    for number in 0..mutations {
        let mut bytes = corpus[rng.random_range(0..corpus.len())].clone();
        let other = &corpus[rng.random_range(0..corpus.len())];
        for _ in 0..rng.random_range(1..5) {
            mutate(&mut bytes, other, &mut rng);
        }
        match catch_unwind(|| target(&bytes)) {
            Ok(yes) => accepted += usize::from(yes),
            Err(panic) => {
                let shown = bytes.escape_ascii();
                eprintln!("{name}: mutation {number} is not survived: b\"{shown}\"");
                std::panic::resume_unwind(panic);
            }
        }
    }
    // Past the capture of the test, for the log.
    let line = format!(
        "FAULTS fuzz {name}: {} files and {mutations} mutations, {accepted} accepted; seed {SEED}\n",
        corpus.len()
    );
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

#[test]
fn responses_on_the_wire_are_refused_or_right() {
    fuzz("response", targets::response, 20_000);
}

#[test]
fn survey_files_are_refused_or_right() {
    fuzz("survey", targets::survey, 500);
}

#[test]
fn mappings_and_csv_files_are_refused_or_right() {
    fuzz("mapping", targets::mapping, 1_000);
}

#[test]
fn files_of_other_software_are_refused_or_right() {
    fuzz("recognised", targets::recognised, 1_000);
}

#[test]
fn margins_frames_and_exported_lines_are_refused_or_right() {
    fuzz("inputs", targets::inputs, 5_000);
}

#[test]
fn stored_tallies_are_refused_or_right() {
    fuzz("tally", targets::tally, 20_000);
}

#[test]
fn stored_comoments_are_refused_or_right() {
    fuzz("comoments", targets::comoments, 20_000);
}

#[test]
fn tokens_of_links_are_refused_or_genuine() {
    fuzz("token", targets::token, 50_000);
}

#[test]
fn delivery_reports_are_refused_or_of_an_invitation() {
    fuzz("bounce", targets::bounce, 5_000);
}
