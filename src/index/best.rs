//! The best documents of a search.
//!
//! Tantivy's own collector begins anew in every segment and raises its bar only each time that it has found as many
//! documents again as are wanted. One bar for all segments, raised with every document that comes in, lets a search of
//! sixty pass over nearly as many blocks as tantivy's search of ten.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, Score, Searcher};

use super::search::Statistics;

/// The best `limit` documents, best first; equal scores in index order.
pub(super) fn best(
    searcher: &Searcher,
    query: &dyn Query,
    statistics: &Statistics<'_>,
    limit: usize,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let scoring = EnableScoring::enabled_from_statistics_provider(statistics, searcher);
    let weight = query.weight(scoring)?;
    let mut best = Best::of(limit);
    // Documents are counted over all segments.
    let mut starts = Vec::with_capacity(searcher.segment_readers().len());
    let mut start = 0;
    for segment in searcher.segment_readers() {
        let alive = segment.alive_bitset();
        weight.for_each_pruning(best.bar, segment, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                best.take(score, start + doc);
            }
            best.bar
        })?;
        starts.push(start);
        start += segment.max_doc();
    }
    let address = |doc: u32| {
        let segment = starts.partition_point(|start| *start <= doc) - 1;
        DocAddress::new(segment as u32, doc - starts[segment])
    };
    let sorted = best.sorted().into_iter();
    Ok(sorted.map(|(score, doc)| (score, address(doc))).collect())
}

struct Best {
    limit: usize,
    /// The worst on top: its score's bits, which are in the order of the scores because none is negative, then its
    /// number turned round, because of two that are equal the later is worse.
    kept: BinaryHeap<Reverse<u64>>,
    /// A document counts only if its score is higher.
    bar: Score,
}

impl Best {
    fn of(limit: usize) -> Best {
        Best {
            limit,
            kept: BinaryHeap::with_capacity(limit),
            bar: Score::MIN,
        }
    }

    fn take(&mut self, score: Score, doc: u32) {
        let found = Reverse(u64::from(score.max(0.0).to_bits()) << 32 | u64::from(!doc));
        if self.kept.len() < self.limit {
            self.kept.push(found);
        } else if let Some(mut worst) = self.kept.peek_mut().filter(|worst| found < **worst) {
            *worst = found;
        }
        if self.kept.len() == self.limit {
            let worst = self.kept.peek();
            self.bar = worst.map_or(Score::MIN, |Reverse(worst)| score_of(*worst));
        }
    }

    fn sorted(self) -> Vec<(Score, u32)> {
        let sorted = self.kept.into_sorted_vec().into_iter();
        sorted
            .map(|Reverse(found)| (score_of(found), !(found as u32)))
            .collect()
    }
}

fn score_of(found: u64) -> Score {
    Score::from_bits((found >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keeps_the_best_and_of_equals_the_first(scores in prop::collection::vec(0u8..9, 0..60), limit in 1usize..9) {
            let all = scores.iter().map(|score| f32::from(*score) / 3.0).zip(0..);
            let mut sorted: Vec<(f32, u32)> = all.clone().collect();
            sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
            sorted.truncate(limit);

            let mut best = Best::of(limit);
            all.for_each(|(score, doc)| best.take(score, doc));
            prop_assert_eq!(best.sorted(), sorted);
        }
    }
}
