//! What there is: the app, people, guilds, roles, channels, threads and direct messages.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::DEFAULT_START_MS;
use super::permissions as may;
use super::snowflake::{Id, Snowflakes};

/// Everything that exists before anybody says anything. Build one with [`World::harbour`] or piece by piece.
#[derive(Debug, Clone)]
pub struct World {
    /// The application and its bot.
    pub app: App,
    /// People and bots by id; the bot itself is one.
    pub people: BTreeMap<Id, Person>,
    /// Guilds by id.
    pub guilds: BTreeMap<Id, Guild>,
    /// Channels, threads, direct and group messages by id.
    pub channels: BTreeMap<Id, Channel>,
    /// What the clock shows at the start, in milliseconds since 1970.
    pub start_ms: u64,
    /// How often the bot has to send a heartbeat, in milliseconds.
    pub heartbeat_ms: u64,
    pub(super) made: Id,
}

/// The application, whose id its bot shares.
#[derive(Debug, Clone)]
pub struct App {
    /// Id of the application and of its bot.
    pub id: Id,
    /// Its name, and the bot's.
    pub name: String,
    /// The token that its bot has to show.
    pub token: String,
    /// Whether the privileged intent `MESSAGE_CONTENT` is switched on for it.
    pub may_read_content: bool,
    /// Who owns it.
    pub owner: Id,
}

/// A person, or another bot.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their id.
    pub id: Id,
    /// Their user name.
    pub name: String,
    /// Whether it is a bot.
    pub bot: bool,
    /// Whether they accept direct messages of the bot.
    pub dms_open: bool,
    /// Whether they installed the app for themselves.
    pub has_app: bool,
    /// The language of their client, as `en-GB`.
    pub locale: String,
}

/// A guild ("server").
#[derive(Debug, Clone)]
pub struct Guild {
    /// Its id, which is also that of its role for everyone.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: Id,
    /// Roles by id.
    pub roles: BTreeMap<Id, Role>,
    /// Members by the id of the person.
    pub members: BTreeMap<Id, Member>,
    /// The guild's own language.
    pub locale: String,
}

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Permission bits, see [`super::permissions`].
    pub permissions: u64,
    /// The bot whose managed role this is.
    pub managed_by: Option<Id>,
    /// Whether everyone may mention it.
    pub mentionable: bool,
}

/// A person's membership of a guild.
#[derive(Debug, Clone, Default)]
pub struct Member {
    /// Roles besides the one for everyone.
    pub roles: Vec<Id>,
    /// Until when they may only read, in milliseconds since 1970.
    pub timed_out_until_ms: Option<u64>,
}

/// A channel, thread, or conversation.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its id.
    pub id: Id,
    /// Discord's number of its type.
    pub kind: u8,
    /// The guild it is in; none for direct messages.
    pub guild: Option<Id>,
    /// Its name; empty for direct messages.
    pub name: String,
    /// For a thread, its channel.
    pub parent: Option<Id>,
    /// What differs from the roles' permissions here.
    pub overwrites: Vec<Overwrite>,
    /// Who takes part in a direct or group message.
    pub recipients: Vec<Id>,
    /// Only for threads.
    pub thread: Option<ThreadState>,
}

/// Permissions of a role or member that differ in one channel.
#[derive(Debug, Clone)]
pub struct Overwrite {
    /// Of a role or a person.
    pub id: Id,
    /// Whether `id` is a person.
    pub of_person: bool,
    /// Bits that are given.
    pub allow: u64,
    /// Bits that are taken.
    pub deny: u64,
}

/// What a thread has beyond a channel.
#[derive(Debug, Clone)]
pub struct ThreadState {
    /// Only its members and moderators of threads see it.
    pub private: bool,
    /// Put away; a message brings it back.
    pub archived: bool,
    /// Only moderators of threads may bring it back or write.
    pub locked: bool,
    /// Who started it.
    pub owner: Id,
    /// Who was added.
    pub members: BTreeSet<Id>,
}

/// A text channel of a guild.
pub const TEXT: u8 = 0;
/// A direct message.
pub const DM: u8 = 1;
/// A direct message of several.
pub const GROUP_DM: u8 = 3;
/// A thread that all of its channel see.
pub const PUBLIC_THREAD: u8 = 11;
/// A thread for those who were added.
pub const PRIVATE_THREAD: u8 = 12;
/// A channel of posts, each a thread.
pub const FORUM: u8 = 15;

impl World {
    /// Only the app, its bot, and the app's owner.
    pub fn empty() -> World {
        let app = App {
            id: 0,
            name: "Pincite".to_owned(),
            token: String::new(),
            may_read_content: false,
            owner: 0,
        };
        let mut world = World {
            app,
            people: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            start_ms: DEFAULT_START_MS,
            heartbeat_ms: 41_250,
            made: 0,
        };
        world.app.id = world.add_person("Pincite");
        world.app.owner = world.add_person("operator");
        world.app.token = token(world.app.id);
        if let Some(bot) = world.people.get_mut(&world.app.id) {
            bot.bot = true;
        }
        world
    }

    /// The usual scene. "Harbour" has the channels general and evidence, mods for moderators, the public thread tides
    /// and the private thread sealed (alice, mod and the bot); alice, bob, mod (manages messages and threads), boss
    /// (manages the guild) and owner. "Quay" has the channels pier and ledger; carol owns it and alice is a member.
    /// "Reef", with the channel shoal, has not added the bot; dave is its owner, installed the app for himself, and bob
    /// is a member.
    pub fn harbour() -> World {
        let mut world = World::empty();
        for name in [
            "alice", "bob", "mod", "boss", "owner", "carol", "dave", "stranger",
        ] {
            world.add_person(name);
        }
        world.build_harbour();
        world.build_quay();
        world.build_reef();
        world
    }

    fn build_harbour(&mut self) {
        let guild = self.add_guild("Harbour", "owner", true);
        let bits = may::MANAGE_MESSAGES | may::MANAGE_THREADS;
        let moderators = self.add_role(guild, "moderators", bits);
        let managers = self.add_role(guild, "managers", may::MANAGE_GUILD);
        for (name, roles) in [
            ("alice", vec![]),
            ("bob", vec![]),
            ("mod", vec![moderators]),
            ("boss", vec![managers]),
        ] {
            self.join(guild, name, roles);
        }
        let general = self.add_channel(guild, "general");
        let evidence = self.add_channel(guild, "evidence");
        let mods = self.add_channel(guild, "mods");
        self.overwrite(mods, guild, 0, may::VIEW_CHANNEL);
        self.overwrite(mods, moderators, may::VIEW_CHANNEL, 0);
        let bot = self.app.id;
        self.overwrite(mods, bot, may::VIEW_CHANNEL, 0);
        self.add_thread(general, "tides", "alice", false);
        let sealed = self.add_thread(evidence, "sealed", "alice", true);
        self.invite(sealed, "mod");
        self.invite(sealed, "Pincite");
    }

    fn build_quay(&mut self) {
        let guild = self.add_guild("Quay", "carol", true);
        self.join(guild, "alice", vec![]);
        self.add_channel(guild, "pier");
        self.add_channel(guild, "ledger");
    }

    fn build_reef(&mut self) {
        let guild = self.add_guild("Reef", "dave", false);
        self.join(guild, "bob", vec![]);
        self.add_channel(guild, "shoal");
        if let Some(dave) = self.person("dave").and_then(|id| self.people.get_mut(&id)) {
            dave.has_app = true;
        }
    }

    fn new_id(&mut self) -> Id {
        // A year before the start, so that everything that happens later has a greater id.
        let mut ids = Snowflakes { last: self.made };
        self.made = ids.next(self.start_ms.saturating_sub(31_536_000_000));
        self.made
    }

    /// A person of that name, in English and with open direct messages.
    pub fn add_person(&mut self, name: &str) -> Id {
        let id = self.new_id();
        let person = Person {
            id,
            name: name.to_owned(),
            bot: false,
            dms_open: true,
            has_app: false,
            locale: "en-GB".to_owned(),
        };
        self.people.insert(id, person);
        id
    }

    /// A guild that belongs to a person, with or without the bot and its managed role.
    ///
    /// A name that nobody has gives a guild that nobody owns.
    pub fn add_guild(&mut self, name: &str, owner: &str, with_bot: bool) -> Id {
        let id = self.new_id();
        let owner = self.person(owner).unwrap_or_default();
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner,
            roles: BTreeMap::new(),
            members: BTreeMap::from([(owner, Member::default())]),
            locale: "en-GB".to_owned(),
        };
        self.guilds.insert(id, guild);
        self.put_role(id, id, "@everyone", may::EVERYONE);
        if with_bot {
            self.add_bot(id);
        }
        id
    }

    /// Adds the bot to a guild, with its managed role.
    pub fn add_bot(&mut self, guild: Id) {
        let (bot, name) = (self.app.id, self.app.name.clone());
        let role = self.add_role(guild, &name, may::EVERYONE);
        if let Some(guild) = self.guilds.get_mut(&guild) {
            if let Some(role) = guild.roles.get_mut(&role) {
                role.managed_by = Some(bot);
            }
            let member = Member {
                roles: vec![role],
                timed_out_until_ms: None,
            };
            guild.members.insert(bot, member);
        }
    }

    /// A role with these permission bits.
    pub fn add_role(&mut self, guild: Id, name: &str, permissions: u64) -> Id {
        let id = self.new_id();
        self.put_role(guild, id, name, permissions);
        id
    }

    fn put_role(&mut self, guild: Id, id: Id, name: &str, permissions: u64) {
        let role = Role {
            id,
            name: name.to_owned(),
            permissions,
            managed_by: None,
            mentionable: true,
        };
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.roles.insert(id, role);
        }
    }

    /// Makes a person a member.
    pub fn join(&mut self, guild: Id, person: &str, roles: Vec<Id>) {
        let member = Member {
            roles,
            timed_out_until_ms: None,
        };
        if let (Some(person), Some(guild)) = (self.person(person), self.guilds.get_mut(&guild)) {
            guild.members.insert(person, member);
        }
    }

    /// A text channel.
    pub fn add_channel(&mut self, guild: Id, name: &str) -> Id {
        self.put_channel(TEXT, Some(guild), name)
    }

    /// A forum; its posts are threads, added with [`World::add_thread`].
    pub fn add_forum(&mut self, guild: Id, name: &str) -> Id {
        self.put_channel(FORUM, Some(guild), name)
    }

    fn put_channel(&mut self, kind: u8, guild: Option<Id>, name: &str) -> Id {
        let id = self.new_id();
        let channel = Channel {
            id,
            kind,
            guild,
            name: name.to_owned(),
            parent: None,
            overwrites: Vec::new(),
            recipients: Vec::new(),
            thread: None,
        };
        self.channels.insert(id, channel);
        id
    }

    /// A thread of a channel, or a post of a forum, started by a person.
    pub fn add_thread(&mut self, parent: Id, name: &str, owner: &str, private: bool) -> Id {
        let guild = self.channels.get(&parent).and_then(|one| one.guild);
        let owner = self.person(owner).unwrap_or_default();
        let kind = if private {
            PRIVATE_THREAD
        } else {
            PUBLIC_THREAD
        };
        let id = self.put_channel(kind, guild, name);
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.parent = Some(parent);
            channel.thread = Some(ThreadState {
                private,
                archived: false,
                locked: false,
                owner,
                members: BTreeSet::from([owner]),
            });
        }
        id
    }

    /// Adds a person to a thread.
    pub fn invite(&mut self, thread: Id, person: &str) {
        let person = self.person(person);
        let thread = self.channels.get_mut(&thread);
        if let (Some(person), Some(state)) = (person, thread.and_then(|one| one.thread.as_mut())) {
            state.members.insert(person);
        }
    }

    /// A direct message of several people, without the bot.
    pub fn add_group(&mut self, people: &[&str]) -> Id {
        let recipients = people.iter().filter_map(|name| self.person(name)).collect();
        let id = self.put_channel(GROUP_DM, None, "");
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.recipients = recipients;
        }
        id
    }

    /// The direct message between two, made when there is none.
    pub fn dm(&mut self, one: Id, other: Id) -> Id {
        let both = |channel: &&Channel| {
            channel.kind == DM
                && channel.recipients.contains(&one)
                && channel.recipients.contains(&other)
        };
        if let Some(channel) = self.channels.values().find(both) {
            return channel.id;
        }
        let id = self.put_channel(DM, None, "");
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.recipients = vec![one, other];
        }
        id
    }

    /// Gives and takes permissions of a role or person in one channel.
    pub fn overwrite(&mut self, channel: Id, of: Id, allow: u64, deny: u64) {
        let of_person = self.people.contains_key(&of);
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.overwrites.retain(|one| one.id != of);
            channel.overwrites.push(Overwrite {
                id: of,
                of_person,
                allow,
                deny,
            });
        }
    }

    /// Lets a member only read until then (milliseconds since 1970).
    pub fn time_out(&mut self, guild: &str, person: &str, until_ms: u64) {
        let (guild, person) = (self.guild(guild), self.person(person));
        let guild = guild.and_then(|id| self.guilds.get_mut(&id));
        if let (Some(guild), Some(person)) = (guild, person)
            && let Some(member) = guild.members.get_mut(&person)
        {
            member.timed_out_until_ms = Some(until_ms);
        }
    }

    /// The id of a person of that name.
    pub fn person(&self, name: &str) -> Option<Id> {
        let mut people = self.people.values();
        people.find(|one| one.name == name).map(|one| one.id)
    }

    /// The id of a guild of that name.
    pub fn guild(&self, name: &str) -> Option<Id> {
        let mut guilds = self.guilds.values();
        guilds.find(|one| one.name == name).map(|one| one.id)
    }

    /// The id of a channel or thread of that name: the oldest one, or with `Quay/general` the one of that guild.
    pub fn channel(&self, name: &str) -> Option<Id> {
        let (guild, name) = match name.split_once('/') {
            Some((guild, name)) => (self.guild(guild), name),
            None => (None, name),
        };
        let fits = |one: &&Channel| one.name == name && (guild.is_none() || one.guild == guild);
        self.channels.values().find(fits).map(|one| one.id)
    }

    /// Everyone but bots who can see what is written in a channel.
    pub(super) fn audience(&self, channel: Id, now_ms: u64) -> BTreeSet<Id> {
        let Some(channel) = self.channels.get(&channel) else {
            return BTreeSet::new();
        };
        let people = self.people.values().filter(|person| !person.bot);
        people
            .map(|person| person.id)
            .filter(|id| may::in_channel(self, channel, *id, now_ms) & may::VIEW_CHANNEL != 0)
            .collect()
    }
}

/// A token of the right shape for a bot: its id in base64, a time, a signature. It opens nothing but the stand-in.
fn token(id: Id) -> String {
    let first = data_encoding::BASE64URL_NOPAD.encode(id.to_string().as_bytes());
    format!("{first}.Sandbx.only-for-the-stand-in-0000000000000000")
}

impl Guild {
    pub(super) fn has(&self, person: Id) -> bool {
        self.members.contains_key(&person)
    }
}
