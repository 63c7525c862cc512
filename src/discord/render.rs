//! A reply → what serenity takes, within Discord's limits. The citation is reserved first; what has to be cut is cut
//! visibly, and what does not fit a message at all goes into an attached file.

use serenity::all::{
    CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateEmbed, CreateEmbedAuthor,
    CreateEmbedFooter, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, EditAttachments, EditInteractionResponse, EditMessage,
};

use super::cut::{cut, keep, length};
use super::markup::Markup;
use super::reply::{Body, Card, Choice, File, Part, Quote, Tone};
use super::words;

mod components;

pub(super) use components::form;

/// Units of a message's text (docs: Message, Create Message).
pub(super) const CONTENT: usize = 2_000;
/// Units of the parts of an embed, and of all of them together (docs: Message, Embed Limits).
const AUTHOR: usize = 256;
const TITLE: usize = 256;
const DESCRIPTION: usize = 4_096;
const FOOTER: usize = 2_048;
const EMBED: usize = 6_000;
/// Units of an attachment's description (docs: Message, Attachment Object).
const FILE_DESCRIPTION: usize = 1_024;

/// The edge of a sure answer, and of one that is not.
const PLAIN_COLOUR: u32 = 0x2f_6f_9f;
const WEAK_COLOUR: u32 = 0x8a_8f_98;

/// A message as serenity takes it, before it is known which message it will be.
#[derive(Clone)]
pub(super) struct Rendered {
    content: String,
    embed: Option<CreateEmbed>,
    rows: Vec<CreateActionRow>,
    files: Vec<CreateAttachment>,
}

/// Renders a message.
pub(super) fn render(body: &Body) -> Rendered {
    let mut files: Vec<CreateAttachment> = body.files.iter().map(file).collect();
    let mut content = body.text.as_ref().map_or("", Markup::as_str).to_owned();
    if length(&content) > CONTENT {
        let whole = File {
            name: "text.txt".to_owned(),
            description: "The whole text".to_owned(),
            bytes: content.into_bytes(),
        };
        files.push(file(&whole));
        content = words::too_long_to_show().as_str().to_owned();
    }
    let left_out = body.text.as_ref().map_or(0, Markup::left_out);
    Rendered {
        content,
        embed: body.card.as_ref().map(|card| embed(card, left_out)),
        rows: components::rows(&body.selects, &body.buttons),
        files,
    }
}

impl Rendered {
    /// As the first response to an interaction.
    pub(super) fn response(self, private: bool) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.content)
            .embeds(self.embed.into_iter().collect())
            .components(self.rows)
            .files(self.files)
            .allowed_mentions(nobody())
            .ephemeral(private)
    }

    /// As a new text of the original response. Replaces everything, pictures too.
    pub(super) fn edit(self) -> EditInteractionResponse {
        let files = self
            .files
            .into_iter()
            .fold(EditAttachments::new(), EditAttachments::add);
        EditInteractionResponse::new()
            .content(self.content)
            .embeds(self.embed.into_iter().collect())
            .components(self.rows)
            .attachments(files)
            .allowed_mentions(nobody())
    }

    /// As another message after the first response.
    pub(super) fn follow_up(self, private: bool) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(self.content)
            .embeds(self.embed.into_iter().collect())
            .components(self.rows)
            .files(self.files)
            .allowed_mentions(nobody())
            .ephemeral(private)
    }

    /// As a new text of a message of the bot's own.
    pub(super) fn edit_message(self) -> EditMessage {
        EditMessage::new()
            .content(self.content)
            .embeds(self.embed.into_iter().collect())
            .components(self.rows)
            .allowed_mentions(nobody())
    }

    /// As a message of its own.
    pub(super) fn message(self) -> CreateMessage {
        CreateMessage::new()
            .content(self.content)
            .embeds(self.embed.into_iter().collect())
            .components(self.rows)
            .files(self.files)
            .allowed_mentions(nobody())
    }
}

/// Choices for an option that is being typed.
pub(super) fn choices(choices: &[Choice]) -> serenity::all::CreateAutocompleteResponse {
    let empty = serenity::all::CreateAutocompleteResponse::new();
    choices.iter().fold(empty, |all, choice| {
        all.add_string_choice(&choice.name, &choice.value)
    })
}

/// Pings nobody, whatever the text says.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

fn embed(card: &Card, left_out: usize) -> CreateEmbed {
    let question = card
        .question
        .as_deref()
        .map(|question| cut(question, AUTHOR));
    let title = card.title.as_deref().map(|title| cut(title, TITLE));
    let mut footer = card.footer.clone().unwrap_or_default();
    let around: usize = [&question, &title]
        .into_iter()
        .flatten()
        .map(|text| length(text))
        .sum();
    // Room for what is only known once the rest is there.
    const NOTE: usize = 80;
    let room = DESCRIPTION.min(EMBED - around - length(&footer).min(FOOTER) - NOTE);
    let (description, unseen) = description(&card.parts, room);
    if unseen + left_out > 0 {
        let note = words::unseen_left_out(unseen + left_out);
        footer = [footer, note]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
    }
    let mut embed = CreateEmbed::new()
        .description(description)
        .colour(colour(card.tone));
    if let Some(question) = question {
        embed = embed.author(CreateEmbedAuthor::new(question));
    }
    if let Some(title) = title {
        embed = embed.title(title);
    }
    if !footer.is_empty() {
        embed = embed.footer(CreateEmbedFooter::new(cut(&footer, FOOTER)));
    }
    embed
}

fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Plain => PLAIN_COLOUR,
        Tone::Weak => WEAK_COLOUR,
    }
}

/// The tone of a card with an edge of this colour.
pub(super) fn tone(colour: u32) -> Tone {
    match colour {
        WEAK_COLOUR => Tone::Weak,
        _ => Tone::Plain,
    }
}

/// The parts of a card as one text of at most `room` units, and how many invisible characters were left out of it.
fn description(parts: &[Part], room: usize) -> (String, usize) {
    const GAP: &str = "\n\n";
    /// What a quotation of which nothing is left still takes.
    const LEAST: usize = 8;
    let fixed = |part: &Part| match part {
        Part::Words(words) => length(words.as_str()).min(room / 2),
        Part::Quote(quote) => length(quote.citation.as_str()) + 1 + LEAST,
    };
    let reserved: usize = parts.iter().map(|part| fixed(part) + GAP.len()).sum();
    let mut spare = room.saturating_sub(reserved);
    let mut unseen = 0;
    let mut texts: Vec<String> = Vec::new();
    for part in parts {
        match part {
            Part::Words(markup) => {
                unseen += markup.left_out();
                texts.push(whole_lines(markup.as_str(), room / 2));
            }
            Part::Quote(quote) => {
                let quoted = quotation(quote, spare + LEAST);
                spare -= length(quoted.as_str()).saturating_sub(LEAST).min(spare);
                unseen += quoted.left_out() + quote.citation.left_out();
                texts.push(format!("{}\n{}", quoted.as_str(), quote.citation.as_str()));
            }
        }
    }
    (texts.join(GAP), unseen)
}

/// A quotation of at most `room` units with its Markdown: cut after a sentence if it is longer.
fn quotation(quote: &Quote, room: usize) -> Markup {
    let whole = Markup::quoted(&quote.text, &quote.bold);
    if length(whole.as_str()) <= room {
        return whole;
    }
    let mark = length(super::cut::CUT_MARK);
    // Each try gives up what the last one was too long by.
    let mut most = room.saturating_sub(mark);
    loop {
        let end = keep(&quote.text, most);
        let bold: Vec<(usize, usize)> = quote
            .bold
            .iter()
            .filter(|run| run.1 <= end)
            .copied()
            .collect();
        let shown = Markup::quoted(&quote.text[..end], &bold).and(super::cut::CUT_MARK);
        let over = length(shown.as_str()).saturating_sub(room);
        if over == 0 || end == 0 {
            return shown;
        }
        most = most.min(length(&quote.text[..end])).saturating_sub(over);
    }
}

/// As many whole lines as fit, with a mark where some are missing.
fn whole_lines(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    const MISSING: &str = "\n[…]";
    let mut kept = String::new();
    for line in text.lines() {
        if length(&kept) + length(line) + 1 + MISSING.len() > most {
            break;
        }
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(line);
    }
    kept + MISSING
}

fn file(file: &File) -> CreateAttachment {
    CreateAttachment::bytes(file.bytes.clone(), &file.name)
        .description(cut(&file.description, FILE_DESCRIPTION))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quote(text: &str) -> Quote {
        Quote {
            text: text.to_owned(),
            bold: Vec::new(),
            citation: Markup::ours("ODNI, p. 4"),
        }
    }

    #[test]
    fn the_citation_stays_when_the_quotation_is_cut() {
        let long = "A sentence of some length stands here. ".repeat(20);
        let (text, _) = description(
            &[
                Part::Words(Markup::ours("Weak.")),
                Part::Quote(quote(&long)),
            ],
            200,
        );
        assert!(length(&text) <= 200, "{text}");
        assert!(
            text.starts_with("Weak.\n\n> A sentence of some length stands here."),
            "{text}"
        );
        assert!(text.ends_with("stands here. […]\nODNI, p. 4"), "{text}");
    }

    #[test]
    fn a_text_that_is_too_long_for_a_message_is_attached() {
        let rendered = render(&Body::words(Markup::ours("x".repeat(2_001))));
        assert_eq!(
            rendered.content,
            "This is too long for a message, so it is attached."
        );
        assert_eq!(rendered.files[0].data.len(), 2_001);
    }

    proptest! {
        #[test]
        fn never_beyond_the_limits(texts in proptest::collection::vec("[*_|`a-z .\\n]{0,3000}", 1..4), question in "\\PC{0,400}") {
            let card = Card {
                question: Some(question),
                parts: texts.iter().map(|text| Part::Quote(quote(text))).collect(),
                footer: Some("Receipt".to_owned()),
                ..Card::default()
            };
            let embed = serde_json::to_value(embed(&card, 0)).unwrap();
            let units = |value: &serde_json::Value| value.as_str().map_or(0, length);
            prop_assert!(units(&embed["description"]) <= DESCRIPTION);
            prop_assert!(units(&embed["author"]["name"]) <= AUTHOR);
            let cited = embed["description"].as_str().unwrap().matches("ODNI, p. 4").count();
            prop_assert_eq!(cited, texts.len());
        }
    }
}
