//! Which call goes where.

use std::collections::BTreeMap;

use super::call::Call;
use super::{Handled, applications, callbacks, channels, guilds, messages, webhooks};
use crate::sandbox::state::State;

/// One route of the API.
pub(super) struct Route {
    pub(super) method: &'static str,
    /// As Discord's reference writes it.
    pub(super) template: &'static str,
    pub(super) handler: fn(&mut State, &Call) -> Handled,
    /// Whether the bot's token has to be shown; answers to interactions carry their own.
    pub(super) authorized: bool,
}

const fn route(
    method: &'static str,
    template: &'static str,
    handler: fn(&mut State, &Call) -> Handled,
) -> Route {
    Route {
        method,
        template,
        handler,
        authorized: true,
    }
}

const fn open(
    method: &'static str,
    template: &'static str,
    handler: fn(&mut State, &Call) -> Handled,
) -> Route {
    Route {
        method,
        template,
        handler,
        authorized: false,
    }
}

const COMMANDS: &str = "/applications/{application_id}/commands";
const COMMAND: &str = "/applications/{application_id}/commands/{command_id}";
const GUILD_COMMANDS: &str = "/applications/{application_id}/guilds/{guild_id}/commands";
const GUILD_COMMAND: &str =
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}";
const MESSAGES: &str = "/channels/{channel_id}/messages";
const MESSAGE: &str = "/channels/{channel_id}/messages/{message_id}";
const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";
const WEBHOOK: &str = "/webhooks/{application_id}/{interaction_token}";
const ORIGINAL: &str = "/webhooks/{application_id}/{interaction_token}/messages/@original";
const FOLLOW_UP: &str = "/webhooks/{application_id}/{interaction_token}/messages/{message_id}";

/// All routes; of two that fit, the earlier one is taken.
static ROUTES: &[Route] = &[
    open("GET", "/gateway", guilds::gateway),
    route("GET", "/gateway/bot", guilds::gateway_bot),
    route("GET", "/users/@me", guilds::me),
    route("GET", "/users/@me/guilds", guilds::my_guilds),
    route("POST", "/users/@me/channels", channels::create_dm),
    route("GET", "/users/{user_id}", guilds::user),
    route("GET", "/applications/@me", applications::me),
    route("GET", "/oauth2/applications/@me", applications::me),
    route("GET", COMMANDS, applications::list),
    route("POST", COMMANDS, applications::create),
    route("PUT", COMMANDS, applications::overwrite),
    route("GET", COMMAND, applications::one),
    route("PATCH", COMMAND, applications::edit),
    route("DELETE", COMMAND, applications::delete),
    route("GET", GUILD_COMMANDS, applications::list),
    route("POST", GUILD_COMMANDS, applications::create),
    route("PUT", GUILD_COMMANDS, applications::overwrite),
    route("GET", GUILD_COMMAND, applications::one),
    route("PATCH", GUILD_COMMAND, applications::edit),
    route("DELETE", GUILD_COMMAND, applications::delete),
    route("GET", "/guilds/{guild_id}", guilds::guild),
    route("GET", "/guilds/{guild_id}/channels", guilds::channels),
    route("GET", "/guilds/{guild_id}/roles", guilds::roles),
    route(
        "GET",
        "/guilds/{guild_id}/members/{user_id}",
        guilds::member,
    ),
    route(
        "GET",
        "/guilds/{guild_id}/threads/active",
        guilds::active_threads,
    ),
    route("GET", "/channels/{channel_id}", channels::one),
    route("POST", "/channels/{channel_id}/typing", channels::typing),
    route("GET", MESSAGES, messages::list),
    route("POST", MESSAGES, messages::create),
    route("GET", MESSAGE, messages::one),
    route("PATCH", MESSAGE, messages::edit),
    route("DELETE", MESSAGE, messages::delete),
    open("POST", CALLBACK, callbacks::create),
    open("POST", WEBHOOK, webhooks::follow_up),
    open("GET", ORIGINAL, webhooks::original),
    open("PATCH", ORIGINAL, webhooks::edit_original),
    open("DELETE", ORIGINAL, webhooks::delete_original),
    open("GET", FOLLOW_UP, webhooks::one),
    open("PATCH", FOLLOW_UP, webhooks::edit),
    open("DELETE", FOLLOW_UP, webhooks::delete),
];

/// The route of a path, with what stands for the template's names.
pub(super) fn find(
    method: &str,
    path: &str,
) -> Option<(&'static Route, BTreeMap<&'static str, String>)> {
    let mut fitting = ROUTES.iter().filter(|route| route.method == method);
    fitting.find_map(|route| Some((route, parameters(route.template, path)?)))
}

fn parameters(template: &'static str, path: &str) -> Option<BTreeMap<&'static str, String>> {
    let mut found = BTreeMap::new();
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(wanted), Some(given)) => {
                let name = wanted
                    .strip_prefix('{')
                    .and_then(|name| name.strip_suffix('}'));
                match name {
                    Some(name) if !given.is_empty() => {
                        found.insert(name, given.to_owned());
                    }
                    None if wanted == given => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_their_routes() {
        let found = |method, path| find(method, path).map(|(route, _)| route.template);
        assert_eq!(found("GET", "/users/@me"), Some("/users/@me"));
        assert_eq!(found("GET", "/users/5"), Some("/users/{user_id}"));
        assert_eq!(
            found("PATCH", "/webhooks/1/t/messages/@original"),
            Some(ORIGINAL)
        );
        assert_eq!(found("PATCH", "/webhooks/1/t/messages/9"), Some(FOLLOW_UP));
        assert_eq!(found("GET", "/channels//messages"), None);
        assert_eq!(found("PUT", "/users/@me"), None);
        let (_, parameters) = find("DELETE", "/channels/1/messages/2").expect("a route");
        assert_eq!(parameters["message_id"], "2");
    }
}
