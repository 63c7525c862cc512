//! A small bot on serenity that does one thing of each sort.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pincite::sandbox::{Sandbox, World};
use serenity::all::{
    AutocompleteChoice, ButtonStyle, Client, ClientBuilder, CommandInteraction, CommandOptionType,
    ComponentInteraction, ComponentInteractionDataKind, Context, CreateActionRow,
    CreateAllowedMentions, CreateAttachment, CreateAutocompleteResponse, CreateButton,
    CreateCommand, CreateCommandOption, CreateEmbed, CreateEmbedFooter, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
    EditInteractionResponse, EventHandler, GatewayIntents, HttpBuilder, InputTextStyle,
    Interaction, Message, ModalInteraction, Nonce, Ready, ResolvedValue, ResumedEvent,
};
use serenity::async_trait;

use super::PATIENCE;

/// What the bot was told, counted.
#[derive(Default)]
pub struct Heard {
    pub readies: AtomicUsize,
    pub resumes: AtomicUsize,
    pub guilds: AtomicUsize,
    pub messages: AtomicUsize,
}

struct Handler(Arc<Heard>);

/// A bot that runs until this is dropped.
pub struct Bot {
    pub heard: Arc<Heard>,
    pub task: tokio::task::JoinHandle<serenity::Result<()>>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub fn intents() -> GatewayIntents {
    GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES
}

pub async fn client(
    sandbox: &Sandbox,
    token: &str,
    intents: GatewayIntents,
) -> (Client, Arc<Heard>) {
    let http = HttpBuilder::new(token)
        .proxy(sandbox.url())
        .ratelimiter_disabled(true)
        .default_allowed_mentions(nobody())
        .build();
    let heard = Arc::new(Heard::default());
    let client = ClientBuilder::new_with_http(http, intents)
        .event_handler(Handler(Arc::clone(&heard)))
        .await
        .unwrap();
    (client, heard)
}

/// The usual scene with the bot in it, its commands registered.
pub async fn scene() -> (Sandbox, Bot) {
    scene_in(World::harbour()).await
}

pub async fn scene_in(world: World) -> (Sandbox, Bot) {
    let sandbox = Sandbox::start(world).await.unwrap();
    let bot = join(&sandbox).await;
    (sandbox, bot)
}

/// Registers the commands and connects the bot.
pub async fn join(sandbox: &Sandbox) -> Bot {
    let (mut client, heard) = client(sandbox, sandbox.token(), intents()).await;
    client
        .http
        .set_application_id(sandbox.world(|world| world.app.id).into());
    client
        .http
        .create_global_commands(&commands())
        .await
        .unwrap();
    let task = tokio::spawn(async move { client.start().await });
    assert!(sandbox.gateway().connected(PATIENCE).await);
    Bot { heard, task }
}

pub fn commands() -> Vec<CreateCommand> {
    let everywhere = vec![
        serenity::all::InteractionContext::Guild,
        serenity::all::InteractionContext::BotDm,
        serenity::all::InteractionContext::PrivateChannel,
    ];
    let both = vec![
        serenity::all::InstallationContext::Guild,
        serenity::all::InstallationContext::User,
    ];
    let question = CreateCommandOption::new(CommandOptionType::String, "question", "What to ask")
        .required(true)
        .max_length(500);
    let report = CreateCommandOption::new(CommandOptionType::String, "report", "Which report")
        .set_autocomplete(true);
    let file =
        CreateCommandOption::new(CommandOptionType::Attachment, "file", "The file").required(true);
    let slash = |name: &str| {
        CreateCommand::new(name)
            .description("For a test")
            .contexts(everywhere.clone())
            .integration_types(both.clone())
    };
    vec![
        slash("ask").add_option(question.clone()).add_option(report),
        slash("slow").add_option(question),
        slash("silent"),
        slash("form"),
        slash("menu"),
        slash("report").add_option(
            CreateCommandOption::new(CommandOptionType::SubCommand, "add", "Adds")
                .add_sub_option(file),
        ),
        CreateCommand::new("Find evidence").kind(serenity::all::CommandType::Message),
    ]
}

fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn say(text: impl Into<String>) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new()
        .content(text)
        .allowed_mentions(nobody())
}

fn reply(message: CreateInteractionResponseMessage) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(message)
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, _: Ready) {
        self.0.readies.fetch_add(1, Ordering::SeqCst);
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.0.resumes.fetch_add(1, Ordering::SeqCst);
    }

    async fn guild_create(&self, _: Context, _: serenity::all::Guild, _: Option<bool>) {
        self.0.guilds.fetch_add(1, Ordering::SeqCst);
    }

    async fn message(&self, context: Context, message: Message) {
        self.0.messages.fetch_add(1, Ordering::SeqCst);
        let me = context.cache.current_user().id;
        let asked = message.guild_id.is_none() || message.mentions.iter().any(|one| one.id == me);
        if message.author.bot || !asked {
            return;
        }
        let answer = CreateMessage::new()
            .content(format!(
                "heard {} characters",
                message.content.chars().count()
            ))
            .reference_message(&message)
            .allowed_mentions(nobody())
            .nonce(Nonce::String(message.id.to_string()))
            .enforce_nonce(true);
        let _ = message.channel_id.send_message(&context, answer).await;
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => self.command(&context, command).await,
            Interaction::Autocomplete(command) => complete(&context, &command).await,
            Interaction::Component(component) => press(&context, &component).await,
            Interaction::Modal(modal) => submit(&context, &modal).await,
            _ => {}
        }
    }
}

impl Handler {
    async fn command(&self, context: &Context, command: CommandInteraction) {
        match command.data.name.as_str() {
            "ask" => ask(context, &command).await,
            "slow" => slow(context, &command).await,
            "form" => form(context, &command).await,
            "menu" => menu(context, &command).await,
            "report" => report(context, &command).await,
            "Find evidence" => evidence(context, &command).await,
            _ => {}
        }
    }
}

fn text(command: &CommandInteraction, name: &str) -> String {
    let found = command.data.options.iter().find(|one| one.name == name);
    let value = found.and_then(|one| one.value.as_str());
    value.unwrap_or_default().to_owned()
}

async fn ask(context: &Context, command: &CommandInteraction) {
    let row = CreateActionRow::Buttons(vec![
        CreateButton::new("v1:next")
            .label("Next")
            .style(ButtonStyle::Secondary),
        CreateButton::new("v1:form")
            .label("Form")
            .style(ButtonStyle::Secondary),
        CreateButton::new("v1:later")
            .label("Later")
            .style(ButtonStyle::Secondary),
    ]);
    let embed = CreateEmbed::new()
        .description(format!("About {}", text(command, "question")))
        .footer(CreateEmbedFooter::new("receipt"));
    let message = CreateInteractionResponseMessage::new()
        .embed(embed)
        .components(vec![row])
        .ephemeral(text(command, "report") == "private")
        .allowed_mentions(nobody());
    command
        .create_response(context, reply(message))
        .await
        .unwrap();
}

async fn slow(context: &Context, command: &CommandInteraction) {
    let thinking = CreateInteractionResponseMessage::new().ephemeral(true);
    let thinking = CreateInteractionResponse::Defer(thinking);
    command.create_response(context, thinking).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let answer = EditInteractionResponse::new()
        .content("done thinking")
        .allowed_mentions(nobody());
    command.edit_response(context, answer).await.unwrap();
    let more = CreateInteractionResponseFollowup::new()
        .content("and more")
        .add_file(CreateAttachment::bytes(b"all of it".to_vec(), "answer.txt"))
        .allowed_mentions(nobody());
    command.create_followup(context, more).await.unwrap();
}

async fn form(context: &Context, command: &CommandInteraction) {
    command
        .create_response(context, modal("v1:form"))
        .await
        .unwrap();
}

fn modal(id: &str) -> CreateInteractionResponse {
    let input =
        CreateInputText::new(InputTextStyle::Paragraph, "Your words", "words").max_length(100);
    let rows = vec![CreateActionRow::InputText(input)];
    CreateInteractionResponse::Modal(CreateModal::new(id, "A form").components(rows))
}

async fn menu(context: &Context, command: &CommandInteraction) {
    let options = vec![
        CreateSelectMenuOption::new("One", "1"),
        CreateSelectMenuOption::new("Two", "2"),
    ];
    let kind = CreateSelectMenuKind::String { options };
    let select = CreateSelectMenu::new("v1:pick", kind).placeholder("Pick");
    let message = say("choose").components(vec![CreateActionRow::SelectMenu(select)]);
    command
        .create_response(context, reply(message))
        .await
        .unwrap();
}

async fn report(context: &Context, command: &CommandInteraction) {
    let options = command.data.options();
    let said = match options.first().map(|one| &one.value) {
        Some(ResolvedValue::SubCommand(inner)) => match inner.first().map(|one| &one.value) {
            Some(ResolvedValue::Attachment(file)) => {
                let got = reqwest::get(&file.url)
                    .await
                    .unwrap()
                    .bytes()
                    .await
                    .unwrap();
                format!("{} declared {} got {}", file.filename, file.size, got.len())
            }
            _ => "no file".to_owned(),
        },
        _ => "no subcommand".to_owned(),
    };
    command
        .create_response(context, reply(say(said)))
        .await
        .unwrap();
}

async fn evidence(context: &Context, command: &CommandInteraction) {
    let message = command.data.resolved.messages.values().next().unwrap();
    let forwarded = message.message_snapshots.first();
    let words = forwarded.map_or(&message.content, |one| &one.content);
    let said = say(format!("read: {words}")).ephemeral(true);
    command.create_response(context, reply(said)).await.unwrap();
}

async fn complete(context: &Context, command: &CommandInteraction) {
    let typed = command.data.autocomplete().unwrap().value.to_owned();
    let choices = CreateAutocompleteResponse::new().set_choices(vec![AutocompleteChoice::new(
        format!("Report on {typed}"),
        "r1",
    )]);
    let response = CreateInteractionResponse::Autocomplete(choices);
    command.create_response(context, response).await.unwrap();
}

async fn press(context: &Context, component: &ComponentInteraction) {
    let response = match component.data.custom_id.as_str() {
        "v1:next" => {
            let embed = CreateEmbed::new().description("The next one");
            let message = CreateInteractionResponseMessage::new()
                .embed(embed)
                .components(vec![])
                .allowed_mentions(nobody());
            CreateInteractionResponse::UpdateMessage(message)
        }
        "v1:form" => modal("v1:from-button"),
        "v1:later" => CreateInteractionResponse::Acknowledge,
        "v1:pick" => match &component.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => {
                reply(say(format!("picked {}", values.join(","))))
            }
            _ => reply(say("picked nothing")),
        },
        _ => reply(say("This button is not known.").ephemeral(true)),
    };
    component.create_response(context, response).await.unwrap();
    if component.data.custom_id == "v1:later" {
        let edit = EditInteractionResponse::new()
            .content("changed later")
            .allowed_mentions(nobody());
        component.edit_response(context, edit).await.unwrap();
    }
}

async fn submit(context: &Context, modal: &ModalInteraction) {
    let mut inputs = modal.data.components.iter().flat_map(|row| &row.components);
    let words = inputs.find_map(|one| match one {
        serenity::all::ActionRowComponent::InputText(input) => input.value.clone(),
        _ => None,
    });
    let message = say(format!("you wrote {}", words.unwrap_or_default()));
    modal
        .create_response(context, reply(message))
        .await
        .unwrap();
}
