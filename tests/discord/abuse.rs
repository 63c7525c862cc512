//! Bad input and bad manners, row by row of the table that the bot is held to. Some rows are held below the bot too, where
//! every case can be tried in little time:
//!
//! | row | what | also held by |
//! |---|---|---|
//! | 1 | mentions | `sandbox::check`, in every test: a body that could mention somebody is a violation |
//! | 2 | Markdown | `discord::markup::tests` |
//! | 5 | hostile questions | `ask::hostile_questions…`, `answer::question` |
//! | 10 | hostile files | `limits::*` |
//! | 11 | addresses of files | `discord::attachment::tests::row_11_only_discords_own_hosts_are_asked` |
//! | 12 | names of files | `quarantine::rows_10_and_12_bad_files_and_names_are_refused_or_harmless` |
//! | 14 | the same file again | `quarantine::row_14_*` |
//! | 17 | reports of one guild | `discord::scopes`, `scopes` |
//! | 21 | the token | `serve::*`, `logs::tests` |
//! | 22 | an end without return | `discord::faults::row_22_*` |
//! | 23 | power cuts, full disks, damage | `crash::*`, `quarantine::row_23_*` |
//! | 24 | being forgotten | `discord::managers::row_24_*`, `guilds::row_24_*` |

mod buttons; // rows 8, 9, 18
mod display; // rows 1 to 4, 15, 28
mod files; // rows 10 to 15
mod manners; // rows 16, 19, 20, 29
mod odd; // rows 2, 5 to 7, 16, 20: whatever else a client of somebody's own making may send
mod questions; // rows 5 to 7, 26, 27, 30
mod state; // rows 21, 23, 25

/// Every row is tried in conversation, by tests that have its number in their names.
#[test]
fn every_row_has_its_tests() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/discord");
    let tests = sources(&folder);
    let untried: Vec<u32> = (1..=30)
        .filter(|row| !tests.contains(&format!("async fn row_{row:02}_")))
        .collect();
    assert_eq!(untried, Vec::<u32>::new());
}

fn sources(folder: &std::path::Path) -> String {
    let below = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    below
        .map(|path| match path.is_dir() {
            true => sources(&path),
            false => std::fs::read_to_string(path).unwrap(),
        })
        .collect()
}
