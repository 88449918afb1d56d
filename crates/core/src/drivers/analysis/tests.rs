use super::*;
use crate::jackknife::{GROUPS, group};

/// Answers of `people`, `each` of them several times: outcome = 2·first + second + noise, the third
/// driver unrelated, the second sometimes missing.
fn groups(people: usize, each: usize, missing_of: u64) -> Vec<Patterns> {
    let mut state = 11_u64;
    let mut draw = |of: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i32::try_from((state >> 33) % of).unwrap()
    };
    let mut groups = vec![Patterns::new(4).unwrap(); GROUPS];
    for person in 0..people {
        let habit = draw(9);
        for _ in 0..each {
            let (a, b, c) = (draw(8), draw(8), draw(8));
            let outcome = 2 * a + b + habit + draw(3);
            let second = (missing_of == 0 || draw(missing_of) > 0).then_some(b);
            groups[group(&person.to_string())].add(&[Some(outcome), Some(a), second, Some(c)]);
        }
    }
    groups
}

#[test]
fn the_strongest_driver_ranks_first_and_the_unrelated_last() {
    let found = analyse(&groups(1500, 1, 0), 0, &[1, 2, 3], Level::default()).unwrap();
    let ranks: Vec<Option<usize>> = found.drivers.iter().map(|driver| driver.rank).collect();
    assert_eq!(ranks, [Some(1), Some(2), Some(3)]);
    assert_eq!((found.missing, found.importance), (Missing::Dropped, Importance::Lmg));
    for (driver, slope) in found.drivers.iter().zip([2.0, 1.0, 0.0]) {
        let interval = driver.slope_interval.unwrap();
        assert!(interval.lower < slope && slope < interval.upper, "{driver:?}");
        let share = driver.share_interval.unwrap();
        assert!(0.0 <= share.lower && share.lower <= driver.share && driver.share <= share.upper);
    }
    assert!(found.drivers[0].robustness > found.drivers[2].robustness);
    let r2 = found.r2.unwrap();
    assert!(r2.lower < found.regression.r2 && found.regression.r2 < r2.upper);
}

#[test]
fn without_groups_errors_are_those_of_least_squares_and_there_is_no_rank() {
    let all = groups(300, 1, 0).into_iter().reduce(|mut sum, group| {
        assert!(sum.merge(&group));
        sum
    });
    let found = analyse(&[all.unwrap()], 0, &[1, 3], Level::default()).unwrap();
    for (driver, slope) in found.drivers.iter().zip(&found.regression.slopes) {
        let half = driver.slope_interval.unwrap().upper - driver.slope;
        assert!((half / slope.se - student::quantile(Level::default(), 297.0)).abs() < 1e-9);
        assert_eq!((driver.rank, driver.share_interval, driver.column), (None, None, slope.column));
    }
}

#[test]
fn many_missing_answers_are_predicted_not_dropped() {
    let groups = groups(1500, 1, 3);
    let found = analyse(&groups, 0, &[1, 2, 3], Level::default()).unwrap();
    assert_eq!(found.missing, Missing::Predicted);
    assert!((0.6..0.75).contains(&found.complete_share));
    assert!((found.drivers[1].slope - 1.0).abs() < 0.1, "{:?}", found.drivers[1]);
    let interval = found.drivers[1].slope_interval.unwrap();
    assert!(interval.lower < 1.0 && 1.0 < interval.upper);
}

#[test]
fn errors_name_the_columns_of_the_survey() {
    let mut sums = Patterns::new(4).unwrap();
    for i in 0..30_i32 {
        sums.add(&[Some(i % 5), Some(7), Some(i % 7), Some(i % 7)]);
    }
    let error = |drivers: &[usize]| {
        analyse(std::slice::from_ref(&sums), 0, drivers, Level::default()).unwrap_err()
    };
    assert_eq!(error(&[2, 1]), Error::Constant { column: 1 }.into());
    assert_eq!(error(&[2, 3]), Error::Collinear { column: 3 }.into());
    assert_eq!(error(&[2, 2]), Error::Collinear { column: 2 }.into());
    assert_eq!(error(&[4]), Error::NoColumn { column: 4 }.into());
    assert_eq!(error(&[]), Error::NoDrivers.into());
    let level = Level::default();
    assert_eq!(analyse(&[], 0, &[1], level), Err(AnalysisError::Groups));
    let other = Patterns::new(3).unwrap();
    assert_eq!(analyse(&[sums, other], 0, &[2], level), Err(AnalysisError::Groups));
}

#[test]
fn an_empty_survey_has_no_analysis() {
    let empty = Patterns::new(2).unwrap();
    assert!(analyse(&[empty], 0, &[1], Level::default()).is_err());
}
