//! Small groups stay private, also against subtraction (METHODS §7.5).

/// Which groups of a partition must be withheld when the total is shown: those with 1 to k-1 answers,
/// and then the next smallest, until what is withheld has at least two groups and k answers, so that
/// the total minus the shown groups reveals no small group.
///
/// ```
/// use plaudit_core::privacy::withheld;
/// // 3 alone could be found by subtraction, so its smallest sibling goes with it.
/// assert_eq!(withheld(&[3, 40, 200, 0], 5), [true, true, false, false]);
/// assert_eq!(withheld(&[3, 4, 200], 5), [true, true, false]);
/// ```
#[must_use]
pub fn withheld(groups: &[u64], k: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = groups.iter().map(|n| is_small(*n, k)).collect();
    if !hidden.contains(&true) {
        return hidden;
    }
    let mut open: Vec<usize> =
        (0..groups.len()).filter(|i| groups[*i] > 0 && !hidden[*i]).collect();
    open.sort_by_key(|i| std::cmp::Reverse((groups[*i], *i)));
    loop {
        let (count, sum) = groups
            .iter()
            .zip(&hidden)
            .filter(|(_, hidden)| **hidden)
            .fold((0, 0), |(count, sum), (n, _)| (count + 1, sum + n));
        if count >= 2 && sum >= k {
            return hidden;
        }
        match open.pop() {
            Some(next) => hidden[next] = true,
            None => return hidden,
        }
    }
}

/// Whether a group of `n` answers is too small to be shown: 1 to k-1.
#[must_use]
pub fn is_small(n: u64, k: u64) -> bool {
    (1..k).contains(&n)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_withheld_never_sums_to_a_small_group_unless_all_is_withheld(
            groups in prop::collection::vec(0..30_u64, 0..12),
            k in 1..15_u64,
        ) {
            let hidden = withheld(&groups, k);
            let sum: u64 = groups.iter().zip(&hidden).filter(|(_, h)| **h).map(|(n, _)| n).sum();
            let shown: u64 = groups.iter().zip(&hidden).filter(|(_, h)| !**h).map(|(n, _)| n).sum();
            let count = groups.iter().zip(&hidden).filter(|(n, h)| **h && **n > 0).count();
            for (n, hidden) in groups.iter().zip(&hidden) {
                prop_assert!(*hidden || !is_small(*n, k));
            }
            prop_assert!(count == 0 || shown == 0 || (count >= 2 && sum >= k));
        }

        #[test]
        fn with_k_of_one_nothing_is_withheld(groups in prop::collection::vec(0..30_u64, 0..12)) {
            prop_assert!(withheld(&groups, 1).iter().all(|hidden| !hidden));
        }
    }
}
