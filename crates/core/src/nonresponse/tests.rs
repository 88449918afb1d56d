use super::*;
use crate::testing::close;

#[test]
fn the_rates_are_those_of_methods_8_14() {
    let rates = Dispositions {
        complete: 412.0,
        partial: 38.0,
        refused: 95.0,
        not_reached: 1_200.0,
        other: 15.0,
        unknown: 0.0,
        unknown_other: 240.0,
    }
    .rates(0.9);
    let expected = [0.206, 0.225, 0.208_502, 0.227_733, 0.234_091, 0.255_682];
    for (rate, expected) in rates.response.iter().zip(expected) {
        close(rate.unwrap(), expected, 6e-7);
    }
    close(rates.cooperation[0].unwrap(), 0.735_714, 6e-7);
    close(rates.cooperation[2].unwrap(), 0.755_963, 6e-7);
    close(rates.refusal[0].unwrap(), 0.047_5, 1e-12);
    close(rates.contact[0].unwrap(), 0.28, 1e-12);
    assert_eq!(Dispositions::default().rates(0.5).response, [None; 6]);
}

#[test]
fn impossible_counts_have_no_figure() {
    assert_eq!(representativity(&[(10, 11)]), None);
    assert_eq!(representativity(&[(10, 0)]), None);
    assert_eq!(representativity(&[]), None);
    assert_eq!(manski(48.0, 1.1, -100.0, 100.0), None);
    assert_eq!(manski(f64::NAN, 0.5, -100.0, 100.0), None);
    assert_eq!(break_even(48.0, 1.0, 0.0), None);
    let even = representativity(&[(100, 20), (50, 10), (0, 0)]).unwrap();
    close(even.r, 1.0, 1e-12);
}
