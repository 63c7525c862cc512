//! Discord's events → requests. Everything in an event is somebody's word: options are read as free text, buttons by
//! their strict parsers, and permissions come from what Discord itself says about the person in the channel.

mod target;

use std::collections::BTreeMap;

use serenity::all::{
    ActionRowComponent, AuthorizingIntegrationOwner, AuthorizingIntegrationOwners, ButtonKind,
    ChannelId, ChannelType, CommandDataOption, CommandDataOptionValue, CommandDataResolved,
    CommandInteraction, CommandType, ComponentInteraction, ComponentInteractionDataKind, GuildId,
    InteractionContext, Member, Message, MessageFlags, MessageType, ModalInteraction,
    PartialChannel, Permissions, UserId,
};

use super::{Action, Ask, BotMay, Person, Place, PlaceKind, Request, Under};
use crate::discord::commands::{self, Attachment, Typed, Value};
use crate::discord::handle;
use crate::discord::handle::check::CheckAction;
use crate::discord::handle::checks::ChecksAction;
use crate::discord::hits::Hits;
use crate::discord::menus;
use crate::discord::pages::{self, Turn};
use crate::discord::render;
use crate::discord::reply::Tone;
use crate::discord::words::{self, Refusal};

/// What a slash command, or a command of a message's menu, asks for.
pub(in crate::discord) fn command(event: &CommandInteraction) -> Result<Request, Refusal> {
    let action = match event.data.kind {
        CommandType::Message => {
            let menu = menus::menu(&event.data.name).ok_or_else(words::not_understood)?;
            (menu.read)(target::target(event)?)
        }
        _ => {
            let command = commands::command(&event.data.name).ok_or_else(words::not_understood)?;
            let typed = typed(&event.data.options, &event.data.resolved);
            (command.read)(typed).ok_or_else(words::not_understood)?
        }
    };
    Ok(Request {
        person: person(event.user.id, event.member.as_deref()),
        place: Facts::of_command(event).place(),
        action,
        under: None,
        at: seconds(event.id.get()),
    })
}

/// What an option that is being typed asks for.
pub(in crate::discord) fn autocomplete(event: &CommandInteraction) -> Request {
    let typed = event
        .data
        .autocomplete()
        .map(|option| option.value.to_owned());
    Request {
        person: person(event.user.id, event.member.as_deref()),
        place: Facts::of_command(event).place(),
        action: Action::Complete {
            typed: typed.unwrap_or_default(),
        },
        under: None,
        at: seconds(event.id.get()),
    }
}

/// What a button or a list asks for.
pub(in crate::discord) fn component(event: &ComponentInteraction) -> Result<Request, Refusal> {
    let facts = Facts {
        guild: event.guild_id,
        owners: &event.authorizing_integration_owners,
        context: event.context,
        channel: event.channel_id,
        partial: event.channel.as_ref(),
        bot: event.app_permissions,
    };
    let chosen = match &event.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.as_slice(),
        _ => &[],
    };
    Ok(Request {
        person: person(event.user.id, event.member.as_ref()),
        place: facts.place(),
        action: is_on(&event.message, &event.data.custom_id)
            .then(|| component_action(&event.data.custom_id, chosen))
            .flatten()
            .ok_or_else(words::old_button)?,
        under: Some(under(&event.message)),
        at: seconds(event.id.get()),
    })
}

/// What a form that was filled in asks for. serenity does not say who installed the bot there; whether it is a `member` of
/// the guild says the same, for it is one where the guild installed it.
pub(in crate::discord) fn form(event: &ModalInteraction, member: bool) -> Result<Request, Refusal> {
    let guild = event.guild_id.filter(|_| member).map(GuildId::get);
    let thread = event
        .channel
        .as_ref()
        .filter(|channel| is_thread(channel.kind));
    let place = Place {
        guild,
        channel: event.channel_id.get(),
        parent: thread
            .and_then(|channel| channel.parent_id)
            .map(ChannelId::get),
        kind: match guild {
            Some(_) => PlaceKind::Guild,
            None => PlaceKind::Elsewhere,
        },
        bot: event
            .app_permissions
            .map(|permissions| bot_may(permissions, thread.is_some())),
    };
    let inputs = event.data.components.iter().flat_map(|row| &row.components);
    let mut fields: BTreeMap<String, String> = inputs
        .filter_map(|input| match input {
            ActionRowComponent::InputText(input) => {
                Some((input.custom_id.clone(), input.value.clone()?))
            }
            _ => None,
        })
        .collect();
    Ok(Request {
        person: person(event.user.id, event.member.as_ref()),
        place,
        action: CheckAction::of_form(&event.data.custom_id, &mut fields)
            .map(Action::Check)
            .ok_or_else(words::old_button)?,
        under: event.message.as_deref().map(under),
        at: seconds(event.id.get()),
    })
}

fn under(message: &Message) -> Under {
    Under {
        message: message.id.get(),
        question: shown_question(message),
        private: message
            .flags
            .is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL)),
        notes: notes(message),
        tone: tone(message),
    }
}

/// Whether a message has such a button or list and it can be used. A client of somebody's own making may send any id under any
/// message.
fn is_on(message: &Message, id: &str) -> bool {
    let is = |component: &ActionRowComponent| match component {
        ActionRowComponent::Button(button) => {
            let has =
                matches!(&button.data, ButtonKind::NonLink { custom_id, .. } if custom_id == id);
            has && !button.disabled
        }
        ActionRowComponent::SelectMenu(list) => {
            list.custom_id.as_deref() == Some(id) && !list.disabled
        }
        _ => false,
    };
    let mut rows = message.components.iter();
    rows.any(|row| row.components.iter().any(is))
}

fn component_action(id: &str, chosen: &[String]) -> Option<Action> {
    if let Some((press, hits)) = Hits::unpack(id) {
        return Some(Action::Press(press, hits));
    }
    if let Some(turn) = Turn::unpack(id) {
        return Some(Action::Turn(turn));
    }
    if let Some((page, like)) = pages::unpack_list(id) {
        return Some(Action::Reports { like, page });
    }
    if id == handle::MISSING_ID {
        return Some(Action::Missing);
    }
    if id == handle::FORGET_ID {
        return Some(Action::ForgetMe);
    }
    if let Some(action) = CheckAction::of_component(id, chosen) {
        return Some(Action::Check(action));
    }
    if let Some(action) = ChecksAction::unpack(id, chosen) {
        return Some(Action::Checks(action));
    }
    handle::report::ReportAction::unpack(id).map(Action::Report)
}

/// What the bot knows of the place where a message stands, and of itself there.
pub(in crate::discord) struct Around {
    /// The bot.
    pub(in crate::discord) me: UserId,
    /// Whether the bot's own role is mentioned.
    pub(in crate::discord) role_mentioned: bool,
    /// The channel that a thread belongs to.
    pub(in crate::discord) parent: Option<ChannelId>,
    /// What the bot may do there.
    pub(in crate::discord) bot: Option<BotMay>,
}

/// What a message asks of the bot; none where it is not addressed.
pub(in crate::discord) fn message(message: &Message, around: &Around) -> Option<Request> {
    let spoken = matches!(
        message.kind,
        MessageType::Regular | MessageType::InlineReply
    );
    if !spoken || message.author.bot || message.author.system || message.webhook_id.is_some() {
        return None;
    }
    let direct = message.guild_id.is_none();
    let (typed, words) = without_mention(&message.content, around.me);
    let answered = message
        .referenced_message
        .as_deref()
        .filter(|answered| answered.author.id == around.me);
    // Discord mentions the author of a message that is replied to; that alone is no question.
    let addressed = direct || typed || (answered.is_some() && words.ends_with('?'));
    let action = if addressed && words.is_empty() {
        Action::Greeting
    } else if addressed {
        Action::Ask(Ask {
            question: words,
            aloud: true,
            after: answered.and_then(shown_question),
            ..Ask::default()
        })
    } else if around.role_mentioned {
        Action::RoleMention
    } else {
        return None;
    };
    Some(Request {
        person: Person {
            id: message.author.id.get(),
            roles: roles(
                message
                    .member
                    .as_ref()
                    .map(|member| member.roles.as_slice()),
            ),
            ..Person::default()
        },
        place: Place {
            guild: message.guild_id.map(GuildId::get),
            channel: message.channel_id.get(),
            parent: around.parent.map(ChannelId::get),
            kind: if direct {
                PlaceKind::Direct
            } else {
                PlaceKind::Guild
            },
            bot: around.bot,
        },
        action,
        under: None,
        at: seconds(message.id.get()),
    })
}

/// Whether the bot is mentioned in a text as somebody typed it, and the text without that.
fn without_mention(text: &str, me: UserId) -> (bool, String) {
    let mentions = [format!("<@{me}>"), format!("<@!{me}>")];
    let typed = mentions.iter().any(|mention| text.contains(mention));
    let rest = mentions
        .iter()
        .fold(text.to_owned(), |text, mention| text.replace(mention, " "));
    (typed, rest.trim().to_owned())
}

/// The question that one of the bot's answers shows.
fn shown_question(message: &Message) -> Option<String> {
    let author = message.embeds.first()?.author.as_ref()?;
    Some(author.name.clone())
}

/// What one of the bot's answers says above its first quotation.
fn notes(message: &Message) -> Option<String> {
    let text = message.embeds.first()?.description.as_deref()?;
    let (above, _) = text.split_once("\n\n> ")?;
    (!above.starts_with("> ")).then(|| above.to_owned())
}

/// How sure one of the bot's answers is, by the colour of its edge.
fn tone(message: &Message) -> Tone {
    let colour = message.embeds.first().and_then(|embed| embed.colour);
    colour.map_or(Tone::Plain, |colour| render::tone(colour.0))
}

/// The bot's permissions, as far as it needs them.
pub(in crate::discord) fn bot_may(permissions: Permissions, in_thread: bool) -> BotMay {
    let send = if in_thread {
        Permissions::SEND_MESSAGES_IN_THREADS
    } else {
        Permissions::SEND_MESSAGES
    };
    let has = |permission| permissions.contains(permission) || permissions.administrator();
    BotMay {
        write: has(Permissions::VIEW_CHANNEL) && has(send),
        embed: has(Permissions::EMBED_LINKS),
        attach: has(Permissions::ATTACH_FILES),
    }
}

/// Where an interaction happened, as Discord says it.
struct Facts<'e> {
    guild: Option<GuildId>,
    owners: &'e AuthorizingIntegrationOwners,
    context: Option<InteractionContext>,
    channel: ChannelId,
    partial: Option<&'e PartialChannel>,
    bot: Option<Permissions>,
}

impl<'e> Facts<'e> {
    fn of_command(event: &'e CommandInteraction) -> Self {
        Facts {
            guild: event.guild_id,
            owners: &event.authorizing_integration_owners,
            context: event.context,
            channel: event.channel_id,
            partial: event.channel.as_ref(),
            bot: event.app_permissions,
        }
    }

    fn place(&self) -> Place {
        // A guild's reports are for those guilds that installed the bot. A person who brings it along to another guild
        // brings no right to read there.
        let installed = |guild: &GuildId| {
            let owner = |owner: &AuthorizingIntegrationOwner| matches!(owner, AuthorizingIntegrationOwner::GuildInstall(Some(id)) if id == guild);
            self.owners.0.iter().any(owner)
        };
        let guild = self.guild.filter(installed);
        let in_thread = self.partial.is_some_and(|channel| is_thread(channel.kind));
        Place {
            guild: guild.map(GuildId::get),
            channel: self.channel.get(),
            parent: self
                .partial
                .filter(|_| in_thread)
                .and_then(|channel| channel.parent_id)
                .map(ChannelId::get),
            kind: match (guild, self.context) {
                (Some(_), _) => PlaceKind::Guild,
                (None, Some(InteractionContext::BotDm)) => PlaceKind::Direct,
                _ => PlaceKind::Elsewhere,
            },
            bot: self.bot.map(|permissions| bot_may(permissions, in_thread)),
        }
    }
}

/// Whether a channel is a thread.
pub(in crate::discord) fn is_thread(kind: ChannelType) -> bool {
    matches!(
        kind,
        ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread
    )
}

fn person(id: UserId, member: Option<&Member>) -> Person {
    let may = member
        .and_then(|member| member.permissions)
        .unwrap_or_else(Permissions::empty);
    Person {
        id: id.get(),
        administrator: may.administrator(),
        manages_guild: may.manage_guild(),
        manages_messages: may.manage_messages(),
        roles: roles(member.map(|member| member.roles.as_slice())),
    }
}

fn roles(roles: Option<&[serenity::all::RoleId]>) -> Vec<u64> {
    roles
        .unwrap_or_default()
        .iter()
        .map(|role| role.get())
        .collect()
}

fn typed(options: &[CommandDataOption], resolved: &CommandDataResolved) -> Typed {
    if let [
        CommandDataOption {
            name,
            value: CommandDataOptionValue::SubCommand(options),
            ..
        },
    ] = options
    {
        return Typed {
            subcommand: Some(name.clone()),
            ..typed(options, resolved)
        };
    }
    let values: BTreeMap<String, Value> = options
        .iter()
        .filter_map(|option| Some((option.name.clone(), value(&option.value, resolved)?)))
        .collect();
    Typed {
        subcommand: None,
        values,
    }
}

fn value(value: &CommandDataOptionValue, resolved: &CommandDataResolved) -> Option<Value> {
    Some(match value {
        CommandDataOptionValue::String(text) => Value::Text(text.clone()),
        CommandDataOptionValue::Boolean(flag) => Value::Flag(*flag),
        CommandDataOptionValue::Integer(number) => Value::Number(*number),
        CommandDataOptionValue::Channel(id) => Value::Id(id.get()),
        CommandDataOptionValue::Role(id) => Value::Id(id.get()),
        CommandDataOptionValue::Attachment(id) => {
            let file = resolved.attachments.get(id)?;
            Value::File(Attachment {
                name: file.filename.clone(),
                url: file.url.clone(),
                bytes: u64::from(file.size),
            })
        }
        _ => return None,
    })
}

/// Seconds since 1970 from an id of Discord's (docs: Reference, Snowflakes): the bot needs no clock of its own.
fn seconds(id: u64) -> u64 {
    /// The first second of 2015, in milliseconds.
    const EPOCH_MS: u64 = 1_420_070_400_000;
    ((id >> 22) + EPOCH_MS) / 1_000
}
