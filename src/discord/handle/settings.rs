//! `/settings`: what managers decide. Every sentence of it stands here.

use super::Asked;
use crate::config::DiscordConfig;
use crate::discord::bot::Failure;
use crate::discord::cut;
use crate::discord::markup::{self, Markup};
use crate::discord::reply::{Body, Card, Part, Reply};
use crate::discord::words::{self, Refusal, counted};
use crate::library::{Meant, meant};
use crate::store::{Edition, PublicAnswers, Publishers, Settings};

/// What a manager wants set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsAction {
    /// Nothing: only show it.
    Show,
    /// Which reports are searched.
    Reports {
        /// Whether those for every server are.
        everybodys: Option<bool>,
        /// Not this one.
        hide: Option<String>,
        /// This one again.
        show: Option<String>,
    },
    /// Where answers may be public.
    Answers {
        /// `nowhere`, `everywhere`, `add` or `drop`.
        public: String,
        /// The channel to add or drop; the one where it is said if absent.
        channel: Option<u64>,
    },
    /// Who may share where answers are not public.
    Publish {
        /// `everyone`, `moderators` or `managers`.
        who: String,
    },
    /// The role whose members count as moderators.
    Moderators {
        /// Its id; none if absent.
        role: Option<u64>,
    },
    /// How often people may ask: what is absent stays, and if both are, the operator's numbers hold again.
    Cooldown {
        /// Questions of one person in a minute.
        person: Option<u32>,
        /// Questions of the guild in a minute.
        guild: Option<u32>,
    },
}

/// Channels that may be named; a list of more is better said as everywhere.
const MOST_CHANNELS: usize = 50;
/// Reports that may be left out.
const MOST_HIDDEN: usize = 500;
/// Questions a minute that managers may choose.
const MOST_A_PERSON: u32 = 60;
const MOST_A_GUILD: u32 = 600;
/// Names that are listed; the rest is counted.
const LISTED: usize = 8;
/// Units of a name in a list.
const NAME: usize = 80;

pub(super) async fn settings(asked: Asked<'_>, action: &SettingsAction) -> Result<Reply, Failure> {
    let guild = asked.request.place.guild;
    let guild = guild.ok_or_else(words::only_in_a_server)?;
    let within = within(asked, guild).await?;
    let store = asked.bot.library.store();
    // From what is set by now: another manager may have changed something since this was asked.
    let change = |before: &Settings| changed((asked, before), guild, (action, &within));
    let (before, settings) = store.change_settings(guild, change).await??;
    let saved = settings != before;
    let waiting = asked.bot.library.quarantined(guild).await?.len();
    let parts = shown(&settings, (guild, &within, waiting), &asked.bot.config);
    Ok(Reply::private(Body {
        text: match action {
            SettingsAction::Show => None,
            _ if saved => Some(Markup::ours("Saved.")),
            _ => Some(Markup::ours("It was set so already.")),
        },
        card: Some(Card {
            title: Some("How Pincite is set here".to_owned()),
            parts: parts.into_iter().map(Part::Words).collect(),
            footer: Some(
                "Change it with /settings reports, answers, publish, moderators, cooldown"
                    .to_owned(),
            ),
            ..Card::default()
        }),
        ..Body::default()
    }))
}

/// The reports that a guild could search: its own and everybody's. Never another guild's.
async fn within(asked: Asked<'_>, guild: u64) -> Result<Vec<Edition>, Failure> {
    let catalogue = asked.bot.library.catalogue().await?;
    let everything = Settings::default();
    let scope = asked.bot.scope(Some(guild), &everything);
    let within = catalogue.ready().filter(|edition| scope.holds(edition));
    Ok(within.cloned().collect())
}

/// The settings as they are wanted. Options are checked here too: what Discord's clients offer is no check.
fn changed(
    (asked, before): (Asked<'_>, &Settings),
    guild: u64,
    (action, within): (&SettingsAction, &[Edition]),
) -> Result<Settings, Refusal> {
    let mut settings = before.clone();
    match action {
        SettingsAction::Show => {}
        SettingsAction::Reports {
            everybodys,
            hide,
            show,
        } => {
            settings.public_reports = everybodys.unwrap_or(settings.public_reports);
            if let Some(wanted) = hide {
                let seen: Vec<Edition> = within
                    .iter()
                    .filter(|edition| !settings.hidden.contains(&edition.report.id))
                    .cloned()
                    .collect();
                settings.hidden.insert(one(&seen, wanted)?);
            }
            if let Some(wanted) = show {
                let id = unhidden(&settings, within, wanted)?;
                settings.hidden.remove(&id);
            }
            if settings.hidden.len() > MOST_HIDDEN {
                return Err(refusal(
                    "So many reports cannot be left out one by one. Leave out all that are for every server with everybodys: False.",
                ));
            }
        }
        SettingsAction::Answers { public, channel } => {
            let place = &asked.request.place;
            let channel = channel.or(place.parent).unwrap_or(place.channel);
            settings.public_answers = answers(settings.public_answers, public, channel)?;
        }
        SettingsAction::Publish { who } => {
            let known = Publishers::ALL
                .into_iter()
                .find(|known| known.name() == who);
            settings.publishers = known.ok_or_else(words::not_understood)?;
        }
        // The role that everybody has has the id of the guild (docs: Permissions, Role Object).
        SettingsAction::Moderators { role } if *role == Some(guild) => {
            return Err(refusal(
                "Everybody has that role. To let everybody share answers, use /settings publish.",
            ));
        }
        SettingsAction::Moderators { role } => settings.moderator_role = *role,
        SettingsAction::Cooldown { person, guild } => {
            let within = |number: &Option<u32>, most| {
                number.is_none_or(|number| (1..=most).contains(&number))
            };
            if !within(person, MOST_A_PERSON) || !within(guild, MOST_A_GUILD) {
                return Err(refusal(&format!(
                    "Choose 1 to {MOST_A_PERSON} questions a minute for a person, and 1 to {MOST_A_GUILD} for the server."
                )));
            }
            let neither = person.is_none() && guild.is_none();
            if neither || person.is_some() {
                settings.person_per_minute = *person;
            }
            if neither || guild.is_some() {
                settings.guild_per_minute = *guild;
            }
        }
    }
    Ok(settings)
}

fn answers(before: PublicAnswers, public: &str, channel: u64) -> Result<PublicAnswers, Refusal> {
    Ok(match (public, before) {
        ("nowhere", _) => PublicAnswers::Nowhere,
        ("everywhere", _) | ("add", PublicAnswers::Everywhere) => PublicAnswers::Everywhere,
        ("add", PublicAnswers::Nowhere) => PublicAnswers::Channels([channel].into()),
        ("add", PublicAnswers::Channels(mut channels)) => {
            channels.insert(channel);
            if channels.len() > MOST_CHANNELS {
                return Err(refusal(
                    "So many channels cannot be named one by one. Drop some, or choose everywhere.",
                ));
            }
            PublicAnswers::Channels(channels)
        }
        ("drop", PublicAnswers::Channels(mut channels)) => {
            channels.remove(&channel);
            match channels.is_empty() {
                true => PublicAnswers::Nowhere,
                false => PublicAnswers::Channels(channels),
            }
        }
        ("drop", PublicAnswers::Everywhere) => {
            return Err(refusal(
                "Answers are public everywhere here. Choose nowhere first, then add the channels where they may be.",
            ));
        }
        ("drop", PublicAnswers::Nowhere) => PublicAnswers::Nowhere,
        _ => return Err(words::not_understood()),
    })
}

/// The id of the one report that is meant.
fn one(among: &[Edition], wanted: &str) -> Result<String, Refusal> {
    match meant(among, wanted) {
        Meant::One(edition) => Ok(edition.report.id.clone()),
        Meant::Nothing => Err(words::no_such_report(wanted)),
        Meant::Several(editions) => {
            let titles = editions.iter().take(LISTED);
            let titles: Vec<String> = titles.map(|edition| edition.report.title.clone()).collect();
            Err(words::several_reports(wanted, &titles))
        }
    }
}

/// The id of the report that is to be searched again; it may be of a report that is gone.
fn unhidden(settings: &Settings, within: &[Edition], wanted: &str) -> Result<String, Refusal> {
    if settings.hidden.contains(wanted) {
        return Ok(wanted.to_owned());
    }
    let hidden: Vec<Edition> = within
        .iter()
        .filter(|edition| settings.hidden.contains(&edition.report.id))
        .cloned()
        .collect();
    match meant(&hidden, wanted) {
        Meant::Nothing => Err(Refusal(
            Markup::ours("No report that is left out here is called “")
                .and_theirs(&cut::cut(wanted, NAME))
                .and("”; /settings show lists them."),
        )),
        _ => one(&hidden, wanted),
    }
}

/// How things are, one line for each.
fn shown(
    settings: &Settings,
    (guild, within, waiting): (u64, &[Edition], usize),
    config: &DiscordConfig,
) -> Vec<Markup> {
    let guild = guild.to_string();
    let own = |edition: &&Edition| edition.scope.as_deref() == Some(&guild);
    let of_own = within.iter().filter(own).count() as u64;
    let everybodys = counted(within.len() as u64 - of_own, "report");
    let mut reports = Markup::ours(format!(
        "**Reports:** {} of this server; {everybodys} for every server, {} here",
        counted(of_own, "report"),
        if settings.public_reports {
            "searched"
        } else {
            "not searched"
        }
    ));
    if !settings.hidden.is_empty() {
        reports = reports
            .and("\n**Left out:** ")
            .and_markup(&hidden(settings, within));
    }
    if waiting > 0 {
        reports = reports.and(&format!(
            "\n**Waiting for approval:** {} (/report preview)",
            counted(waiting as u64, "file")
        ));
    }
    let answers = match &settings.public_answers {
        PublicAnswers::Nowhere => "nowhere; only who asks sees the answer".to_owned(),
        PublicAnswers::Everywhere => "everywhere".to_owned(),
        PublicAnswers::Channels(channels) => {
            let channels: Vec<String> = channels.iter().map(|id| format!("<#{id}>")).collect();
            channels.join(", ")
        }
    };
    let role = settings.moderator_role.map_or_else(String::new, |role| {
        format!(", and who has the role <@&{role}>")
    });
    let rate = |chosen: Option<u32>, usual: u32| match chosen {
        Some(number) => number.to_string(),
        None => format!("{usual} (as everywhere)"),
    };
    vec![
        reports,
        Markup::ours(format!("**Answers are public:** {answers}")),
        Markup::ours(format!(
            "**May share elsewhere:** {}",
            match settings.publishers {
                Publishers::Everyone => "everyone",
                Publishers::Moderators => "moderators and managers",
                Publishers::Managers => "managers",
            }
        )),
        Markup::ours(format!(
            "**Moderators:** who may manage messages{role}\n**Managers:** who may manage the server"
        )),
        Markup::ours(format!(
            "**Questions a minute:** {} a person, {} in the whole server",
            rate(settings.person_per_minute, config.person_per_minute),
            rate(settings.guild_per_minute, config.guild_per_minute)
        )),
    ]
}

/// The titles of reports that are left out; the ids of those that are gone.
fn hidden(settings: &Settings, within: &[Edition]) -> Markup {
    let mut text = Markup::default();
    for (at, id) in settings.hidden.iter().take(LISTED).enumerate() {
        let known = within.iter().find(|edition| edition.report.id == *id);
        let name = known.map_or(id, |edition| &edition.report.title);
        text = text
            .and(if at > 0 { "; " } else { "" })
            .and_theirs(&cut::cut(&markup::plain(name), NAME));
    }
    match settings.hidden.len().saturating_sub(LISTED) {
        0 => text,
        more => text.and(&format!("; and {more} more")),
    }
}

fn refusal(text: &str) -> Refusal {
    Refusal(Markup::ours(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_added_and_dropped() {
        let channels = |ids: &[u64]| PublicAnswers::Channels(ids.iter().copied().collect());
        for (before, public, after) in [
            (PublicAnswers::Nowhere, "add", channels(&[7])),
            (channels(&[3]), "add", channels(&[3, 7])),
            (channels(&[3, 7]), "drop", channels(&[3])),
            (channels(&[7]), "drop", PublicAnswers::Nowhere),
            (channels(&[3]), "drop", channels(&[3])),
            (PublicAnswers::Nowhere, "drop", PublicAnswers::Nowhere),
            (PublicAnswers::Everywhere, "add", PublicAnswers::Everywhere),
            (channels(&[3]), "everywhere", PublicAnswers::Everywhere),
            (channels(&[3]), "nowhere", PublicAnswers::Nowhere),
        ] {
            assert_eq!(
                answers(before.clone(), public, 7),
                Ok(after),
                "{before:?} {public}"
            );
        }
        assert!(answers(PublicAnswers::Everywhere, "drop", 7).is_err());
        assert!(answers(PublicAnswers::Nowhere, "sometimes", 7).is_err());
        let many: Vec<u64> = (100..150).collect();
        assert!(answers(channels(&many), "add", 7).is_err());
    }
}
