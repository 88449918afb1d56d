use proptest::prelude::*;

use super::*;
use crate::estimate::{Level, Method, Standing};
use crate::testing::{close, close_limits};

fn level() -> Level {
    Level::default()
}

#[test]
fn without_answers_there_is_no_estimate() {
    let share = Sample::new(vec![0.0, 100.0], vec![0, 0]).unwrap();
    let nps = Sample::new(vec![-100.0, 0.0, 100.0], vec![0; 3]).unwrap();
    for method in Method::ALL {
        assert_eq!(share.estimate(method, level()), None, "{method:?}");
        assert_eq!(nps.estimate(method, level()), None, "{method:?}");
    }
    assert_eq!((share.mean(), share.variance(), share.standard_error()), (None, None, None));
    assert_eq!(share.effective_n(), 0.0);
    assert_eq!(share.design_effect(), None);
}

#[test]
fn a_sample_needs_values_that_differ_and_weights_where_there_are_answers() {
    assert!(Sample::new(vec![], vec![]).is_none());
    assert!(Sample::new(vec![1.0, 1.0], vec![1, 1]).is_none());
    assert!(Sample::new(vec![0.0, f64::NAN], vec![1, 1]).is_none());
    assert!(Sample::new(vec![0.0, 1.0], vec![1]).is_none());
    let weighted = |sums: [f64; 2], squares: [f64; 2]| {
        Sample::weighted(vec![0.0, 1.0], vec![0, 2], sums.to_vec(), squares.to_vec())
    };
    assert!(weighted([0.0, 2.0], [0.0, 2.0]).is_some());
    assert!(weighted([1.0, 2.0], [0.0, 2.0]).is_none());
    assert!(weighted([0.0, 0.0], [0.0, 2.0]).is_none());
    assert!(weighted([0.0, 2.0], [0.0, f64::INFINITY]).is_none());
    assert!(weighted([0.0, 2.0], [-1.0, 2.0]).is_none());
}

#[test]
fn the_airports_weighted_score_is_that_of_the_survey_package() {
    // SFO 2017, 2,746 answers of 2,831 responses: counts, Σw and Σw² of detractors, passives and promoters computed from
    // data/sfo/sfo_2017.csv; estimate and SE by R 4.2.2, survey 4.1-1, svymean on the rows.
    let nps = sfo().of_responses(2_831);
    assert_eq!(nps.n(), 2_746);
    close(nps.mean().unwrap(), 40.398_435_511_707_4, 1e-9);
    close(nps.standard_error().unwrap(), 1.445_717_070_344_02, 1e-9);
    close(nps.kish_n(), 2_266.512_355_086_74, 1e-6);
    assert!(nps.effective_n() <= nps.kish_n());
    let estimate = nps.vr_wilson(level()).unwrap();
    close_limits((estimate.lower, estimate.upper), (37.5, 43.2), 0.1);
    assert_eq!(nps.tango(level()), None);
}

/// Sums of the weights of detractors, passives and promoters.
const SFO_SUMS: [f64; 3] = [329.7947253572, 977.3058737825, 1439.295973753];
/// Sums of their squares.
const SFO_SQUARES: [f64; 3] = [385.35641015896533, 1_192.264_844_823_21, 1750.2644804159445];

fn sfo() -> Sample {
    Sample::weighted(
        vec![-100.0, 0.0, 100.0],
        vec![342, 968, 1436],
        SFO_SUMS.to_vec(),
        SFO_SQUARES.to_vec(),
    )
    .unwrap()
}

#[test]
fn equal_weights_change_nothing() {
    let plain = Sample::new(vec![1.0, 2.0, 3.0], vec![2, 5, 9]).unwrap();
    let equal = Sample::weighted(
        vec![1.0, 2.0, 3.0],
        vec![2, 5, 9],
        [2.0, 5.0, 9.0].map(|n| n * 0.7).to_vec(),
        [2.0, 5.0, 9.0].map(|n| n * 0.49).to_vec(),
    )
    .unwrap();
    close(equal.mean().unwrap(), plain.mean().unwrap(), 1e-14);
    close(equal.standard_error().unwrap(), plain.standard_error().unwrap(), 1e-14);
    assert_eq!(equal.effective_n(), 16.0);
    let (a, b) = (equal.vr_wilson(level()).unwrap(), plain.vr_wilson(level()).unwrap());
    close_limits((a.lower, a.upper), (b.lower, b.upper), 1e-12);
}

#[test]
fn a_variance_of_a_design_widens_the_interval() {
    let plain = Sample::new(vec![0.0, 100.0], vec![40, 160]).unwrap();
    let variance = plain.mean_variance().unwrap();
    let clustered = plain.clone().with_variance(4.0 * variance, 14.0).unwrap();
    close(clustered.effective_n(), 199.0 / 4.0, 1e-9);
    close(clustered.design_effect().unwrap(), 200.0 / (199.0 / 4.0), 1e-9);
    let (a, b) = (plain.wilson(level()).unwrap(), clustered.wilson(level()).unwrap());
    assert!(b.lower < a.lower && a.upper < b.upper);
    // 14 degrees of freedom: t = 2.144787 in place of z.
    let expected = crate::interval::wilson(0.8, 199.0 / 4.0, 2.144_786_687_917_8);
    close_limits((b.lower / 100.0, b.upper / 100.0), expected, 1e-9);
    assert!(plain.clone().with_variance(-1.0, 3.0).is_none());
    assert!(plain.with_variance(1.0, 0.0).is_none());
}

#[test]
fn an_estimate_stands_on_its_effective_answers() {
    let standing =
        |n| Sample::new(vec![0.0, 100.0], vec![n, 0]).unwrap().wilson(level()).unwrap().standing();
    assert_eq!(
        [9, 10, 29, 30].map(standing),
        [Standing::IntervalOnly, Standing::Indicative, Standing::Indicative, Standing::Reportable,]
    );
    // 40 answers of which one carries nearly everything.
    let one =
        Sample::weighted(vec![0.0, 100.0], vec![1, 39], vec![100.0, 1.0], vec![1e4, 1.0 / 39.0]);
    assert_eq!(one.unwrap().wilson(level()).unwrap().standing(), Standing::IntervalOnly);
}

#[test]
fn the_rest_is_what_is_left_without_a_part() {
    let all = Sample::new(vec![0.0, 1.0], vec![5, 9]).unwrap();
    let part = Sample::new(vec![0.0, 1.0], vec![5, 2]).unwrap();
    assert_eq!(all.without(&part).unwrap().counts(), [0, 7]);
    assert!(part.without(&all).is_none());
    let weighted = |counts: [u64; 2], sums: [f64; 2]| {
        Sample::weighted(vec![0.0, 1.0], counts.to_vec(), sums.to_vec(), sums.to_vec()).unwrap()
    };
    let rest = weighted([3, 3], [0.3, 3.0]).without(&weighted([3, 1], [0.1 + 0.2, 1.0])).unwrap();
    assert_eq!(rest.weight(), 2.0);
    assert!(all.without(&weighted([1, 1], [1.0, 1.0])).is_none());
}

/// Counts and, for each answer, a weight.
fn weighted() -> impl Strategy<Value = Sample> {
    prop::collection::vec((0..5_usize, 0.01..20.0_f64), 1..60).prop_map(|answers| {
        let (mut counts, mut sums, mut squares) = (vec![0; 5], vec![0.0; 5], vec![0.0; 5]);
        for (at, weight) in answers {
            counts[at] += 1;
            sums[at] += weight;
            squares[at] += weight * weight;
        }
        Sample::weighted((1..=5).map(f64::from).collect(), counts, sums, squares).unwrap()
    })
}

proptest! {
    #[test]
    fn a_weighted_estimate_lies_in_its_interval_and_the_interval_in_the_scale(sample in weighted()) {
        for method in [Method::VrWilson, Method::T] {
            if let Some(e) = sample.estimate(method, level()) {
                prop_assert!(1.0 <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= 5.0);
                prop_assert!(e.effective_n <= e.n as f64 + 1e-9 && e.effective_n >= 0.0);
            }
        }
        prop_assert!(sample.vr_wilson(level()).is_some());
    }

    #[test]
    fn weights_widen_the_interval(sample in weighted()) {
        // Against the same shares of the same number of answers.
        let effective = sample.effective_n();
        prop_assert!(effective <= sample.n() as f64 + 1e-9);
        prop_assert!(sample.design_effect().unwrap() >= 1.0 - 1e-9);
    }

    #[test]
    fn no_sample_panics(
        values in prop::collection::vec(prop::num::f64::ANY, 0..5),
        counts in prop::collection::vec(any::<u64>(), 0..5),
        sums in prop::collection::vec(prop::num::f64::ANY, 0..5),
        variance in prop::num::f64::ANY,
    ) {
        let plain = Sample::new(values.clone(), counts.clone());
        let weighted = Sample::weighted(values, counts, sums.clone(), sums);
        for sample in [plain, weighted].into_iter().flatten() {
            let designed = sample.clone().with_variance(variance, 12.0);
            for sample in designed.into_iter().chain([sample]) {
                for method in Method::ALL {
                    if let Some(e) = sample.estimate(method, level()) {
                        prop_assert!(e.lower <= e.upper);
                    }
                }
                let _ = (sample.without(&sample), sample.effective_n(), sample.design_effect());
            }
        }
    }
}
