//! The figures of one ranking, and their means over many.
//!
//! Defined as `trec_eval` and BEIR define them: the gain of a document is its relevance as judged (not 2 to its power),
//! discounted by the binary logarithm of its rank plus one; a document is relevant where its judgment is above 0, and
//! unjudged ones are not.

use std::collections::HashMap;

use serde::Serialize;

/// How relevant documents are to one query, by document.
pub type Judgments = HashMap<String, f64>;

/// Means over queries, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Normalised discounted cumulative gain of the first ten.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// One over the rank of the first relevant document, 0 where it is not among the first ten.
    #[serde(rename = "mrr@10")]
    pub mrr_10: f64,
    /// The share of the relevant documents that come first.
    #[serde(rename = "recall@1")]
    pub recall_1: f64,
    /// The share of the relevant documents among the first five.
    #[serde(rename = "recall@5")]
    pub recall_5: f64,
    /// The share of the relevant documents among the first ten.
    #[serde(rename = "recall@10")]
    pub recall_10: f64,
    /// The share of the relevant documents among the first hundred.
    #[serde(rename = "recall@100")]
    pub recall_100: f64,
}

impl Figures {
    /// The figures of one ranking, best document first; none where no document is relevant.
    pub fn of(ranking: &[&str], judgments: &Judgments) -> Option<Figures> {
        let mut ideal: Vec<f64> = judgments.values().copied().filter(|r| *r > 0.0).collect();
        if ideal.is_empty() {
            return None;
        }
        ideal.sort_by(|a, b| b.total_cmp(a));
        let gains: Vec<f64> = ranking
            .iter()
            .map(|id| judgments.get(*id).copied().unwrap_or(0.0).max(0.0))
            .collect();
        let first = gains.iter().take(10).position(|gain| *gain > 0.0);
        let recall = |depth: usize| {
            let found = gains.iter().take(depth).filter(|gain| **gain > 0.0);
            found.count() as f64 / ideal.len() as f64
        };
        Some(Figures {
            ndcg_10: discounted(&gains, 10) / discounted(&ideal, 10),
            mrr_10: first.map_or(0.0, |at| 1.0 / (at + 1) as f64),
            recall_1: recall(1),
            recall_5: recall(5),
            recall_10: recall(10),
            recall_100: recall(100),
        })
    }

    /// The mean of each figure; zeros over nothing.
    pub fn mean(all: &[Figures]) -> Figures {
        let mean = |figure: fn(&Figures) -> f64| {
            all.iter().map(figure).sum::<f64>() / all.len().max(1) as f64
        };
        Figures {
            ndcg_10: mean(|f| f.ndcg_10),
            mrr_10: mean(|f| f.mrr_10),
            recall_1: mean(|f| f.recall_1),
            recall_5: mean(|f| f.recall_5),
            recall_10: mean(|f| f.recall_10),
            recall_100: mean(|f| f.recall_100),
        }
    }
}

fn discounted(gains: &[f64], depth: usize) -> f64 {
    let places = gains.iter().take(depth).enumerate();
    places
        .map(|(at, gain)| gain / (at as f64 + 2.0).log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by pytrec_eval-terrier 0.5.11 (`ndcg_cut.10`, `recall.1,5,10,100`, `recip_rank`).
    const REFERENCE: Figures = Figures {
        ndcg_10: 0.42596816041713736,
        mrr_10: 0.5,
        recall_1: 0.0,
        recall_5: 0.4,
        recall_10: 0.6,
        recall_100: 0.8,
    };

    #[test]
    fn figures_are_those_of_trec_eval() {
        // Five are relevant; "e" was judged and is not, "l" stands at rank 12, "z" was not found.
        let judged = [("b", 1), ("d", 3), ("e", 0), ("g", 2), ("l", 2), ("z", 1)];
        let judgments: Judgments = judged
            .into_iter()
            .map(|(id, relevance)| (id.to_owned(), f64::from(relevance)))
            .collect();
        let ranking: Vec<&str> = "a b c d e f g h i j k l m n o".split(' ').collect();
        let figures = Figures::of(&ranking, &judgments).unwrap();
        let pairs = [
            (figures.ndcg_10, REFERENCE.ndcg_10),
            (figures.mrr_10, REFERENCE.mrr_10),
            (figures.recall_1, REFERENCE.recall_1),
            (figures.recall_5, REFERENCE.recall_5),
            (figures.recall_10, REFERENCE.recall_10),
            (figures.recall_100, REFERENCE.recall_100),
        ];
        for (ours, theirs) in pairs {
            assert!((ours - theirs).abs() < 1e-6, "{figures:?}");
        }
    }

    #[test]
    fn a_query_without_a_relevant_document_counts_for_nothing() {
        let judgments = Judgments::from([("a".to_owned(), 0.0)]);
        assert_eq!(Figures::of(&["a"], &judgments), None);
        assert_eq!(Figures::mean(&[]), Figures::default());
    }
}
