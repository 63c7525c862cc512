//! Publishing the commands to Discord: only what differs is written, and never at start.

use secrecy::SecretString;
use serde_json::Value;
use serenity::all::{
    Command as Published, CommandId, CommandOptionType, CommandType, CreateCommand,
    CreateCommandOption, GuildId, Http, InstallationContext, InteractionContext, Permissions,
};

use super::commands::{COMMANDS, Command, Kind, Opt, Takes};
use super::menus::{MENUS, Menu};
use super::permission::Level;
use super::reach::Reach;

/// What became of the commands, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registered {
    /// Were not there.
    pub created: Vec<String>,
    /// Were there in another form.
    pub changed: Vec<String>,
    /// Were there and are ours no more.
    pub deleted: Vec<String>,
    /// Were there as they should be.
    pub unchanged: Vec<String>,
}

/// Why commands could not be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// 401.
    #[error(
        "Discord refused the token; put the right one in its place (`pincite doctor` says where it was found)"
    )]
    Refused,
    /// Discord says no, for a reason of its own.
    #[error("Discord did not take the commands: {0}")]
    Refusal(serenity::Error),
}

impl From<serenity::Error> for RegisterError {
    fn from(error: serenity::Error) -> Self {
        match &error {
            serenity::Error::Http(http)
                if http
                    .status_code()
                    .is_some_and(|status| status.as_u16() == 401) =>
            {
                RegisterError::Refused
            }
            _ => RegisterError::Refusal(error),
        }
    }
}

/// Publishes the commands, in one guild or everywhere; writes only differences.
pub async fn register(
    token: &SecretString,
    api: Option<&str>,
    guild: Option<u64>,
) -> Result<Registered, RegisterError> {
    let desk = Desk::open(token, api, guild).await?;
    let before = desk.published().await?;
    let mut published = before.clone();
    for ours in all(guild.is_some()) {
        match taken(&mut published, &ours) {
            Some(theirs) if is_same(&ours.definition, &theirs) => {}
            Some(theirs) => desk.change(theirs.id, &ours.definition).await?,
            None => desk.create(&ours.definition).await?,
        }
    }
    for theirs in &published {
        desk.delete(theirs.id).await?;
    }
    Ok(differences(before, guild.is_some()))
}

/// What [`register`] would do; changes nothing.
pub async fn unregistered(
    token: &SecretString,
    api: Option<&str>,
    guild: Option<u64>,
) -> Result<Registered, RegisterError> {
    let desk = Desk::open(token, api, guild).await?;
    Ok(differences(desk.published().await?, guild.is_some()))
}

/// How what is published differs from our commands.
fn differences(mut published: Vec<Published>, of_guild: bool) -> Registered {
    let mut registered = Registered::default();
    for ours in all(of_guild) {
        let name = ours.name.to_owned();
        match taken(&mut published, &ours) {
            Some(theirs) if is_same(&ours.definition, &theirs) => registered.unchanged.push(name),
            Some(_) => registered.changed.push(name),
            None => registered.created.push(name),
        }
    }
    registered.deleted = published.into_iter().map(|theirs| theirs.name).collect();
    registered
}

/// A command as it is to be published.
struct Ours {
    name: &'static str,
    kind: CommandType,
    definition: CreateCommand,
}

/// Every command: those that are typed, then those of menus.
fn all(of_guild: bool) -> impl Iterator<Item = Ours> {
    let typed = COMMANDS.iter().map(move |command| Ours {
        name: command.name,
        kind: CommandType::ChatInput,
        definition: definition(command, of_guild),
    });
    let menus = MENUS.iter().map(move |menu| Ours {
        name: menu.name,
        kind: CommandType::Message,
        definition: menu_definition(menu, of_guild),
    });
    typed.chain(menus)
}

/// Takes out the published command that is meant: two of different kinds may have the same name.
fn taken(published: &mut Vec<Published>, ours: &Ours) -> Option<Published> {
    let is = |theirs: &Published| theirs.name == ours.name && theirs.kind == ours.kind;
    let at = published.iter().position(is)?;
    Some(published.swap_remove(at))
}

/// The list of commands of one guild, or of everywhere.
struct Desk {
    http: Http,
    guild: Option<GuildId>,
}

impl Desk {
    async fn open(
        token: &SecretString,
        api: Option<&str>,
        guild: Option<u64>,
    ) -> serenity::Result<Desk> {
        let http = Reach::at(api).queued(token);
        let application = http.get_current_application_info().await?;
        http.set_application_id(application.id);
        Ok(Desk {
            http,
            guild: guild.map(GuildId::new),
        })
    }

    async fn published(&self) -> serenity::Result<Vec<Published>> {
        match self.guild {
            Some(guild) => self.http.get_guild_commands(guild).await,
            None => self.http.get_global_commands().await,
        }
    }

    async fn create(&self, ours: &CreateCommand) -> serenity::Result<()> {
        match self.guild {
            Some(guild) => self.http.create_guild_command(guild, ours).await.map(drop),
            None => self.http.create_global_command(ours).await.map(drop),
        }
    }

    async fn change(&self, id: CommandId, ours: &CreateCommand) -> serenity::Result<()> {
        match self.guild {
            Some(guild) => self
                .http
                .edit_guild_command(guild, id, ours)
                .await
                .map(drop),
            None => self.http.edit_global_command(id, ours).await.map(drop),
        }
    }

    async fn delete(&self, id: CommandId) -> serenity::Result<()> {
        match self.guild {
            Some(guild) => self.http.delete_guild_command(guild, id).await,
            None => self.http.delete_global_command(id).await,
        }
    }
}

/// A command as Discord is told. Commands of one guild have no contexts.
fn definition(command: &Command, of_guild: bool) -> CreateCommand {
    let options = match command.takes {
        Takes::Options(options) => options.iter().map(option).collect(),
        Takes::Subcommands(subcommands) => subcommands
            .iter()
            .map(|subcommand| {
                CreateCommandOption::new(
                    CommandOptionType::SubCommand,
                    subcommand.name,
                    subcommand.description,
                )
                .set_sub_options(subcommand.options.iter().map(option))
            })
            .collect(),
    };
    let definition = CreateCommand::new(command.name)
        .description(command.description)
        .set_options(options);
    bounded(definition, (command.who, command.guild_only), of_guild)
}

/// A command of a message's menu as Discord is told: it has neither a description nor options.
fn menu_definition(menu: &Menu, of_guild: bool) -> CreateCommand {
    let definition = CreateCommand::new(menu.name).kind(CommandType::Message);
    bounded(definition, (menu.who, false), of_guild)
}

/// Where a command can be used, and by whom.
fn bounded(
    mut definition: CreateCommand,
    (who, guild_only): (Level, bool),
    of_guild: bool,
) -> CreateCommand {
    if !of_guild {
        definition = definition
            .contexts(contexts(guild_only))
            .integration_types(installs(guild_only));
    }
    match who {
        Level::Everyone => definition,
        Level::Moderator => definition.default_member_permissions(Permissions::MANAGE_MESSAGES),
        Level::Manager => definition.default_member_permissions(Permissions::MANAGE_GUILD),
    }
}

fn contexts(guild_only: bool) -> Vec<InteractionContext> {
    if guild_only {
        vec![InteractionContext::Guild]
    } else {
        vec![
            InteractionContext::Guild,
            InteractionContext::BotDm,
            InteractionContext::PrivateChannel,
        ]
    }
}

fn installs(guild_only: bool) -> Vec<InstallationContext> {
    if guild_only {
        vec![InstallationContext::Guild]
    } else {
        vec![InstallationContext::Guild, InstallationContext::User]
    }
}

fn option(opt: &Opt) -> CreateCommandOption {
    /// Characters of a report's name at most.
    const NAME: u16 = 100;
    let new =
        |kind| CreateCommandOption::new(kind, opt.name, opt.description).required(opt.required);
    match opt.kind {
        Kind::Text(most) => new(CommandOptionType::String).max_length(most),
        Kind::Report => new(CommandOptionType::String)
            .max_length(NAME)
            .set_autocomplete(true),
        Kind::Flag => new(CommandOptionType::Boolean),
        Kind::Number(least, most) => new(CommandOptionType::Integer)
            .min_int_value(u64::from(least))
            .max_int_value(u64::from(most)),
        Kind::Choice(choices) => choices
            .iter()
            .fold(new(CommandOptionType::String), |option, (shown, sent)| {
                option.add_string_choice(*shown, *sent)
            }),
        Kind::File => new(CommandOptionType::Attachment),
        Kind::Channel => new(CommandOptionType::Channel),
        Kind::Role => new(CommandOptionType::Role),
    }
}

/// Whether a published command is as we define it. What we leave unsaid Discord fills in.
fn is_same(ours: &CreateCommand, theirs: &Published) -> bool {
    match (serde_json::to_value(ours), serde_json::to_value(theirs)) {
        (Ok(ours), Ok(theirs)) => says_the_same(&ours, &theirs),
        _ => false,
    }
}

/// Whether everything that `ours` says is in `theirs`, and nothing that counts beyond it.
fn says_the_same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let said = |value: Option<&Value>| value.filter(|value| !is_default(value)).cloned();
            let known = [
                "name",
                "description",
                "type",
                "options",
                "required",
                "autocomplete",
                "choices",
                "value",
                "min_value",
                "max_value",
                "min_length",
                "max_length",
                "default_member_permissions",
                "contexts",
                "integration_types",
            ];
            known
                .iter()
                .all(|key| match (said(ours.get(*key)), said(theirs.get(*key))) {
                    (Some(ours), Some(theirs)) => says_the_same(&ours, &theirs),
                    (None, None) => true,
                    // Discord adds the type of a slash command, and where it may be used if that was left open.
                    (None, Some(_)) => matches!(*key, "type" | "contexts" | "integration_types"),
                    (Some(_), None) => false,
                })
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| says_the_same(ours, theirs))
        }
        (Value::Number(ours), Value::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        _ => ours == theirs,
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        // What has no description is read back with an empty one.
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}
