//! Every sentence that people read on Discord, apart from what managers read ([`handle::report`](super::handle::report)
//! and [`handle::settings`](super::handle::settings) have their own).
//!
//! Plain and short; each says what to do next. Quoted words, names and numbers come in as arguments.

use super::markup::Markup;
use super::permission::Level;
use super::request::PlaceKind;
use crate::answer::{Answer, Silence};
use crate::check::Match;

/// Something that is not done, and why, for the person who wanted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Markup);

/// The label of a button.
pub(super) mod label {
    pub(in crate::discord) const NEXT: &str = "Next";
    pub(in crate::discord) const MORE: &str = "More";
    pub(in crate::discord) const LESS: &str = "Less";
    pub(in crate::discord) const SEE_PAGE: &str = "See page";
    pub(in crate::discord) const SEE_TEXT: &str = "See text";
    pub(in crate::discord) const COPY: &str = "Copy";
    pub(in crate::discord) const SHARE: &str = "Share";
    pub(in crate::discord) const DISMISS: &str = "Dismiss";
    pub(in crate::discord) const CLOSEST: &str = "Closest passage";
    pub(in crate::discord) const MISSING: &str = "Tell the moderators it is missing";
    pub(in crate::discord) const EARLIER: &str = "Earlier";
    pub(in crate::discord) const LATER: &str = "Later";
    pub(in crate::discord) const FORGET_ME: &str = "Forget me here";
    pub(in crate::discord) const PASSAGES: &str = "Passages";
}

fn refusal(text: impl Into<String>) -> Refusal {
    Refusal(Markup::ours(text))
}

pub(super) fn only_in_a_server() -> Refusal {
    refusal("This works only in a server that Pincite is a member of.")
}

pub(super) fn not_allowed(needed: Level) -> Refusal {
    refusal(match needed {
        Level::Everyone => "That is not for you here.",
        Level::Moderator => {
            "Only moderators may do that here: people who may manage messages, or who have the role that managers chose with /settings moderators."
        }
        Level::Manager => "Only managers may do that here: people who may manage the server.",
    })
}

pub(super) fn not_yours_to_dismiss() -> Refusal {
    refusal("Only the person who asked, or a moderator, may take this answer away.")
}

pub(super) fn not_understood() -> Refusal {
    refusal(
        "Pincite does not know this command as you sent it. Discord may show an old version of it: reload Discord (Ctrl+R) and type it again.",
    )
}

pub(super) fn old_button() -> Refusal {
    refusal("This button is not one that Pincite knows; ask again with /ask.")
}

/// Where a form could not open, because Discord was told to wait before.
pub(super) fn press_again() -> Markup {
    Markup::ours("That took too long to open; press it again.")
}

pub(super) fn changed_since() -> Refusal {
    refusal("The reports changed since; ask again.")
}

pub(super) fn message_gone() -> Refusal {
    refusal(
        "Discord did not send the message along; it may have been deleted. Try it on a message that is still there.",
    )
}

pub(super) fn notice_of_discords() -> Refusal {
    refusal(
        "This is a notice of Discord's, and nobody's words. Choose a message that somebody wrote.",
    )
}

/// For a message without text, with pictures or other files or without.
pub(super) fn no_text(files: bool) -> Refusal {
    refusal(if files {
        "There is no text in this message, only pictures or other files, which Pincite does not read. Write what it says in a message of your own and try that one, or type /ask."
    } else {
        "There is no text in this message that Pincite can read. Write what it says in a message of your own and try that one, or type /ask."
    })
}

pub(super) fn too_long_a_message(most: usize) -> Refusal {
    refusal(format!(
        "This message has more than {most} characters, so nothing was looked up. Write what is to be checked in a message of your own and try that one."
    ))
}

pub(super) fn nothing_quoted() -> Refusal {
    refusal(
        "This message quotes nothing that can be compared: four words or more in quotation marks or on lines that begin with >, or a receipt. To see what the reports say about it, use Find evidence in the same menu.",
    )
}

pub(super) fn misspelt_receipt(misspelt: &str) -> Refusal {
    Refusal(misspelt_told(misspelt))
}

pub(super) fn misspelt_told(misspelt: &str) -> Markup {
    Markup::theirs(misspelt).and(" looks like a receipt and is none: a letter is wrong or missing.")
}

/// What became of a quotation: in a word or two, and what they mean.
pub(super) fn match_told(result: Match) -> (&'static str, &'static str) {
    match result {
        Match::Exact => ("Exact.", "The report has these words, in this order:"),
        Match::Altered => (
            "Altered.",
            "These are not the report's words. What differs:",
        ),
        Match::NotFound => ("Not found in the indexed reports.", ""),
    }
}

/// How a message stands to the words of a receipt in it, where they are known.
pub(super) fn beside_receipt(found: Option<Match>, known: bool) -> Option<&'static str> {
    match found {
        Some(Match::Exact) => Some("What the message has of its words is unchanged."),
        Some(_) => Some("**The message has its words altered.** What differs:"),
        None => known.then_some("The message does not repeat its words:"),
    }
}

pub(super) fn not_found_means_nothing((reports, passages): (u64, u64)) -> String {
    format!(
        "{}, {} searched. That words were not found in them does not mean that nobody said them.",
        counted(reports, "report"),
        counted(passages, "passage")
    )
}

pub(super) fn quotations_left_out(number: usize) -> String {
    format!(
        "Not looked up: {} more. Write the rest in a message of your own and try that one.",
        counted(number as u64, "quotation")
    )
}

pub(super) fn receipts_left_out() -> String {
    "Not every receipt was looked up, because there are too many; /verify checks any of them."
        .to_owned()
}

/// Where not all that was found has room.
pub(super) fn whole_in_the_file() -> Markup {
    Markup::ours("Not all of it has room here; the attached file holds everything.")
}

pub(super) fn too_many_from_person(seconds: u64) -> Refusal {
    refusal(format!(
        "You ask faster than Pincite answers here; ask again in {}.",
        seconds_told(seconds)
    ))
}

pub(super) fn too_many_from_guild(seconds: u64) -> Refusal {
    refusal(format!(
        "This server has asked much in the last minute; ask again in {}.",
        seconds_told(seconds)
    ))
}

fn seconds_told(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

pub(super) fn busy() -> Refusal {
    refusal(
        "Too many people are asking at this moment, so your question was not searched; ask again in a minute.",
    )
}

pub(super) fn took_too_long() -> Refusal {
    refusal("The search took too long and was stopped; ask with fewer words, or name a report.")
}

pub(super) fn too_long_a_question(most: usize) -> Refusal {
    refusal(format!(
        "Your question is longer than {most} characters, so nothing was searched; ask with its most telling words."
    ))
}

pub(super) fn no_such_report(wanted: &str) -> Refusal {
    Refusal(
        Markup::ours("No report that can be searched here is called “")
            .and_theirs(&super::cut::cut(wanted, 80))
            .and("”; /reports lists them."),
    )
}

pub(super) fn no_report_like(wanted: &str) -> Refusal {
    Refusal(
        Markup::ours("No report that can be searched here is called “")
            .and_theirs(&super::cut::cut(wanted, 80))
            .and("”; /reports without words lists them all."),
    )
}

pub(super) fn several_reports(wanted: &str, titles: &[String]) -> Refusal {
    let mut text = Markup::ours("“")
        .and_theirs(&super::cut::cut(wanted, 80))
        .and("” may mean several reports; name one:");
    for title in titles {
        text = text.and("\n- ").and_theirs(&super::cut::cut(title, 120));
    }
    Refusal(text)
}

pub(super) fn no_pages() -> Refusal {
    refusal("This report has no pages; leave the page out to read it from its start.")
}

/// What some part of the program says in lower case and without a stop, as a sentence; a sentence stays one.
pub(super) fn sentence(text: &str) -> Refusal {
    let mut chars = text.strip_suffix('.').unwrap_or(text).chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    Refusal(Markup::theirs(&first).and_theirs(chars.as_str()).and("."))
}

/// Above a picture of a page on which the quotation could not be found.
pub(super) fn not_outlined() -> Markup {
    Markup::ours("The words could not be outlined on this page; the page is the cited one.")
}

pub(super) fn not_drawn(why: &str) -> Refusal {
    Refusal(
        Markup::ours("This page cannot be drawn: ")
            .and_theirs(why)
            .and(". /quote shows its text."),
    )
}

/// Where something broke. The number is in the log beside the reason.
pub(super) fn broke(number: &str) -> Refusal {
    refusal(format!(
        "Something went wrong in Pincite, not in what you asked. Try again; if it stays so, tell the people who run it this number: {number}."
    ))
}

/// Where a text stands in a file instead.
pub(super) fn too_long_to_show() -> Markup {
    Markup::ours("This is too long for a message, so it is attached.")
}

/// In place of a message that Discord refused.
pub(super) fn not_taken() -> Markup {
    Markup::ours(
        "Discord did not take this answer, so it cannot be shown. Ask in other words; the people who run Pincite find the reason in its log.",
    )
}

/// In a channel where answers are not public, to somebody who mentioned the bot.
pub(super) fn answers_are_private_here() -> Markup {
    Markup::ours(
        "Answers are private in this channel: type /ask and your question, and only you will see the answer.",
    )
}

pub(super) fn mentioned_role() -> Markup {
    Markup::ours(
        "You mentioned Pincite's role, and roles cannot be asked. Mention the bot itself, or type /ask and your question.",
    )
}

pub(super) fn greeting(place: PlaceKind) -> Markup {
    let how = match place {
        PlaceKind::Direct => "Write your question here, or type /ask and your question.",
        PlaceKind::Guild | PlaceKind::Elsewhere => {
            "Write your question after the mention, or type /ask and your question."
        }
    };
    Markup::ours(format!(
        "{how} /reports lists what can be searched, /help tells more."
    ))
}

pub(super) fn shared() -> Markup {
    Markup::ours("Shared with this channel.")
}

/// In place of that, where it could not be.
pub(super) fn not_shared(why: &str) -> Markup {
    Markup::ours("Not shared with this channel: ").and(why)
}

pub(super) fn shared_already() -> Refusal {
    refusal("This excerpt was shared here a moment ago.")
}

/// Above an excerpt that was shared out of a weak answer: its question is not told.
pub(super) fn shared_weak() -> Markup {
    Markup::ours("A weak match for the question that it was found with.")
}

/// On the button that opens what a report means by one of its terms.
pub(super) fn meaning_of(term: &str) -> String {
    format!("What “{}” means", super::markup::plain(term))
}

/// Above the words that qualify a judgment.
pub(super) fn qualified_by() -> Markup {
    Markup::ours("The report qualifies this:")
}

/// Where words stand that qualify a judgment, if there is no room for them.
pub(super) fn qualified_at(place: &Markup) -> Markup {
    Markup::ours("The report qualifies this, ")
        .and_markup(place)
        .and("; *More* shows how.")
}

/// Below a passage in which the words in bold are qualified; `first` are the first words of what qualifies them.
pub(super) fn qualified_above(first: &str) -> Markup {
    Markup::ours("What qualifies the words in bold stands above: “")
        .and_theirs(first)
        .and("”")
}

/// Above the passage that came closest to an answer.
pub(super) fn closest() -> Markup {
    Markup::ours("The closest passage. It does not answer the question.")
}

/// Before an answer that was to be public and is not.
pub(super) fn shown_only_to_you(place: PlaceKind) -> Markup {
    Markup::ours(match place {
        PlaceKind::Elsewhere => "Shown only to you: Pincite is not a member here.",
        PlaceKind::Guild | PlaceKind::Direct => {
            "Shown only to you: answers are private here. Managers can change that with /settings answers."
        }
    })
}

pub(super) fn told_the_moderators() -> Markup {
    Markup::ours(
        "The question is on the managers' list of what the reports do not answer. Nothing about you was written down.",
    )
}

pub(super) fn needs_permission(name: &str) -> Markup {
    Markup::ours(format!(
        "Pincite may not do that in this channel: it lacks the permission “{name}”. Somebody who manages the channel can grant it."
    ))
}

/// What stands above an excerpt that is not a sure answer.
pub(super) fn weak(answer: &Answer) -> Markup {
    let silence = answer.silence.clone().unwrap_or_default();
    let (nowhere, apart) = anchors(&silence);
    if nowhere.is_empty() && apart.is_empty() {
        return Markup::ours(
            "Weak match: some of your question's words stand here, but not all of them together.",
        );
    }
    let mut text = Markup::default();
    if !nowhere.is_empty() {
        text = text.and_markup(&not_covered(&nowhere)).and(" ");
    }
    if !apart.is_empty() {
        text = text
            .and("Your question says ")
            .and_markup(&listed(&apart))
            .and("; the best match does not. ");
    }
    text.and("This is a weak match.")
}

/// The years, numbers and names that are missing: those that stand nowhere, and those that stand in other places.
fn anchors(silence: &Silence) -> (Vec<String>, Vec<String>) {
    let anchors = silence.unmatched_anchors.iter().cloned();
    anchors.partition(|word| silence.unknown_words.contains(word))
}

fn not_covered(missing: &[String]) -> Markup {
    let missing = listed(missing);
    Markup::ours("Your question says ")
        .and_markup(&missing)
        .and("; nothing here covers ")
        .and_markup(&missing)
        .and(".")
}

/// `a, b and c`, at most five of them.
pub(super) fn listed(words: &[String]) -> Markup {
    let shown = &words[..words.len().min(5)];
    let mut text = Markup::default();
    for (at, word) in shown.iter().enumerate() {
        let before = match at {
            0 => "",
            last if last + 1 == shown.len() => " and ",
            _ => ", ",
        };
        text = text.and(before).and_theirs(&super::cut::cut(word, 40));
    }
    text
}

/// Why there is no answer: at most six lines on a phone.
pub(super) fn silence(answer: &Answer) -> Markup {
    let silence = answer.silence.clone().unwrap_or_default();
    if let Some(note) = &silence.note {
        return Markup::theirs(note);
    }
    let mut text = Markup::ours(format!(
        "The reports do not answer this. {} searched.",
        searched(answer)
    ));
    let (nowhere, mut apart) = anchors(&silence);
    let others = silence.apart.iter().filter(|word| !nowhere.contains(word));
    apart.extend(
        others
            .filter(|word| !silence.unmatched_anchors.contains(word))
            .cloned(),
    );
    if !nowhere.is_empty() {
        text = text.and("\n").and_markup(&not_covered(&nowhere));
    }
    let unknown: Vec<String> = silence
        .unknown_words
        .iter()
        .filter(|word| !silence.unmatched_anchors.contains(word))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        text = text
            .and("\nNowhere in them: ")
            .and_markup(&listed(&unknown))
            .and(".");
    }
    if !apart.is_empty() {
        text = text
            .and("\nOnly apart from the rest: ")
            .and_markup(&listed(&apart))
            .and(".");
    }
    if nowhere.is_empty() && unknown.is_empty() && apart.is_empty() {
        text = text.and("\nNo passage has enough of your question's words together.");
    }
    text
}

/// `12 reports, 4,310 passages`.
pub(super) fn searched(answer: &Answer) -> String {
    counted(answer.searched.reports as u64, "report")
        + ", "
        + &counted(answer.searched.passages, "passage")
}

/// `1 report`, `4,310 passages`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {noun}{}", if number == 1 { "" } else { "s" })
}

pub(super) fn searched_with(question: &str) -> Markup {
    Markup::ours("Searched with: “")
        .and_theirs(&super::cut::cut(question, 120))
        .and("”")
}

/// Above an answer to a question that holds what nobody sees.
pub(super) fn unseen_in_question(number: usize) -> Markup {
    Markup::ours(format!(
        "Your question holds {}; the words are searched without them.",
        counted(number as u64, "invisible character")
    ))
}

pub(super) fn unseen_left_out(number: usize) -> String {
    format!(
        "{} not shown",
        counted(number as u64, "invisible character")
    )
}

/// What `/privacy` says.
pub(super) const PRIVACY: &str = "\
**What Pincite keeps**
- Reports, and what a server's managers set with /settings.
- Questions that somebody sent to the managers with “Tell the moderators it is missing”: the words alone, without a name.
- Files that wait for a manager's approval, with the id of who handed them in.
- Claims that somebody looked up with /check or Find evidence, for 30 days in a server and a day elsewhere, without the name of who did; where they stood in a message, with the ids of that message and its author.
- Verdicts that moderators give, in the server's ledger: the ids of the moderator, of the message and of its author lie beside it and can be erased.
**What it does not keep**
- Other questions, messages, names. Logs hold ids and times, never what was written.
- It reads no messages: only commands and the messages that they are used on, its own messages' buttons, messages that mention it, and direct messages to it.
Answers to /ask are shown only to you, unless you share them.";

/// What was forgotten of a person; with the number of the ledger's entry that says so.
pub(super) fn forgotten(looked_up: u64, entry: Option<u32>) -> Markup {
    let looked_up = match looked_up {
        0 => "No text that you wrote or looked up is kept here.".to_owned(),
        number => format!(
            "Forgotten: {} that you wrote or looked up.",
            counted(number, "text")
        ),
    };
    let ledger = match entry {
        Some(entry) => format!(
            "The server's ledger no longer says which decisions were yours, or on your words; its entry {entry} says that something was erased."
        ),
        None => "The ledger of this place holds nothing of you.".to_owned(),
    };
    Markup::ours(format!("{looked_up}\n{ledger}"))
}

/// Opens what `/help` says; the commands follow.
pub(super) const HELP: &str = "\
Pincite finds the passages that answer a question in the reports of this place, and quotes them to the letter with the page they stand on. It writes no answers of its own; where the reports are silent, it says so.";

/// Closes what `/help` says.
pub(super) const HELP_END: &str = "\
You can also mention the bot with a question, reply to an answer of its with another question, or write to it directly. Each quotation ends with a receipt that /verify checks.";
