//! The message in a menu command's event → what it says, and who says it.

use serenity::all::{
    ApplicationId, CommandInteraction, Embed, Message, MessageType, ResolvedTarget,
};

use crate::check::receipts_in;
use crate::discord::request::{Author, Target};
use crate::discord::words::{self, Refusal};

/// The message that a command of the menu was used on; refused where it says nothing.
pub(super) fn target(event: &CommandInteraction) -> Result<Target, Refusal> {
    let Some(ResolvedTarget::Message(message)) = event.data.target() else {
        return Err(words::message_gone());
    };
    let message = opening(message);
    if !spoken(message.kind) {
        return Err(words::notice_of_discords());
    }
    let by = author(message, event.application_id);
    let text = text(message);
    // The bold words of an answer are this bot's marks, and nobody's words.
    let text = if by == Author::Me {
        text.replace("**", "")
    } else {
        text
    };
    if text.is_empty() {
        return Err(words::no_text(holds_files(message)));
    }
    Ok(Target {
        message: message.id.get(),
        channel: message.channel_id.get(),
        by,
        edited: message
            .edited_timestamp
            .and_then(|at| u64::try_from(at.unix_timestamp()).ok()),
        text,
        claim: judged(message, by),
    })
}

/// The claim of a verdict that this bot published: what else its message says is wrapping. None for other messages.
fn judged(message: &Message, by: Author) -> Option<String> {
    let embed = message.embeds.first().filter(|_| by == Author::Me)?;
    let footer = embed.footer.as_ref()?.text.as_str();
    let is_verdict = footer.starts_with("Check ") && footer.contains(" · entry ");
    let claim = embed.author.as_ref().filter(|_| is_verdict)?;
    Some(claim.name.to_string())
}

/// What opens a thread stands for the message that the thread was made from.
fn opening(message: &Message) -> &Message {
    match (&message.kind, &message.referenced_message) {
        (MessageType::ThreadStarterMessage, Some(first)) => first,
        _ => message,
    }
}

/// Whether a message of that kind holds somebody's words, and is no notice of Discord's.
fn spoken(kind: MessageType) -> bool {
    matches!(
        kind,
        MessageType::Regular
            | MessageType::InlineReply
            | MessageType::ChatInputCommand
            | MessageType::ContextMenuCommand
    )
}

fn author(message: &Message, me: ApplicationId) -> Author {
    // A bot's user and its application have the same id; the bots made before 2016 have two.
    let mine = message.application_id == Some(me) || message.author.id.get() == me.get();
    if mine {
        Author::Me
    } else if message.author.bot || message.author.system || message.webhook_id.is_some() {
        Author::Bot
    } else {
        Author::Person(message.author.id.get())
    }
}

/// All that a message says, each piece of it once: the preview of a link often repeats the words beside the link.
fn text(message: &Message) -> String {
    let forwarded = message.message_snapshots.iter().flat_map(|snapshot| {
        std::iter::once(snapshot.content.as_str()).chain(snapshot.embeds.iter().flat_map(shown))
    });
    let pieces = std::iter::once(message.content.as_str())
        .chain(forwarded)
        .chain(message.embeds.iter().flat_map(shown));
    let mut said: Vec<&str> = Vec::new();
    for piece in pieces.map(str::trim).filter(|piece| !piece.is_empty()) {
        if !said.iter().any(|known| known.contains(piece)) {
            said.push(piece);
        }
    }
    said.join("\n\n")
}

/// The text of an embed, from top to bottom. What stands in small letters at its end counts where it holds a receipt, as
/// in this bot's answers.
fn shown(embed: &Embed) -> impl Iterator<Item = &str> {
    let fields = embed
        .fields
        .iter()
        .flat_map(|field| [field.name.as_str(), field.value.as_str()]);
    let footer = embed.footer.as_ref().map(|footer| footer.text.as_str());
    let body = [embed.title.as_deref(), embed.description.as_deref()];
    body.into_iter()
        .flatten()
        .chain(fields)
        .chain(footer.filter(|text| !receipts_in(text).is_empty()))
}

/// Whether a message has something that is no text: pictures, other files, stickers.
fn holds_files(message: &Message) -> bool {
    let forwarded = &message.message_snapshots;
    !message.attachments.is_empty()
        || !message.sticker_items.is_empty()
        || !message.embeds.is_empty()
        || forwarded.iter().any(|one| {
            !one.attachments.is_empty() || !one.sticker_items.is_empty() || !one.embeds.is_empty()
        })
}
