//! `/help` and `/privacy`.

use serde_json::json;

use super::library::says;
use super::stage::{Stage, reads};

#[tokio::test(flavor = "multi_thread")]
async fn help_lists_what_a_person_may_do_here() {
    let stage = Stage::new().await;
    let (alice, boss) = (stage.sandbox.user("alice"), stage.sandbox.user("boss"));
    let help = says(&alice, "general", "help", json!({})).await;
    reads(
        &help,
        "
(only you)
Pincite
Pincite finds the passages that answer a question in the reports of this place, and quotes them to the letter with the page they stand on. It writes no answers of its own; where the reports are silent, it says so.

**/ask** Ask the reports; get their exact words and the page they stand on
**/quote** Read a page of a report as it is stored
**/verify** Re-check a quotation by its receipt
**/reports** See which reports can be searched here
**/check** Look up what the reports say about each claim of a text
**/help** How to use Pincite; with words, what its handbook says about them
**/privacy** What Pincite keeps about you, and what it does not
**Find evidence** (menu of a message, Apps) Look up what the reports say about each claim of a message
**Check quotation** (menu of a message, Apps) See whether the reports have the words that a message quotes

You can also mention the bot with a question, reply to an answer of its with another question, or write to it directly. Each quotation ends with a receipt that /verify checks.
",
    );
    let for_managers = says(&boss, "general", "help", json!({})).await;
    let only: Vec<String> = for_managers
        .text()
        .lines()
        .filter(|line| !help.text().contains(*line))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        only.join("\n"),
        "\
**/checks** Find, correct, export and audit what moderators decided
**/report** Add, replace or remove reports of this server
**/settings** Decide what is searched here, where answers are public, and who may share"
    );
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn help_with_words_asks_the_handbook() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    for (words, told) in [
        (
            "how do I check a receipt?",
            "
(only you)
how do I check a receipt?
> To **check** a **receipt** without an index, add --file and the path of the report. The **receipt** and the file are then enough.
>
> To read a whole page as it is stored, type pincite quote, the report, --page and the page number.
SAMPLE, written for Pincite, not a source: Pincite sample, *The Pincite handbook*, 22 November 2026, p. 5
Receipt …
",
        ),
        (
            "submarines",
            "
(only you)
The handbook says nothing about that. This is what there is:
Pincite
Pincite finds the passages that answer a question in the reports of this place, and quotes them to the letter with the page they stand on. It writes no answers of its own; where the reports are silent, it says so.

**/ask** Ask the reports; get their exact words and the page they stand on
**/quote** Read a page of a report as it is stored
**/verify** Re-check a quotation by its receipt
**/reports** See which reports can be searched here
**/check** Look up what the reports say about each claim of a text
**/help** How to use Pincite; with words, what its handbook says about them
**/privacy** What Pincite keeps about you, and what it does not
**Find evidence** (menu of a message, Apps) Look up what the reports say about each claim of a message
**Check quotation** (menu of a message, Apps) See whether the reports have the words that a message quotes

You can also mention the bot with a question, reply to an answer of its with another question, or write to it directly. Each quotation ends with a receipt that /verify checks.
",
        ),
    ] {
        reads(
            &says(&alice, "general", "help", json!({"words": words})).await,
            told,
        );
    }
    stage.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn privacy_is_short_and_true() {
    let stage = Stage::new().await;
    let alice = stage.sandbox.user("alice");
    let privacy = says(&alice, "general", "privacy", json!({})).await;
    reads(
        &privacy,
        "
(only you)
**What Pincite keeps**
- Reports, and what a server's managers set with /settings.
- Questions that somebody sent to the managers with “Tell the moderators it is missing”: the words alone, without a name.
- Files that wait for a manager's approval, with the id of who handed them in.
- Claims that somebody looked up with /check or Find evidence, for 30 days in a server and a day elsewhere, without the name of who did; where they stood in a message, with the ids of that message and its author.
- Verdicts that moderators give, in the server's ledger: the ids of the moderator, of the message and of its author lie beside it and can be erased.
**What it does not keep**
- Other questions, messages, names. Logs hold ids and times, never what was written.
- It reads no messages: only commands and the messages that they are used on, its own messages' buttons, messages that mention it, and direct messages to it.
Answers to /ask are shown only to you, unless you share them.
[Forget me here]
",
    );
    stage.end();
}
