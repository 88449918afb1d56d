//! What was answered over a year: the same in every run.

use std::collections::BTreeMap;

use plaudit_core::measure::{Kind, Measure};
use plaudit_core::response::{Given, NoAnswer, Submission, SubmittedAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{
    Asking, COMPLETED, OptionOrder, Question, QuestionKind, RESPONSES, Segment, Survey, Version,
};
use plaudit_core::tally::{Cell, Counters, Tally};
use plaudit_core::text::LocalText;
use plaudit_core::time::{Day, Timestamp};

/// 2025-01-01.
pub(crate) const FIRST_DAY: i32 = 20_089;
pub(crate) const DAYS: u64 = 365;
/// Segments with the number of their values.
pub(crate) const SEGMENTS: [(&str, u64); 4] =
    [("region", 4), ("channel", 3), ("tier", 3), ("device", 2)];
const COMBINATIONS: u64 = 4 * 3 * 3 * 2;
/// A score that was not given.
const SKIPPED: u8 = 255;

/// One answer: the day from the first one, the values of the segments, two scores.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    day: u64,
    values: [u64; 4],
    nps: u8,
    csat: u8,
}

pub(crate) struct Answers(u64);

impl Answers {
    pub(crate) fn new(responses: u64) -> Self {
        Self(responses)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Answer> {
        (0..self.0).map(Answer::new)
    }

    /// The tally of each day, as if each answer had been given so many times.
    pub(crate) fn tallies(&self, times: i64) -> Vec<(Day, Tally)> {
        let version = version();
        let len = version.layout().len();
        let (nps, csat) = (version.layout().block(0), version.layout().block(1));
        let cells = usize::try_from(DAYS * COMBINATIONS).unwrap();
        let mut counts = vec![0_i64; len * cells];
        for answer in self.all() {
            let number = (answer.day * COMBINATIONS + answer.combination()) as usize;
            let cell = &mut counts[number * len..][..len];
            cell[RESPONSES] += times;
            cell[COMPLETED] += times;
            cell[nps.answered()] += times;
            cell[nps.value(answer.nps.into())] += times;
            match answer.csat {
                SKIPPED => cell[csat.skipped()] += times,
                score => {
                    cell[csat.answered()] += times;
                    cell[csat.value(usize::from(score) - 1)] += times;
                }
            }
        }
        let by_day = counts.chunks_exact(len * COMBINATIONS as usize).zip(0..);
        let of_day = |(cells, at): (&[i64], i32)| {
            let day = Day::from_epoch_days(FIRST_DAY + at).unwrap();
            let mut tally = Tally::default();
            for (counts, combination) in cells.chunks_exact(len).zip(0..) {
                let values = parts(combination);
                let segments = SEGMENTS.iter().zip(values).map(|((id, _), v)| Some(value(id, v)));
                let cell = Cell { version: 1, day, segments: segments.collect() };
                let counters = Counters::from_parts(counts.to_vec(), None).unwrap();
                tally.merge_cell(cell, counters).unwrap();
            }
            (day, tally)
        };
        by_day.map(of_day).collect()
    }
}

impl Answer {
    fn new(number: u64) -> Self {
        // SplitMix64 (Steele, Lea & Flood 2014).
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut draw = |of: u64| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((u128::from(z ^ (z >> 31)) * u128::from(of)) >> 64) as u64
        };
        let day = draw(DAYS);
        let values = parts(draw(COMBINATIONS));
        // Happier in one region than in another.
        let nps = draw(11).max(draw(11)).saturating_sub(values[0] / 2);
        let csat = match draw(10) {
            0 => SKIPPED,
            _ => (1 + nps / 3 + draw(2)).min(5) as u8,
        };
        Self { day, values, nps: nps as u8, csat }
    }

    fn combination(self) -> u64 {
        SEGMENTS.iter().zip(self.values).fold(0, |number, ((_, of), value)| number * of + value)
    }

    /// Its columns, a byte each but two for the day: as the peers are given them.
    pub(crate) fn bytes(self) -> [u8; 8] {
        let [low, high] = (self.day as u16).to_le_bytes();
        let [a, b, c, d] = self.values.map(|value| value as u8);
        [low, high, a, b, c, d, self.nps, self.csat]
    }

    /// As somebody sends it.
    pub(crate) fn submission(self, number: usize) -> Submission {
        let noon = (i64::from(FIRST_DAY) + self.day as i64) * 86_400_000_000 + 43_200_000_000;
        let values: BTreeMap<String, String> = SEGMENTS
            .iter()
            .zip(self.values)
            .map(|((id, _), v)| ((*id).to_owned(), value(id, v)))
            .collect();
        let csat = match self.csat {
            SKIPPED => Given::NoAnswer(NoAnswer::Skipped),
            score => Given::Score(score.into()),
        };
        let given = [("nps", Given::Score(self.nps.into())), ("csat", csat)];
        Submission {
            id: format!("r-{number}"),
            answered_at: Timestamp::from_micros(noon),
            respondent: None,
            channel: values.get("channel").cloned(),
            language: None,
            weight: None,
            duration_seconds: None,
            segments: values.into_iter().filter(|(id, _)| id != "channel").collect(),
            answers: given
                .map(|(id, given)| SubmittedAnswer { question: id.into(), given: Some(given) })
                .into(),
            completed: true,
        }
    }
}

/// The values of a combination.
fn parts(mut number: u64) -> [u64; 4] {
    let mut values = [0; 4];
    for (value, (_, of)) in values.iter_mut().zip(SEGMENTS).rev() {
        *value = number % of;
        number /= of;
    }
    values
}

/// A segment's value by its number.
pub(crate) fn value(segment: &str, number: u64) -> String {
    format!("{segment}-{number}")
}

pub(crate) fn version() -> Version {
    let at = Timestamp::from_micros(i64::from(FIRST_DAY) * 86_400_000_000).unwrap();
    Version::new(1, at, survey()).unwrap()
}

pub(crate) fn survey() -> Survey {
    let question = |id: &str, scale| Question {
        id: id.into(),
        text: LocalText::of("en", "How was it?"),
        wording: 1,
        required: false,
        show_if: None,
        option_order: OptionOrder::default(),
        no_answer: Vec::new(),
        departments: Vec::new(),
        kind: QuestionKind::Score(scale),
    };
    let measure = |id: &str, kind| Measure {
        id: id.into(),
        kind,
        question: id.into(),
        label: LocalText::default(),
        method: None,
    };
    let segment = |(id, _): (&str, u64)| Segment {
        id: id.into(),
        label: LocalText::default(),
        values: Vec::new(),
        required: false,
    };
    Survey {
        id: "year".into(),
        title: LocalText::of("en", "A year"),
        default_language: "en".into(),
        time_zone: "UTC".into(),
        questions: vec![question("nps", Scale::new(0, 10)), question("csat", Scale::new(1, 5))],
        measures: vec![measure("nps", Kind::Nps), measure("csat", Kind::Csat { top: vec![4, 5] })],
        segments: SEGMENTS.map(segment).to_vec(),
        privacy_k: 5,
        weighted: false,
        repeat_respondents: false,
        strata: None,
        driver_models: Vec::new(),
        path_model: None,
        asking: Asking::default(),
        retention_days: None,
    }
}
