use super::*;
use crate::sample::Sample;
use crate::testing::close;

#[test]
fn the_measures_are_those_of_agrmt() {
    let cases: [(&[u64], f64, f64, f64); 6] = [
        (&[30, 40, 210, 130, 530, 50, 10], 0.611_333_33, 0.725_687_61, 0.286_666_67),
        (&[50, 0, 0, 0, 50], -1.0, 0.0, 1.0),
        (&[20; 5], 0.0, 0.433_985_00, 0.6),
        (&[4, 3, 8, 30, 55], 0.638_333_33, 0.630_892_88, 0.355),
        (&[3, 1, 1, 1, 3, 3, 8, 20, 25, 35], 0.620_555_56, 0.693_743_06, 0.297_777_78),
        (&[30, 5, 2, 1, 2, 2, 3, 5, 10, 40], -0.368_069_44, 0.169_690_78, 0.793_333_33),
    ];
    for (counts, a, cns, d) in cases {
        close(agreement(counts).unwrap(), a, 6e-9);
        close(leik(counts).unwrap(), d, 6e-9);
        let values = (0..counts.len()).map(|k| k as f64).collect();
        let sample = Sample::new(values, counts.to_vec()).unwrap();
        close(consensus(&sample).unwrap().value, cns, 6e-9);
    }
}

#[test]
fn the_error_of_consensus_is_that_of_the_jackknife() {
    // Leaving out one answer at a time: the same to first order.
    let counts = [30_u64, 10, 10, 10, 30, 30, 80, 200, 250, 350];
    let of = |counts: &[u64]| {
        consensus(&Sample::new((1..=10).map(f64::from).collect(), counts.to_vec()).unwrap())
            .unwrap()
    };
    let n = 1_000.0;
    let without: Vec<f64> = (0..counts.len())
        .map(|k| {
            let mut rest = counts;
            rest[k] -= 1;
            of(&rest).value
        })
        .collect();
    let weigh = |f: &dyn Fn(f64) -> f64| {
        counts.iter().zip(&without).map(|(n, t)| *n as f64 * f(*t)).sum::<f64>()
    };
    let mean = weigh(&|t| t) / n;
    let jackknife = ((n - 1.0) / n * weigh(&|t| (t - mean).powi(2))).sqrt();
    close(of(&counts).error.unwrap(), jackknife, 5e-3 * jackknife);
}

#[test]
fn without_answers_there_is_no_shape() {
    assert_eq!(agreement(&[0, 0, 0]), None);
    assert_eq!(agreement(&[5, 5]), None);
    assert_eq!(leik(&[0, 0]), None);
    assert_eq!(leik(&[]), None);
    assert_eq!(consensus(&Sample::new(vec![1.0, 2.0], vec![0, 0]).unwrap()), None);
    let one = consensus(&Sample::new(vec![1.0, 2.0], vec![1, 0]).unwrap()).unwrap();
    assert_eq!((one.value, one.error), (1.0, None));
    assert_eq!(agreement(&[0, 7, 0]), Some(1.0));
}
