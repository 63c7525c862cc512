//! Who may do what: bits, and how roles and overwrites add up.
//!
//! Follows <https://docs.discord.com/developers/topics/permissions>.

use super::snowflake::Id;
use super::world::{Channel, Guild, ThreadState, World};

/// May do everything; no overwrite takes that away.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// Edit and delete channels.
pub const MANAGE_CHANNELS: u64 = 1 << 4;
/// Change the guild.
pub const MANAGE_GUILD: u64 = 1 << 5;
/// See a channel; without it nothing else in it.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// Write messages in a channel, not in its threads.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// Delete messages of others.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// Messages with embeds.
pub const EMBED_LINKS: u64 = 1 << 14;
/// Messages with files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// Read what was written before; needed to reply.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Mention everyone and every role.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// Use commands of apps.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// Archive, lock and see all threads.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// Write messages in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// Let others see what an app that a person installed answers.
pub const USE_EXTERNAL_APPS: u64 = 1 << 50;
/// Every bit that is defined.
pub const ALL: u64 = (1 << 53) - 1;

/// What everyone may do in a new guild of ours.
pub const EVERYONE: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | SEND_MESSAGES_IN_THREADS
    | USE_EXTERNAL_APPS;

/// What a person or the bot has in a direct message.
pub const IN_DM: u64 = EVERYONE | MENTION_EVERYONE;

/// All that is left to a member who is timed out.
const TIMED_OUT: u64 = VIEW_CHANNEL | READ_MESSAGE_HISTORY;

/// What a member's roles allow in the guild; nothing for a stranger.
pub(super) fn in_guild(guild: &Guild, person: Id, now_ms: u64) -> u64 {
    if guild.owner == person {
        return ALL;
    }
    let Some(member) = guild.members.get(&person) else {
        return 0;
    };
    let roles = member.roles.iter().chain([&guild.id]);
    let base = roles
        .filter_map(|role| guild.roles.get(role))
        .fold(0, |bits, role| bits | role.permissions);
    if base & ADMINISTRATOR != 0 {
        return ALL;
    }
    if member
        .timed_out_until_ms
        .is_some_and(|until| until > now_ms)
    {
        return base & TIMED_OUT;
    }
    base
}

/// What a person may do in a channel, its overwrites and thread rules applied.
pub(super) fn in_channel(world: &World, channel: &Channel, person: Id, now_ms: u64) -> u64 {
    let Some(guild) = channel.guild.and_then(|id| world.guilds.get(&id)) else {
        return if channel.recipients.contains(&person) {
            IN_DM
        } else {
            0
        };
    };
    let parent = match &channel.thread {
        Some(_) => channel.parent.and_then(|id| world.channels.get(&id)),
        None => Some(channel),
    };
    let base = in_guild(guild, person, now_ms);
    let allowed = match parent {
        Some(parent) if base != ALL => overwritten(guild, parent, person, base),
        _ => base,
    };
    match &channel.thread {
        Some(thread) => in_thread(thread, person, allowed),
        None => without_view_nothing(allowed),
    }
}

/// Overwrites in Discord's order: everyone, then all roles together, then the member.
fn overwritten(guild: &Guild, channel: &Channel, person: Id, base: u64) -> u64 {
    let Some(member) = guild.members.get(&person) else {
        return base;
    };
    let find = |id: Id| channel.overwrites.iter().find(move |one| one.id == id);
    let mut bits = base;
    if let Some(everyone) = find(guild.id) {
        bits = bits & !everyone.deny | everyone.allow;
    }
    let roles = member.roles.iter().filter_map(|role| find(*role));
    let (deny, allow) = roles.fold((0, 0), |(deny, allow), one| {
        (deny | one.deny, allow | one.allow)
    });
    bits = bits & !deny | allow;
    if let Some(own) = find(person) {
        bits = bits & !own.deny | own.allow;
    }
    bits
}

/// Threads have their own bit for writing; private ones are for their members.
fn in_thread(thread: &ThreadState, person: Id, parent: u64) -> u64 {
    let invited = thread.members.contains(&person) || parent & MANAGE_THREADS != 0;
    if thread.private && !invited {
        return 0;
    }
    let may_write = parent & SEND_MESSAGES_IN_THREADS != 0;
    let bits = if may_write {
        parent | SEND_MESSAGES
    } else {
        parent & !SEND_MESSAGES
    };
    without_view_nothing(bits)
}

/// Who cannot see a channel can do nothing in it; who cannot write sends no files and mentions nobody.
fn without_view_nothing(bits: u64) -> u64 {
    if bits & VIEW_CHANNEL == 0 {
        return 0;
    }
    if bits & SEND_MESSAGES == 0 {
        return bits & !(EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::World;

    fn bits(world: &World, channel: &str, person: &str) -> u64 {
        let channel = &world.channels[&world.channel(channel).expect("a channel")];
        in_channel(world, channel, world.person(person).expect("a person"), 0)
    }

    #[test]
    fn roles_overwrites_and_threads_add_up() {
        let world = World::harbour();
        assert_ne!(bits(&world, "general", "alice") & SEND_MESSAGES, 0);
        assert_eq!(bits(&world, "general", "alice") & MANAGE_MESSAGES, 0);
        assert_ne!(bits(&world, "general", "mod") & MANAGE_MESSAGES, 0);
        assert_eq!(bits(&world, "mods", "alice"), 0);
        assert_ne!(bits(&world, "mods", "mod") & VIEW_CHANNEL, 0);
        assert_eq!(bits(&world, "mods", "owner"), ALL);
        assert_ne!(bits(&world, "tides", "bob") & SEND_MESSAGES, 0);
        assert_ne!(bits(&world, "sealed", "alice") & VIEW_CHANNEL, 0);
        assert_eq!(bits(&world, "sealed", "bob"), 0);
        assert_eq!(bits(&world, "general", "stranger"), 0);
    }

    #[test]
    fn a_timeout_leaves_reading() {
        let mut world = World::harbour();
        world.time_out("Harbour", "alice", 1000);
        assert_eq!(bits(&world, "general", "alice"), TIMED_OUT);
    }
}
