//! The word lists that questions are read with: `index/words/`, built into the program.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::report::fold;

static STOP_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = lines(include_str!("../../index/words/stop-words.txt"))
        .filter_map(|line| line.split_once(": "));
    lines
        .flat_map(|(_, words)| words.split(' '))
        .map(fold)
        .collect()
});

static SYNONYMS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut map: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in lines(include_str!("../../index/words/synonyms.txt")) {
        let group: Vec<&str> = line.split(' ').collect();
        for word in &group {
            map.entry(word)
                .or_default()
                .extend(group.iter().filter(|other| *other != word));
        }
    }
    map
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a lower-case word says nothing, in any language: a question may mix two, and a stop word of one language is
/// rarely what a question in another is about.
pub(crate) fn is_stop_word(normal: &str) -> bool {
    STOP_WORDS.contains(&fold(normal))
}

/// What people also say for a lower-case word; nothing for most words.
pub(crate) fn synonyms(normal: &str) -> &'static [&'static str] {
    // A question has "deaths" where the list has "death": English plurals are looked up without their ending too.
    let singular = normal.strip_suffix('s').filter(|stem| stem.len() >= 3);
    let found = SYNONYMS.get(normal).or_else(|| SYNONYMS.get(singular?));
    found.map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert!(is_stop_word("the") && is_stop_word("où") && !is_stop_word("election"));
        assert!(synonyms("fb").contains(&"facebook") && synonyms("deaths").contains(&"fatality"));
        assert!(synonyms("election").is_empty());
    }
}
