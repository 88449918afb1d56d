use super::*;
use crate::estimate::Level;
use crate::sample::Sample;
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

fn wave(counts: [u64; 6]) -> Sample {
    Sample::new((0..6).map(f64::from).collect(), counts.to_vec()).unwrap()
}

#[test]
fn the_line_through_waves_is_that_of_statsmodels() {
    let list = [wave([2, 1, 3, 6, 14, 20]), wave([3, 3, 4, 6, 8, 6]), wave([4, 2, 3, 4, 3, 2])];
    let found = waves(&list, 0.4, Level::default()).unwrap();
    close(found.slope.value, -0.816_896_024_464_832_8, 1e-12);
    close(found.slope.lower, -1.213_275_071_966_570_4, 1e-9);
    close(found.slope.upper, -0.420_516_976_963_095_3, 1e-9);
    close(found.p, 9.128_032_771_676_214e-5, 1e-13);
    close(found.silent.value, 1.463_302_752_293_574_6, 1e-12);
    close(found.silent.lower, 0.502_760_879_444_244_5, 1e-9);
    close(found.silent.upper, 2.423_844_625_142_905, 1e-9);
    close(found.all, 0.4 * 3.340_425_531_914_893_7 + 0.6 * 1.463_302_752_293_574_6, 1e-12);
    assert_eq!(found.waves.iter().flatten().map(|wave| wave.n).sum::<u64>(), 94);
}

#[test]
fn the_scenario_stays_on_the_scale_and_an_empty_wave_is_no_answer() {
    let steep = [wave([0, 0, 0, 0, 1, 9]), wave([0; 6]), wave([5, 4, 1, 0, 0, 0])];
    let found = waves(&steep, 0.5, Level::default()).unwrap();
    assert_eq!((found.silent.value, found.silent.lower), (0.0, 0.0));
    assert_eq!(found.waves[1], None);
    assert_eq!(waves(&steep[..2], 0.5, Level::default()), None);
    assert_eq!(waves(&steep, 1.1, Level::default()), None);
    assert_eq!(
        waves(&[wave([5, 0, 0, 0, 0, 0]), wave([0, 0, 0, 0, 0, 5])], 0.5, Level::default()),
        None
    );
    assert_eq!(waves(&[], 0.5, Level::default()), None);
}

#[test]
fn invitation_rates_are_judged_as_scipys_binomial_distribution_does() {
    let agents = [(80, 100), (95, 110), (60, 75), (30, 70), (0, 0), (88, 100)];
    let found = invitations(&agents).unwrap();
    assert_eq!(found[4], None);
    let expected = [
        (0.579_702_597_827_073, 0.658_603_214_945_556_5),
        (2.208_386_574_484_947_6, 0.028_989_221_164_726_072),
        (0.502_037_176_358_079, 0.733_303_499_849_173_6),
        (-6.966_564_596_274_511_5, 7.278_867_182_710_029e-10),
        (2.497_991_194_273_021, 0.011_959_321_373_793_751),
    ];
    for (agent, (z, p)) in found.iter().flatten().zip(expected) {
        close(agent.z, z, 1e-12);
        close(agent.p, p, 1e-9 * p);
    }
    close(found[3].unwrap().adjusted_p, 5.0 * 7.278_867_182_710_029e-10, 1e-17);
    assert_eq!(invitations(&[(3, 2), (1, 5)]), None);
    assert_eq!(invitations(&[(5, 5), (4, 4)]), None);
    assert_eq!(invitations(&[]), None);
}
