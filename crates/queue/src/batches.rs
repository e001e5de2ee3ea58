//! Cutting a list of jobs into batches.

use std::ops::Range;

/// SQS's limit of messages in one batch.
const MOST_ENTRIES: usize = 10;
/// The most bytes of a message, and of all messages of a batch together.
pub(crate) const MOST_BYTES: usize = 256 * 1024;

/// The batches of bodies with these lengths, in order: as few as the limits allow when nobody changes places.
/// No length may be over [`MOST_BYTES`].
pub(crate) fn batches(lengths: &[usize]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for (at, length) in lengths.iter().enumerate() {
        if at - start == MOST_ENTRIES || bytes + length > MOST_BYTES {
            batches.push(start..at);
            start = at;
            bytes = 0;
        }
        bytes += length;
    }
    if start < lengths.len() {
        batches.push(start..lengths.len());
    }
    batches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_small_jobs_travel_together_and_the_eleventh_alone() {
        assert_eq!(batches(&[100; 11]), [0..10, 10..11]);
        assert_eq!(batches(&[100; 10]).len(), 1);
        assert!(batches(&[]).is_empty());
    }

    #[test]
    fn a_batch_may_be_full_to_the_last_byte() {
        assert_eq!(batches(&[MOST_BYTES / 2, MOST_BYTES / 2, 1]), [0..2, 2..3]);
    }

    proptest! {
        #[test]
        fn every_job_is_in_one_batch_and_every_batch_fits(lengths in prop::collection::vec(0..=MOST_BYTES, 0..60)) {
            let batches = batches(&lengths);
            let flat: Vec<usize> = batches.iter().cloned().flatten().collect();
            prop_assert_eq!(flat, (0..lengths.len()).collect::<Vec<_>>());
            for batch in batches {
                prop_assert!((1..=MOST_ENTRIES).contains(&batch.len()));
                prop_assert!(lengths[batch].iter().sum::<usize>() <= MOST_BYTES);
            }
        }
    }
}
