//! `pincite eval`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Exit, usage};
use crate::eval::{beir, gold};

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// A gold file (.jsonl), or a folder in BEIR's layout: corpus.jsonl, queries.jsonl and one file in qrels/
    path: PathBuf,
}

pub(super) async fn run(context: &Context, args: EvalArgs) -> anyhow::Result<Exit> {
    if !args.path.exists() {
        return Err(usage(format!(
            "{} is not there; name a gold file (.jsonl), or a folder with corpus.jsonl, queries.jsonl and qrels/",
            args.path.display()
        )));
    }
    let (json, told) = if args.path.is_dir() {
        let evaluation = beir::evaluate(&args.path)?;
        (serde_json::to_string(&evaluation)?, set(&evaluation))
    } else {
        let library = context.library().await?;
        let shelf = super::shelf(library.as_ref()).await?;
        let evaluation = gold::evaluate(&args.path, &shelf, &context.config.options())?;
        (serde_json::to_string(&evaluation)?, gold_file(&evaluation))
    };
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{}",
        if context.json { &json } else { told.trim_end() }
    )?;
    Ok(Exit::Done)
}

/// A retrieval set as a person reads it.
fn set(evaluation: &beir::Evaluation) -> String {
    let figures = &evaluation.figures;
    let rows = [
        ("nDCG@10", figures.ndcg_10),
        ("MRR@10", figures.mrr_10),
        ("recall@1", figures.recall_1),
        ("recall@5", figures.recall_5),
        ("recall@10", figures.recall_10),
        ("recall@100", figures.recall_100),
    ];
    let mut out = format!("{}: {} queries\n", evaluation.set, evaluation.queries);
    for (name, figure) in rows {
        out.push_str(&format!("  {name:<11} {figure:.4}\n"));
    }
    out + &times(evaluation.median_ms, evaluation.p99_ms)
}

/// A gold file as a person reads it.
fn gold_file(evaluation: &gold::Evaluation) -> String {
    let mut out = format!(
        "{:<12}{:>5} | page:  hit@1 hit@3 hit@5   MRR | quote: hit@1 hit@3 hit@5   MRR | refused  sure\n",
        evaluation.set, "n"
    );
    for (name, group) in &evaluation.groups {
        let hits = |hits: &gold::Hits| {
            format!(
                "{:.3} {:.3} {:.3} {:.3}",
                hits.hit_1, hits.hit_3, hits.hit_5, hits.mrr
            )
        };
        out.push_str(&format!(
            "{name:<12}{:>5} |        {} |        {} |   {:.3} {:.3}\n",
            group.n,
            hits(&group.page),
            hits(&group.quote),
            group.refused,
            group.sure
        ));
    }
    let silent = &evaluation.unanswerable;
    out.push_str(&format!(
        "unanswerable: {}/{} nothing, {}/{} nothing or weak\n",
        silent.nothing, silent.n, silent.nothing_or_weak, silent.n
    ));
    out + &times(evaluation.median_ms, evaluation.p99_ms)
}

fn times(median: f64, p99: f64) -> String {
    format!("  median {median:.2} ms, 99 % within {p99:.2} ms\n")
}
