//! What the managers of a guild decide.

use std::collections::BTreeSet;

use sqlx::{Row as _, Sqlite, Transaction};

use super::{Store, StoreError};

/// What the managers of a guild decided; the default is what holds until they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether reports that are for everybody are searched here.
    pub public_reports: bool,
    /// Ids of reports that are not searched here.
    pub hidden: BTreeSet<String>,
    /// Where answers are seen by everyone in the channel.
    pub public_answers: PublicAnswers,
    /// Who may publish what was private: share an answer, post a check.
    pub publishers: Publishers,
    /// The role whose members are moderators, beside those whom Discord's permissions make moderators.
    pub moderator_role: Option<u64>,
    /// Questions of one person a minute; the operator's number where none is set.
    pub person_per_minute: Option<u32>,
    /// Questions of the whole guild a minute; the operator's number where none is set.
    pub guild_per_minute: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_reports: true,
            hidden: BTreeSet::new(),
            public_answers: PublicAnswers::default(),
            publishers: Publishers::default(),
            moderator_role: None,
            person_per_minute: None,
            guild_per_minute: None,
        }
    }
}

/// Where answers are seen by everyone in the channel. Elsewhere they are private.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PublicAnswers {
    /// Answers are private.
    #[default]
    Nowhere,
    /// In the channels with these ids, and the threads below them.
    Channels(BTreeSet<u64>),
    /// In every channel.
    Everywhere,
}

impl PublicAnswers {
    /// Whether answers in a channel are public. For a thread, ask with its own id and with that of the channel above.
    pub fn holds(&self, channel: u64) -> bool {
        match self {
            PublicAnswers::Nowhere => false,
            PublicAnswers::Channels(channels) => channels.contains(&channel),
            PublicAnswers::Everywhere => true,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            PublicAnswers::Nowhere => "nowhere",
            PublicAnswers::Channels(_) => "channels",
            PublicAnswers::Everywhere => "everywhere",
        }
    }
}

/// Who may publish what was private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publishers {
    /// Moderators, and with them the managers.
    #[default]
    Moderators,
    /// Whoever may write in the channel.
    Everyone,
    /// Managers only.
    Managers,
}

impl Publishers {
    /// Every choice.
    pub const ALL: [Publishers; 3] = [
        Publishers::Moderators,
        Publishers::Everyone,
        Publishers::Managers,
    ];

    /// Its name, as it is stored and typed: `moderators`, `everyone`, `managers`.
    pub fn name(self) -> &'static str {
        match self {
            Publishers::Moderators => "moderators",
            Publishers::Everyone => "everyone",
            Publishers::Managers => "managers",
        }
    }
}

impl Store {
    /// The settings of a guild; the defaults where nobody changed any.
    pub async fn settings(&self, guild: u64) -> Result<Settings, StoreError> {
        self.read_settings(&mut self.begin().await?, guild).await
    }

    /// Changes the settings of a guild: `change` gets them as they are, and nobody else changes them until its result is
    /// kept. Returns them as they were and as they are now; what `change` refuses changes nothing.
    pub async fn change_settings<E>(
        &self,
        guild: u64,
        change: impl FnOnce(&Settings) -> Result<Settings, E>,
    ) -> Result<Result<(Settings, Settings), E>, StoreError> {
        let mut transaction = self.begin_writing().await?;
        let before = self.read_settings(&mut transaction, guild).await?;
        let after = match change(&before) {
            Ok(after) => after,
            Err(refused) => return Ok(Err(refused)),
        };
        if after != before {
            self.write_settings(&mut transaction, (guild, &after))
                .await?;
            transaction.commit().await.map_err(|e| self.failed(e))?;
        }
        Ok(Ok((before, after)))
    }

    /// Keeps the settings of a guild in place of what it had.
    pub async fn save_settings(&self, guild: u64, settings: &Settings) -> Result<(), StoreError> {
        let mut transaction = self.begin_writing().await?;
        self.write_settings(&mut transaction, (guild, settings))
            .await?;
        transaction.commit().await.map_err(|e| self.failed(e))
    }

    async fn read_settings(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        guild: u64,
    ) -> Result<Settings, StoreError> {
        let row = sqlx::query(
            "SELECT public_reports, public_answers, publishers, moderator_role, person_per_minute, guild_per_minute
             FROM settings WHERE guild = ?",
        )
        .bind(guild as i64)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(|e| self.failed(e))?;
        let Some(row) = row else {
            return Ok(Settings::default());
        };
        let hidden: Vec<String> =
            sqlx::query_scalar("SELECT report FROM hidden_reports WHERE guild = ?")
                .bind(guild as i64)
                .fetch_all(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
        let channels: Vec<i64> =
            sqlx::query_scalar("SELECT channel FROM answer_channels WHERE guild = ?")
                .bind(guild as i64)
                .fetch_all(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
        Ok(Settings {
            public_reports: row.get("public_reports"),
            hidden: hidden.into_iter().collect(),
            public_answers: match row.get("public_answers") {
                "nowhere" => PublicAnswers::Nowhere,
                "everywhere" => PublicAnswers::Everywhere,
                _ => PublicAnswers::Channels(channels.into_iter().map(|id| id as u64).collect()),
            },
            publishers: publishers(row.get("publishers"))?,
            moderator_role: row
                .get::<Option<i64>, _>("moderator_role")
                .map(|id| id as u64),
            person_per_minute: row.get("person_per_minute"),
            guild_per_minute: row.get("guild_per_minute"),
        })
    }

    async fn write_settings(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        (guild, settings): (u64, &Settings),
    ) -> Result<(), StoreError> {
        let guild = guild as i64;
        // What refers to the row goes with it.
        sqlx::query("DELETE FROM settings WHERE guild = ?")
            .bind(guild)
            .execute(&mut **transaction)
            .await
            .map_err(|e| self.failed(e))?;
        sqlx::query(
            "INSERT INTO settings (guild, public_reports, public_answers, publishers, moderator_role, person_per_minute, guild_per_minute)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(guild)
        .bind(settings.public_reports)
        .bind(settings.public_answers.name())
        .bind(settings.publishers.name())
        .bind(settings.moderator_role.map(|id| id as i64))
        .bind(settings.person_per_minute)
        .bind(settings.guild_per_minute)
        .execute(&mut **transaction)
        .await
        .map_err(|e| self.failed(e))?;
        for report in &settings.hidden {
            sqlx::query("INSERT INTO hidden_reports (guild, report) VALUES (?, ?)")
                .bind(guild)
                .bind(report)
                .execute(&mut **transaction)
                .await
                .map_err(|e| self.failed(e))?;
        }
        if let PublicAnswers::Channels(channels) = &settings.public_answers {
            for channel in channels {
                sqlx::query("INSERT INTO answer_channels (guild, channel) VALUES (?, ?)")
                    .bind(guild)
                    .bind(*channel as i64)
                    .execute(&mut **transaction)
                    .await
                    .map_err(|e| self.failed(e))?;
            }
        }
        Ok(())
    }

    /// Forgets what a guild that removed the bot had decided, asked and handed in: settings, missing questions, and the
    /// rows of quarantined files. Its approved reports stay until the operator removes them.
    pub async fn forget_guild(&self, guild: u64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for sql in [
            "DELETE FROM settings WHERE guild = ?",
            "DELETE FROM missing WHERE guild = ?",
            "DELETE FROM quarantine WHERE guild = ?",
            "DELETE FROM cases WHERE guild = ?",
        ] {
            sqlx::query(sql)
                .bind(guild as i64)
                .execute(&mut *transaction)
                .await
                .map_err(|e| self.failed(e))?;
        }
        transaction.commit().await.map_err(|e| self.failed(e))
    }
}

fn publishers(name: &str) -> Result<Publishers, StoreError> {
    Publishers::ALL
        .into_iter()
        .find(|publishers| publishers.name() == name)
        .ok_or_else(|| StoreError::Foreign(format!("the publishers {name:?}")))
}
