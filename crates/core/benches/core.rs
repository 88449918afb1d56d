//! Speed of the core: exact importance of 14 and 20 drivers beside numpy's, and merging tallies.
//!
//! Prints a table and writes `bench/core.json` in the target folder: rows of name, value, unit, the
//! peer's value and how many times slower the peer is (both null without the peer).

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use plaudit_core::drivers::{analyse, lmg};
use plaudit_core::estimate::Level;
use plaudit_core::moments::{Centred, Moments, Patterns};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{Layout, OptionOrder, Question, QuestionKind};
use plaudit_core::tally::{Cell, Counters, Tally};
use plaudit_core::text::LocalText;
use plaudit_core::time::Day;
use serde_json::{Value, json};

const PEER: &str = include_str!("lmg.py");

struct Row {
    name: &'static str,
    milliseconds: f64,
    limit: f64,
    peer: Option<f64>,
}

fn main() {
    let rows = [
        importance("lmg of 14 drivers", 14, 201, 2.0, 5),
        importance("lmg of 20 drivers", 20, 9, 300.0, 1),
        merging(),
        merging_moments(),
        analysing("analyse 14 drivers with 64 groups", 0, 100.0),
        analysing("the same with 2 % of answers missing", 50, 2000.0),
    ];
    println!("{:<42} {:>10} {:>10} {:>12} {:>8}", "", "ms", "target ms", "numpy ms", "times");
    for row in &rows {
        let peer = row.peer.map_or(String::new(), |peer| format!("{peer:.2}"));
        let ratio =
            row.peer.map_or(String::new(), |peer| format!("{:.0}", peer / row.milliseconds));
        println!(
            "{:<42} {:>10.3} {:>10} {peer:>12} {ratio:>8}",
            row.name, row.milliseconds, row.limit
        );
    }
    write(&rows);
}

/// LMG of random but fixed correlations, beside numpy's.
fn importance(name: &'static str, p: usize, rounds: usize, limit: f64, peer_rounds: u32) -> Row {
    let moments = survey(p);
    let drivers: Vec<usize> = (1..=p).collect();
    let milliseconds = median(rounds, || {
        black_box(lmg(black_box(&moments), 0, &drivers)).expect("the drivers are regular");
    });
    let values = lmg(&moments, 0, &drivers).expect("the drivers are regular").values;
    let order: Vec<usize> = (1..=p).chain([0]).collect();
    let correlation = |i: &usize, j: &usize| moments.correlation(*i, *j).expect("columns vary");
    let matrix: Vec<Vec<f64>> =
        order.iter().map(|i| order.iter().map(|j| correlation(i, j)).collect()).collect();
    let peer =
        numpy(&json!({ "matrix": matrix, "rounds": peer_rounds })).map(|(seconds, theirs)| {
            let off = values.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-9, "numpy finds other values: {off:e}");
            seconds * 1e3
        });
    Row { name, milliseconds, limit, peer }
}

/// Co-moments of 5,000 answers.
fn survey(p: usize) -> Centred {
    let mut moments = Moments::zero(p + 1);
    answers(p, 5000, 2026, |row| assert!(moments.add(row)));
    moments.centred().expect("there are answers")
}

/// `n` answers to `p` drivers on 1 to 7 that share a mood, behind an outcome that follows four.
fn answers(p: usize, n: usize, seed: u64, mut each: impl FnMut(&[i32])) {
    let mut state = seed;
    let mut draw = |of: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i32::try_from((state >> 33) % of).expect("below `of`")
    };
    for _ in 0..n {
        let mood = draw(3);
        let drivers: Vec<i32> = (0..p).map(|_| 1 + mood + draw(5)).collect();
        let felt: i32 = drivers.iter().take(4).sum();
        let row: Vec<i32> = [felt / 2 + draw(3)].into_iter().chain(drivers).collect();
        each(&row);
    }
}

/// 10,000 tallies of one day each, of a survey of 15 questions on 0 to 10, over a year's days.
fn merging() -> Row {
    let question = |i: usize| Question {
        id: format!("q{i}"),
        text: LocalText::of("en", "How was it?"),
        wording: 1,
        required: false,
        show_if: None,
        option_order: OptionOrder::Written,
        no_answer: Vec::new(),
        departments: Vec::new(),
        kind: QuestionKind::Score(Scale::new(0, 10)),
    };
    let len = Layout::of(&(0..15).map(question).collect::<Vec<_>>(), &[]).len();
    let day = |i: i32| Day::from_epoch_days(20_000 + i % 365).expect("the day exists");
    let tallies: Vec<Tally> = (0..10_000_i32)
        .map(|i| {
            let cell = Cell { version: 1, day: day(i), segments: Vec::new() };
            let counts = (0..len).map(|at| i64::from(i) + at as i64 % 7 + 1).collect();
            let mut tally = Tally::default();
            let counters = Counters::from_parts(counts, None).expect("there are no weights");
            tally.merge_cell(cell, counters).expect("all have the same layout");
            tally
        })
        .collect();
    let mut copies: Vec<Vec<Tally>> = (0..9).map(|_| tallies.clone()).collect();
    let milliseconds = median(9, || {
        let mut sum = Tally::default();
        for tally in copies.pop().expect("one copy a round") {
            sum.merge(tally).expect("all have the same layout");
        }
        black_box(sum);
    });
    Row {
        name: "merge 10,000 daily tallies of 15 questions",
        milliseconds,
        limit: 50.0,
        peer: None,
    }
}

/// 10,000 co-moments of 15 columns.
fn merging_moments() -> Row {
    let mut one = Moments::zero(15);
    assert!(one.add(&[3; 15]));
    let all = vec![one; 10_000];
    let milliseconds = median(9, || {
        let mut sum = Moments::zero(15);
        assert!(all.iter().all(|moments| sum.merge(moments)));
        black_box(sum);
    });
    Row { name: "merge 10,000 co-moments of 15 questions", milliseconds, limit: 50.0, peer: None }
}

/// Slopes, importances and jackknife errors of 14 drivers from 64 respondent groups of 200; one of
/// `missing` answers is missing.
fn analysing(name: &'static str, missing: u64, limit: f64) -> Row {
    let groups: Vec<Patterns> = (0..64)
        .map(|i| {
            let mut group = Patterns::new(15).expect("15 columns are few");
            let mut place = i * 1_000_000;
            answers(14, 200, i, |row| {
                let given = row.iter().map(|score| {
                    place += 1;
                    (missing == 0 || !scatter(place).is_multiple_of(missing)).then_some(*score)
                });
                let given: Vec<Option<i32>> = given.collect();
                group.add(&given);
            });
            group
        })
        .collect();
    let drivers: Vec<usize> = (1..15).collect();
    let milliseconds = median(9, || {
        black_box(analyse(&groups, 0, &drivers, Level::default())).expect("drivers are regular");
    });
    Row { name, milliseconds, limit, peer: None }
}

/// A number that looks random, for missing answers without a pattern.
fn scatter(place: u64) -> u64 {
    let mixed = place.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33
}

/// Median of `rounds` runs in milliseconds.
fn median(rounds: usize, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}

/// Seconds and values of numpy, or a sentence on standard error.
fn numpy(given: &Value) -> Option<(f64, Vec<f64>)> {
    let python = Command::new("python3")
        .args(["-c", PEER])
        // one core, as the core uses
        .envs(
            ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"].map(|name| (name, "1")),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let answer = python.ok().and_then(|mut python| {
        // A Python without numpy ends before it reads; its status says so.
        let _ = python.stdin.take()?.write_all(given.to_string().as_bytes());
        let output = python.wait_with_output().ok().filter(|output| output.status.success())?;
        serde_json::from_slice::<Value>(&output.stdout).ok()
    });
    let found = answer.and_then(|answer| {
        let values = answer["values"].as_array()?.iter().map(Value::as_f64).collect::<Option<_>>();
        Some((answer["seconds"].as_f64()?, values?))
    });
    if found.is_none() {
        eprintln!("no peer: python3 with numpy is not here (`pip install numpy` brings it)");
    }
    found
}

fn write(rows: &[Row]) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "name": row.name,
                "value": row.milliseconds,
                "unit": "ms",
                "peer": row.peer,
                "ratio": row.peer.map(|peer| peer / row.milliseconds),
            })
        })
        .collect();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("tmp lies in the target");
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    let path = folder.join("core.json");
    let text = serde_json::to_string_pretty(&rows).expect("numbers and names are JSON");
    std::fs::write(&path, text + "\n").expect("the target folder is writable");
    println!("written to {}", path.display());
}
