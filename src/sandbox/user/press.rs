//! Buttons that a person presses, selects, and forms that are filled in.

use std::sync::Arc;

use serde_json::{Value, json};

use super::reply::{Modal, Reply};
use super::seen::Seen;
use super::{Trouble, User};
use crate::sandbox::interaction::{Act, InteractionKind};
use crate::sandbox::snowflake::Id;
use crate::sandbox::state::State;

impl User {
    /// Presses a button, found by its label or custom id, and waits for the first response.
    ///
    /// # Errors
    ///
    /// When there is no such button or it cannot be pressed, or the bot does not respond in time.
    pub async fn press(&self, message: &Seen, button: &str) -> Result<Reply, Trouble> {
        let fits = |one: &&Value| {
            one["type"] == 2 && (one["label"] == button || one["custom_id"] == button)
        };
        self.click(message, button, None, fits).await
    }

    /// Chooses values of a select, found by its placeholder or custom id, and waits for the first response.
    ///
    /// # Errors
    ///
    /// When there is no such select or option, or the bot does not respond in time.
    pub async fn select(
        &self,
        message: &Seen,
        select: &str,
        values: &[&str],
    ) -> Result<Reply, Trouble> {
        let fits = |one: &&Value| {
            one["type"] != 2 && (one["placeholder"] == select || one["custom_id"] == select)
        };
        self.click(message, select, Some(values), fits).await
    }

    async fn click(
        &self,
        message: &Seen,
        wanted: &str,
        values: Option<&[&str]>,
        fits: impl Fn(&&Value) -> bool,
    ) -> Result<Reply, Trouble> {
        let reply = self.shared.change(|state| {
            let now = state.messages.get(&message.id);
            let now = now.filter(|one| state.sees(self.id, one));
            let now = now.map(|one| Seen::of(state, one));
            let now = now.ok_or_else(|| Trouble::NoSuch(format!("message {}", message.id)))?;
            let components = now.components();
            let component = components.into_iter().find(fits);
            let data = match component {
                Some(component) => component_data(component, values, self.forging)?,
                // A forged press carries any custom id.
                None if self.forging => json!({"custom_id": wanted, "component_type": 2}),
                None => return Err(no_component(wanted, &now)),
            };
            let act = Act {
                kind: InteractionKind::Component,
                user: self.id,
                channel: now.channel,
                data,
                source: Some(now.id),
                cause: None,
            };
            let id = state.interact(act);
            Ok(Reply::new(Arc::clone(&self.shared), id))
        })?;
        self.first(reply).await
    }

    /// The modal that answered an interaction of this person.
    ///
    /// # Errors
    ///
    /// When it was somebody else's, or answered with something else.
    pub fn opened(&self, interaction: Id) -> Result<Modal, Trouble> {
        let own = |state: &State| {
            let found = state.interactions.get(&interaction);
            found.is_some_and(|one| one.user == self.id)
        };
        match self.shared.read(own) {
            true => Reply::new(Arc::clone(&self.shared), interaction).modal(),
            false => Err(Trouble::NoSuch("modal".to_owned())),
        }
    }

    /// Fills in a modal (custom id of an input → text) and waits for the first response.
    ///
    /// # Errors
    ///
    /// When the modal has no such input, one that is required is missing, or the bot does not respond in time.
    pub async fn submit(&self, modal: &Modal, fields: &Value) -> Result<Reply, Trouble> {
        let data = modal_data(modal, fields, self.forging)?;
        let reply = self.shared.change(|state| {
            let opener = state.interactions.get(&modal.interaction);
            let opener = opener.ok_or_else(|| Trouble::NoSuch("modal".to_owned()))?;
            let act = Act {
                kind: InteractionKind::Modal,
                user: self.id,
                channel: opener.channel,
                data,
                source: opener.source,
                cause: Some(opener.id),
            };
            let id = state.interact(act);
            Ok(Reply::new(Arc::clone(&self.shared), id))
        })?;
        self.first(reply).await
    }
}

fn no_component(wanted: &str, message: &Seen) -> Trouble {
    let labels = message.labels().join(", ");
    Trouble::NoSuch(format!("button or select {wanted:?}; there are: {labels}"))
}

fn component_data(
    component: &Value,
    values: Option<&[&str]>,
    forging: bool,
) -> Result<Value, Trouble> {
    let name = component["custom_id"].as_str().unwrap_or_default();
    if component["disabled"] == true && !forging {
        return Err(Trouble::NotAllowed(format!("{name} is disabled")));
    }
    if component["style"] == 5 {
        return Err(Trouble::NotAllowed(
            "a link is opened, not pressed".to_owned(),
        ));
    }
    let mut data =
        json!({"custom_id": name, "component_type": component["type"], "id": component["id"]});
    let Some(values) = values else {
        return Ok(data);
    };
    let options = component["options"].as_array();
    for value in values {
        let known = options.is_none_or(|all| all.iter().any(|one| one["value"] == *value));
        if !known && !forging {
            return Err(Trouble::NoSuch(format!("option {value:?}")));
        }
    }
    data["values"] = json!(values);
    Ok(data)
}

/// `data` of a filled-in modal: the rows or labels as they came, with what was typed.
fn modal_data(modal: &Modal, fields: &Value, forging: bool) -> Result<Value, Trouble> {
    let mut rows = Vec::new();
    let mut known = Vec::new();
    for row in &modal.components {
        let input = if row["type"] == 18 {
            &row["component"]
        } else {
            &row["components"][0]
        };
        let id = input["custom_id"].as_str().unwrap_or_default();
        known.push(id);
        let filled = fill_input(input, id, &fields[id], forging)?;
        rows.push(if row["type"] == 18 {
            json!({"type": 18, "id": rows.len() * 2 + 1, "component": filled})
        } else {
            json!({"type": 1, "id": rows.len() * 2 + 1, "components": [filled]})
        });
    }
    let given = fields.as_object().into_iter().flatten();
    let mut strange = given.filter(|(name, _)| !known.contains(&name.as_str()));
    if let Some((name, _)) = strange.next().filter(|_| !forging) {
        return Err(Trouble::NoSuch(format!("input {name:?}")));
    }
    Ok(json!({"custom_id": modal.custom_id, "components": rows}))
}

fn fill_input(input: &Value, id: &str, given: &Value, forging: bool) -> Result<Value, Trouble> {
    let mut filled = json!({"type": input["type"], "id": 1, "custom_id": id});
    if input["type"] != 4 {
        filled["values"] = given.clone();
        return Ok(filled);
    }
    let text = given
        .as_str()
        .or(input["value"].as_str())
        .unwrap_or_default();
    let length = text.chars().count() as u64;
    let required = input["required"] != false;
    let least = input["min_length"]
        .as_u64()
        .unwrap_or(0)
        .max(u64::from(required));
    let most = input["max_length"].as_u64().unwrap_or(4000);
    let left_out = !required && length == 0;
    if !forging && !left_out && (length < least || length > most) {
        let message = format!("{length} characters; {least} to {most} are accepted");
        return Err(Trouble::Option {
            name: id.to_owned(),
            message,
        });
    }
    filled["value"] = json!(text);
    Ok(filled)
}
