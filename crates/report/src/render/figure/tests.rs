use super::*;

fn estimate(value: f64, lower: f64, upper: f64, standing: Standing) -> Estimate {
    let standing = standing.into();
    Estimate { value, lower, upper, level: 0.95, n: 1204, standing, ..Estimate::default() }
}

fn text(value: f64, lower: f64, upper: f64, unit: Unit) -> String {
    Shown::new(&estimate(value, lower, upper, Standing::Reportable), unit).text()
}

#[test]
fn points_are_whole_until_the_interval_is_narrower_than_one_to_each_side() {
    assert_eq!(text(47.6, 33.2, 60.9, Unit::Points), "48 (33 to 61)");
    assert_eq!(text(47.61, 46.8, 48.4, Unit::Points), "47.6 (46.8 to 48.4)");
    assert_eq!(text(47.61, 46.6, 48.6, Unit::Points), "48 (47 to 49)");
}

#[test]
fn shares_carry_their_sign_and_means_two_decimals() {
    assert_eq!(text(85.5, 81.0, 89.0, Unit::Percent), "86% (81 to 89)");
    assert_eq!(text(4.125, 3.9, 4.4, Unit::Score), "4.13 (3.90 to 4.40)");
}

#[test]
fn an_indicative_estimate_shows_its_interval_first() {
    let shown = Shown::new(&estimate(48.0, 20.0, 70.0, Standing::Indicative), Unit::Points);
    assert_eq!(shown.text(), "20 to 70 (48)");
    assert_eq!(shown.cell(), "(48)");
}

#[test]
fn below_ten_answers_the_value_is_not_there_at_all() {
    let shown = Shown::new(&estimate(48.0, 20.0, 70.0, Standing::IntervalOnly), Unit::Percent);
    assert_eq!(shown.text(), "20 to 70%");
    assert_eq!((shown.value.clone(), shown.cell()), (None, String::new()));
}

#[test]
fn what_rounds_to_nothing_has_no_sign() {
    assert_eq!(
        (number(-0.4, 0), signed(0.4, 0), signed(-0.004, 2)),
        ("0".into(), "0".into(), "0.00".into())
    );
    assert_eq!((signed(12.3, 0), signed(-12.3, 0)), ("+12".into(), "−12".into()));
}

#[test]
fn halves_round_away_from_zero_as_people_expect() {
    assert_eq!(
        (number(48.5, 0), number(-48.5, 0), number(0.5, 0)),
        ("49".into(), "−49".into(), "1".into())
    );
}

#[test]
fn a_share_between_nothing_and_all_is_shown_as_neither() {
    let shown = [0.0, 0.001, 0.005, 0.994, 0.996, 1.0].map(share);
    assert_eq!(shown, ["0%", "<1%", "1%", "99%", ">99%", "100%"]);
}

#[test]
fn counts_p_values_and_levels_read_well() {
    assert_eq!(
        (count(999), count(1204), count(1_000_000)),
        ("999".into(), "1,204".into(), "1,000,000".into())
    );
    assert_eq!(
        (p_value(0.0001), p_value(0.0123), p_value(1.0)),
        ("<0.001".into(), "0.012".into(), ">0.999".into())
    );
    assert_eq!(
        (level(0.95), level(0.999), level(0.9)),
        ("95%".into(), "99.9%".into(), "90%".into())
    );
}

#[test]
fn days_are_written_out_and_anything_else_is_left_alone() {
    assert_eq!(
        (day("2026-01-05"), month("2026-01-05"), weekday("2026-01-05")),
        ("5 Jan 2026".into(), "Jan 2026".into(), "Mon".into())
    );
    assert_eq!(day("soon"), "soon");
    assert_eq!(period(None), "no responses");
}

#[test]
fn a_difference_is_a_finding_only_when_it_is_reliable() {
    let mut difference = Difference {
        value: 12.3,
        lower: 2.0,
        upper: 21.0,
        p_adjusted: 0.012,
        ..Difference::default()
    };
    let new = |difference: &Difference, standing| {
        let of = Shown::new(&estimate(48.0, 30.0, 70.0, standing), Unit::Points);
        ShownDifference::new(difference, &of, Unit::Points)
    };
    assert_eq!(new(&difference, Standing::Reportable).finding, Finding::None);
    difference.reliable = true;
    assert_eq!(new(&difference, Standing::IntervalOnly).value, "");
    let shown = new(&difference, Standing::Reportable);
    assert_eq!((shown.value.as_str(), shown.finding), ("+12", Finding::Higher));
}

#[test]
fn a_large_group_that_is_withheld_is_not_called_small() {
    let group = |responses| Group { responses, ..Group::default() };
    assert_eq!(withheld_group(&group(3), 5), "withheld (fewer than 5)");
    assert_eq!(withheld_group(&group(40), 5), "withheld (protects a small group)");
}
