//! The figures of one ranking, and their means over many.
//!
//! Defined as trec_eval and BEIR define them: the gain of a document is its relevance as judged (not 2 to its power),
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
