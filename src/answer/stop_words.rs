//! Words that say nothing about what a question is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::report::fold;

static LIST: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let text = include_str!("../../index/words/stop-words.txt");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "));
    lines
        .flat_map(|(_, words)| words.split(' '))
        .map(fold)
        .collect()
});

/// Whether a lower-case word says nothing, in any language: a question may mix two, and a stop word of one language is
/// rarely what a question in another is about.
pub(super) fn is_stop_word(normal: &str) -> bool {
    LIST.contains(&fold(normal))
}
