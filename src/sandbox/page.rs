//! A page in a browser on which a person talks with the bot, as on Discord.
//!
//! Built into the program: nothing is fetched from elsewhere. The page and the stand-in share one port; `guard` keeps
//! other pages away from both. What the page shows comes over a websocket ([`live`]); what a person does is posted
//! ([`act`]). Both go through [`super::User`], so a page can do and see exactly what a scripted person can.

mod act;
mod assets;
mod guard;
mod live;
mod scene;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{any, get, post};
use tokio::net::TcpListener;

use super::check::limits::REQUEST_BYTES;
use super::port::{Cutter, Port};
use super::snowflake::Id;
use super::state::Shared;
use super::{Sandbox, User};

pub use assets::page_bytes;
pub use scene::{Part, Scene, Suggestion};

/// What the routes of the page need.
pub(super) struct Stage {
    shared: Arc<Shared>,
    parts: Vec<Part>,
    /// The people that can be played, by name.
    people: BTreeMap<String, Id>,
    guild: String,
    home: String,
    suggestions: Vec<Suggestion>,
}

impl Stage {
    /// The person of that name, if the page may play them.
    fn user(&self, name: &str) -> Option<User> {
        let id = *self.people.get(name)?;
        Some(User::new(Arc::clone(&self.shared), id))
    }
}

impl Sandbox {
    /// Starts on a listener of this machine, with the page at `/`.
    ///
    /// # Errors
    ///
    /// When the listener can be reached from other machines.
    pub fn start_with_page(scene: Scene, listener: TcpListener) -> io::Result<Sandbox> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            let why = "the page is only for this machine: bind it to 127.0.0.1";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let mut sandbox = Sandbox::without_port(scene.world.clone(), &format!("http://{address}"));
        scene.play(&sandbox);
        let router = sandbox.router().merge(sandbox.page(scene));
        let guarded = router.layer(middleware::from_fn_with_state(
            guard::Guard::at(address),
            guard::check,
        ));
        let service = guarded.into_make_service_with_connect_info::<Cutter>();
        sandbox.server = Some(tokio::spawn(async move {
            // Accepting goes on until the task is ended.
            let _ = axum::serve(Port(listener), service).await;
        }));
        Ok(sandbox)
    }

    fn page(&self, scene: Scene) -> Router {
        let people = scene.parts.iter().map(|part| &part.name);
        let people = people
            .map(|name| (name.clone(), self.user(name).id()))
            .collect();
        let stage = Stage {
            shared: Arc::clone(&self.shared),
            people,
            parts: scene.parts,
            guild: scene.guild,
            home: scene.home,
            suggestions: scene.suggestions,
        };
        Router::new()
            .route("/", get(assets::page))
            .route("/page/{name}", get(assets::asset))
            .route("/page/live", any(live::open))
            .route("/page/act", post(act::act))
            .route("/page/file", post(act::file))
            .layer(DefaultBodyLimit::max(REQUEST_BYTES))
            .with_state(Arc::new(stage))
    }
}
