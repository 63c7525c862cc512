//! What a person does on the page.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Stage;
use crate::sandbox::check::limits::ATTACHMENT_BYTES;
use crate::sandbox::snowflake::Id;
use crate::sandbox::{First, Reply, Seen, Trouble, Upload, User};

/// One deed of one person.
#[derive(Deserialize)]
pub(super) struct Act {
    #[serde(rename = "as")]
    name: String,
    #[serde(flatten)]
    deed: Deed,
}

/// Ids come as text: a script's numbers are too small for them.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Deed {
    Say {
        channel: String,
        text: String,
        reply_to: Option<String>,
        #[serde(default)]
        files: Vec<String>,
    },
    Edit {
        message: String,
        text: String,
    },
    Delete {
        message: String,
    },
    Commands {
        channel: String,
    },
    Slash {
        channel: String,
        command: String,
        options: Value,
    },
    Complete {
        channel: String,
        command: String,
        option: String,
        options: Value,
    },
    Menu {
        message: String,
        command: String,
    },
    Press {
        message: String,
        custom_id: String,
    },
    Select {
        message: String,
        custom_id: String,
        values: Vec<String>,
    },
    Submit {
        interaction: String,
        fields: Value,
    },
}

/// `{"done": …}`, or `{"trouble": "why not"}`.
pub(super) async fn act(State(stage): State<Arc<Stage>>, Json(act): Json<Act>) -> Json<Value> {
    let done = match stage.user(&act.name) {
        Some(user) => act.deed.by(&user).await,
        None => Err(Trouble::NoSuch(format!("person {}", act.name))),
    };
    Json(told(done))
}

fn told(done: Result<Value, Trouble>) -> Value {
    match done {
        Ok(done) => json!({ "done": done }),
        Err(trouble) => json!({ "trouble": trouble.to_string() }),
    }
}

impl Deed {
    async fn by(self, user: &User) -> Result<Value, Trouble> {
        match self {
            Deed::Say {
                channel,
                text,
                reply_to,
                files,
            } => {
                let target = reply_to.map(|id| message(user, &id)).transpose()?;
                let files: Result<Vec<Upload>, Trouble> =
                    files.iter().map(|id| user.uploaded(parse(id)?)).collect();
                let said = user.write(parse(&channel)?, &text, target.as_ref(), &files?)?;
                Ok(json!(said.id.to_string()))
            }
            Deed::Edit { message: id, text } => {
                user.edit(&message(user, &id)?, &text)?;
                Ok(Value::Null)
            }
            Deed::Delete { message: id } => {
                user.delete(&message(user, &id)?)?;
                Ok(Value::Null)
            }
            Deed::Commands { channel } => Ok(json!(user.commands(parse(&channel)?)?)),
            Deed::Complete {
                channel,
                command,
                option,
                options,
            } => complete(user, parse(&channel)?, &command, &option, &options).await,
            interaction => Ok(first(&interaction.interaction(user).await?)),
        }
    }

    async fn interaction(self, user: &User) -> Result<Reply, Trouble> {
        match self {
            Deed::Slash {
                channel,
                command,
                options,
            } => user.slash(parse(&channel)?, &command, options).await,
            Deed::Menu {
                message: id,
                command,
            } => user.context_menu(&command, &message(user, &id)?).await,
            Deed::Press {
                message: id,
                custom_id,
            } => user.press(&message(user, &id)?, &custom_id).await,
            Deed::Select {
                message: id,
                custom_id,
                values,
            } => {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                user.select(&message(user, &id)?, &custom_id, &values).await
            }
            Deed::Submit {
                interaction,
                fields,
            } => {
                let modal = user.opened(parse(&interaction)?)?;
                user.submit(&modal, &fields).await
            }
            _ => Err(Trouble::NoSuch("interaction".to_owned())),
        }
    }
}

async fn complete(
    user: &User,
    channel: Id,
    command: &str,
    option: &str,
    options: &Value,
) -> Result<Value, Trouble> {
    let choices = user
        .autocomplete_among(channel, command, option, options)
        .await?;
    let choices = choices
        .into_iter()
        .map(|one| json!({"name": one.name, "value": one.value}));
    Ok(choices.collect())
}

/// What the page has to do itself: to open a form. Messages come over the websocket.
fn first(reply: &Reply) -> Value {
    let (First::Modal, Ok(modal)) = (reply.first(), reply.modal()) else {
        return Value::Null;
    };
    json!({"modal": {"interaction": modal.interaction.to_string(), "title": modal.title,
        "components": modal.components}})
}

fn parse(id: &str) -> Result<Id, Trouble> {
    id.parse()
        .map_err(|_| Trouble::NoSuch(format!("id {id:?}")))
}

fn message(user: &User, id: &str) -> Result<Seen, Trouble> {
    let found = user.look(parse(id)?);
    found.ok_or_else(|| Trouble::NoSuch(format!("message {id}")))
}

#[derive(Deserialize)]
pub(super) struct FileOf {
    #[serde(rename = "as")]
    name: String,
    channel: String,
    file: String,
}

/// Takes a file for a message or an option.
pub(super) async fn file(
    State(stage): State<Arc<Stage>>,
    Query(of): Query<FileOf>,
    bytes: Bytes,
) -> Json<Value> {
    Json(told(keep(&stage, &of, &bytes)))
}

fn keep(stage: &Stage, of: &FileOf, bytes: &[u8]) -> Result<Value, Trouble> {
    let user = stage
        .user(&of.name)
        .ok_or_else(|| Trouble::NoSuch(format!("person {}", of.name)))?;
    if bytes.len() > ATTACHMENT_BYTES {
        let most = ATTACHMENT_BYTES >> 20;
        return Err(Trouble::NotAllowed(format!(
            "the file is larger than {most} MB, which is what Discord takes"
        )));
    }
    Ok(user.attach(parse(&of.channel)?, &of.file, bytes)?.json)
}
