use plaudit_core::tally::{Durations, Grain, Sums};
use plaudit_core::time::Day;
use prost::Message;

use super::*;
use crate::convert::{BadTally, StoredTally};

/// So many days of two versions over teams and channels, some counters at zero, some cells without.
fn tally(days: i32, weighted: bool) -> Tally {
    let mut tally = Tally::default();
    let mut state = 7_i64;
    let mut draw = |of: i64| {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        state / 65_536 % of
    };
    for day in 0..days {
        for team in [None, Some("north"), Some("south")] {
            for (version, len, channel) in [(1, 5, None), (2, 40, Some("email")), (2, 40, None)] {
                if draw(4) == 0 {
                    continue;
                }
                let count = |at: usize| if at % 3 == 2 { 0 } else { draw(300) - 5 };
                let counts: Vec<i64> = (0..len).map(count).collect();
                let sums = weighted.then(|| Sums {
                    weights: counts.iter().map(|n| i128::from(*n) << 33).collect(),
                    squares: counts.iter().map(|n| i128::from(*n) << 70).collect(),
                });
                let mut durations = Durations::default();
                durations.add(u32::try_from(draw(900)).unwrap() + 1, draw(3));
                let counters = Counters::from_parts(counts, sums).unwrap();
                let segments = match version {
                    1 => vec![team.map(str::to_owned)],
                    _ => vec![channel.map(str::to_owned), team.map(str::to_owned)],
                };
                let day = Day::from_epoch_days(20_454 + day).unwrap();
                let cell = Cell { version, day, segments };
                tally.merge_cell(cell, counters.with_durations(durations)).unwrap();
            }
        }
    }
    tally
}

fn read(stored: &v1::Tally) -> Result<Tally, BadTally> {
    StoredTally::decode(&stored.encode_to_vec())?.sum()
}

#[test]
fn a_packed_tally_is_read_back_and_takes_fewer_bytes() {
    for weighted in [false, true] {
        for days in [0, 1, 31] {
            let tally = tally(days, weighted);
            let packed = v1::Tally::packed(&tally);
            assert_eq!(read(&packed), Ok(tally.clone()));
            let plain = v1::Tally::from(&tally).encoded_len();
            assert!(days < 31 || packed.encoded_len() * 4 < plain * 3, "{days} {weighted}");
        }
    }
    let none = Cell { version: 1, day: Day::MIN, segments: Vec::new() };
    let mut tally = Tally::default();
    tally.merge_cell(none, Counters::from_parts(vec![3, 0, -1], None).unwrap()).unwrap();
    assert_eq!(read(&v1::Tally::packed(&tally)), Ok(tally));
}

#[test]
fn a_large_tally_is_packed_in_bounded_blocks() {
    let mut tally = Tally::default();
    let mut counts = vec![0; 1 << 20];
    counts[9] = 1;
    let counters = Counters::from_parts(counts, None).unwrap();
    for day in 0..6 {
        let day = Day::from_epoch_days(day).unwrap();
        tally.merge_cell(Cell { version: 1, day, segments: vec![] }, counters.clone()).unwrap();
    }
    let packed = v1::Tally::packed(&tally);
    assert_eq!(packed.packed.len(), 2);
    assert_eq!(read(&packed), Ok(tally));
}

#[test]
fn a_coarser_reading_is_the_sum_of_the_finer_one() {
    let tally = tally(31, true);
    let from = Day::from_epoch_days(20_460).unwrap();
    let days = from..=Day::from_epoch_days(20_470).unwrap();
    let by_team = Grain::default().with_segments(2, vec![false, true]).without_days();
    let by_day = Grain::default().with_segments(1, vec![false]).with_segments(2, vec![false; 2]);
    let grains = [by_team, by_day, Grain::default()];
    let expected = grains.clone().map(|grain| {
        let mut sum = Tally::default();
        for (cell, counters) in tally.cells().filter(|(cell, _)| days.contains(&cell.day)) {
            sum.merge_cell(grain.cell(cell.clone()), counters.clone()).unwrap();
        }
        sum
    });
    for stored in [v1::Tally::packed(&tally), v1::Tally::from(&tally)] {
        let mut views = grains.clone().map(|grain| (grain, Tally::default()));
        let bytes = stored.encode_to_vec();
        StoredTally::decode(&bytes).unwrap().read(&days, &mut views).unwrap();
        assert_eq!(views.map(|(_, sum)| sum), expected);
    }
    assert_eq!(expected[0].cells().count(), 1 + 2 + 3);
}

#[test]
fn broken_packed_cells_are_refused() {
    let good = v1::Tally::packed(&tally(31, true));
    let refused = |change: &dyn Fn(&mut v1::PackedCells)| {
        let mut stored = good.clone();
        change(&mut stored.packed[1]);
        assert_eq!(read(&stored), Err(BadTally::Packed(1)));
    };
    refused(&|packed| packed.counters = 39);
    refused(&|packed| packed.counters = u32::MAX);
    refused(&|packed| packed.weighted = false);
    refused(&|packed| packed.segments = 0);
    refused(&|packed| packed.combinations[0] = 9);
    refused(&|packed| packed.combinations.push(0));
    refused(&|packed| packed.days[0] = i32::MAX);
    refused(&|packed| packed.cells_of_day[0] += 1);
    refused(&|packed| shorten(&mut packed.cells_of_day));
    refused(&|packed| packed.cells[3] = 99);
    refused(&|packed| shorten(&mut packed.cells));
    refused(&|packed| packed.columns[0].counts.push(1));
    refused(&|packed| packed.columns[0].gaps.push(1));
    refused(&|packed| shorten(&mut packed.columns[0].weights));
    refused(&|packed| packed.columns[0].squared_weights.clear());
    refused(&|packed| packed.durations[0].gaps[0] = u32::MAX);
    let mut other = good;
    let again = v1::PackedCells { counters: 41, ..other.packed[1].clone() };
    other.packed.push(again);
    assert_eq!(read(&other), Err(BadTally::PackedCounters(2)));
}

fn shorten<T>(list: &mut Vec<T>) {
    list.truncate(list.len() - 1);
}
