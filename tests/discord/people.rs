//! What people do, in a line each: who and where (`bob@general`, `dave@dm`), then what.

use pincite::sandbox::{Id, Place, Reply, Seen, User};
use serde_json::{Value, json};

use super::stage::{Stage, read};

impl Stage {
    /// Who does something, and where.
    pub fn at(&self, who: &str) -> (User, Place) {
        let (name, place) = who.split_once('@').unwrap();
        let user = self.sandbox.user(name);
        let place = match place {
            "dm" => user.dm_channel().into(),
            named => named.into(),
        };
        (user, place)
    }

    /// Uses a command; what is said in the end.
    pub async fn told(&self, who: &str, command: &str, options: Value) -> Seen {
        let (user, place) = self.at(who);
        let reply = user.slash(place, command, options).await.unwrap();
        reply.settled().await.unwrap()
    }

    /// The same with a client that checks nothing.
    pub async fn told_forging(&self, who: &str, command: &str, options: Value) -> Seen {
        let (user, place) = self.at(who);
        let reply = user.forging().slash(place, command, options).await.unwrap();
        reply.settled().await.unwrap()
    }

    /// Asks with `/ask`.
    pub async fn asks(&self, who: &str, question: &str) -> Seen {
        self.told(who, "ask", json!({"question": question})).await
    }

    /// Presses a button; the message that it led to.
    pub async fn presses(&self, who: &str, message: &Seen, button: &str) -> Seen {
        let reply: Reply = self
            .sandbox
            .user(who)
            .press(message, button)
            .await
            .unwrap_or_else(|error| panic!("{who} presses {button}: {error}"));
        reply.settled().await.unwrap()
    }

    /// Presses a button that need not be there.
    pub async fn forges(&self, who: &str, message: &Seen, id: &str) -> Seen {
        let reply = self.sandbox.user(who).forging().press(message, id).await;
        reply.unwrap().settled().await.unwrap()
    }

    /// Says something; what the bot answers.
    pub async fn says(&self, who: &str, text: &str) -> Seen {
        let (user, place) = self.at(who);
        let said = user.say(place, text).unwrap();
        user.answer_to(&said).await.unwrap()
    }

    /// The choices that are offered.
    pub async fn offered(&self, who: &str, command: &str, typed: (&str, &str)) -> Vec<String> {
        let (user, place) = self.at(who);
        let choices = user.autocomplete(place, command, typed.0, typed.1).await;
        choices
            .unwrap()
            .iter()
            .map(|choice| format!("{} = {}", choice.name, choice.value.as_str().unwrap()))
            .collect()
    }

    /// Hands a file in; what is said of it.
    pub async fn hands_in(&self, who: &str, name: &str, content: &[u8]) -> Seen {
        let (user, place) = self.at(who);
        let file = user.attach(place, name, content).unwrap();
        self.told(who, "report add", json!({"file": file.option()}))
            .await
    }

    /// Has answers shown to everybody, everywhere in Harbour.
    pub async fn speaks_openly(&self) {
        let saved = self
            .told(
                "boss@general",
                "settings answers",
                json!({"public": "everywhere"}),
            )
            .await;
        assert!(saved.text().starts_with("Saved."), "{}", saved.text());
    }

    /// What the bot wrote in a place that a person sees, oldest first.
    #[expect(clippy::wrong_self_convention, reason = "it reads so in a transcript")]
    pub fn from_bot(&self, who: &str) -> Vec<Seen> {
        let bot = self.bot();
        let (user, place) = self.at(who);
        let mut seen = user.sees(place).unwrap();
        seen.retain(|message| message.author() == bot);
        seen
    }

    /// The bot's id.
    pub fn bot(&self) -> Id {
        self.sandbox.world(|world| world.app.id)
    }
}

/// Only the person who asked sees these words, and nothing else.
#[track_caller]
pub fn privately(message: &Seen, words: &str) {
    assert_eq!(read(message).trim_end(), format!("(only you)\n{words}"));
}

/// These words are among what can be read.
#[track_caller]
pub fn holds(message: &Seen, words: &str) {
    let text = read(message);
    assert!(text.contains(words), "{words:?} is not in:\n{text}");
}

/// These words are not.
#[track_caller]
pub fn lacks(message: &Seen, words: &str) {
    let text = read(message);
    assert!(!text.contains(words), "{words:?} is in:\n{text}");
}
