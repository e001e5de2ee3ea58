//! Sharing a list of jobs out to batches that travel side by side.

use std::collections::HashMap;

/// Most batches on their way at the same time.
const MOST_LANES: usize = 8;
/// Fewer jobs than this in a lane would make small batches of what one batch could carry.
const FULL: usize = 10;

/// Lanes of jobs with these groups, by their places in the list. A group keeps to one lane, and within a lane the list's order holds,
/// so a group's jobs stay in order however fast the lanes are.
pub(crate) fn lanes<'a>(groups: impl ExactSizeIterator<Item = &'a str>) -> Vec<Vec<usize>> {
    let most = groups.len().div_ceil(FULL).min(MOST_LANES);
    let mut lanes = vec![Vec::new(); most];
    let mut lane_of = HashMap::new();
    for (at, group) in groups.enumerate() {
        let shortest = || (0..most).min_by_key(|&lane| lanes[lane].len()).unwrap_or_default();
        let lane = *lane_of.entry(group).or_insert_with(shortest);
        lanes[lane].push(at);
    }
    lanes.retain(|lane| !lane.is_empty());
    lanes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_into_one_batch_is_one_lane() {
        assert_eq!(lanes((0..10).map(|_| "a")), [(0..10).collect::<Vec<_>>()]);
        assert_eq!(lanes(["a", "b", "c"].into_iter()), [[0, 1, 2]]);
        assert!(lanes(std::iter::empty()).is_empty());
    }

    #[test]
    fn the_first_of_the_list_leave_first() {
        let groups: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        let lanes = lanes(groups.iter().map(String::as_str));
        assert_eq!(lanes.len(), 3);
        for (n, lane) in lanes.iter().enumerate() {
            assert_eq!(lane[..2], [n, n + 3]);
        }
    }

    proptest! {
        #[test]
        fn every_job_has_one_lane_and_a_group_keeps_to_its_own(groups in prop::collection::vec("[a-f]", 0..200)) {
            let lanes = lanes(groups.iter().map(String::as_str));
            prop_assert!(lanes.len() <= MOST_LANES);
            let mut all: Vec<usize> = lanes.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..groups.len()).collect::<Vec<_>>());
            let mut seen = HashMap::new();
            for (number, lane) in lanes.iter().enumerate() {
                prop_assert!(lane.is_sorted());
                for &at in lane {
                    prop_assert_eq!(*seen.entry(&groups[at]).or_insert(number), number);
                }
            }
        }
    }
}
