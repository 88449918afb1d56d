use proptest::prelude::*;

use super::*;

fn summed(responses: &[Vec<Option<i32>>]) -> Patterns {
    let mut sums = Patterns::new(4).unwrap();
    responses.iter().for_each(|values| sums.add(values));
    sums
}

fn responses() -> impl Strategy<Value = Vec<Vec<Option<i32>>>> {
    let value = prop_oneof![Just(None), (-10..=10_i32).prop_map(Some)];
    prop::collection::vec(prop::collection::vec(value, 4), 0..40)
}

proptest! {
    #[test]
    fn any_split_merges_to_the_same_sums_in_any_order(
        responses in responses(), cut in 0..40_usize,
    ) {
        let (a, b) = responses.split_at(cut.min(responses.len()));
        let (a, b, all) = (summed(a), summed(b), summed(&responses));
        let (mut ab, mut ba) = (a.clone(), b.clone());
        prop_assert!(ab.merge(&b) && ba.merge(&a));
        prop_assert_eq!(&ab, &all);
        prop_assert_eq!(&ba, &all);
        prop_assert!(ab.unmerge(&b));
        prop_assert_eq!(ab, a);
    }

    #[test]
    fn an_erased_response_leaves_no_trace(responses in responses(), at in 0..40_usize) {
        prop_assume!(at < responses.len());
        let mut sums = summed(&responses);
        sums.subtract(&responses[at]);
        let mut kept = responses;
        kept.remove(at);
        prop_assert_eq!(sums, summed(&kept));
    }

    #[test]
    fn listwise_equals_adding_the_complete_responses(responses in responses()) {
        let columns = [3, 0, 2];
        let mut expected = Moments::zero(3);
        for values in &responses {
            let row: Option<Vec<i32>> = columns.iter().map(|column| values[*column]).collect();
            if let Some(row) = row {
                prop_assert!(expected.add(&row));
            }
        }
        prop_assert_eq!(summed(&responses).listwise(&columns).unwrap(), expected);
    }
}

#[test]
fn sums_of_other_columns_are_refused_and_change_nothing() {
    let mut sums = summed(&[vec![Some(1), None, Some(2), Some(3)]]);
    let before = sums.clone();
    assert!(!sums.merge(&Patterns::new(3).unwrap()));
    assert!(!sums.merge_cell(1 << 4, &Moments::zero(1)));
    assert!(!sums.merge_cell(0b11, &Moments::zero(1)));
    assert!(!Moments::zero(2).add(&[1]));
    assert_eq!(sums, before);
    assert_eq!(sums.listwise(&[4]), None);
    assert!(Patterns::new(MAX_COLUMNS + 1).is_none());
}

#[test]
fn the_last_of_128_columns_is_counted() {
    let mut sums = Patterns::new(MAX_COLUMNS).unwrap();
    let mut values = vec![None; 127];
    values.push(Some(7));
    sums.add(&values);
    assert_eq!(sums.listwise(&[127]).unwrap().sums(), [7]);
    assert_eq!(sums.complete_share(&[127, 0]), Some(0.0));
}
