//! The stand-in as "discord.com" on loopback, over TLS, with serenity's rate limiter on: nothing of serenity's way to
//! Discord is replaced but the name's address.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use pincite::sandbox::{Allowance, RateLimits, Sandbox, World};
use serenity::all::{ChannelId, CreateAllowedMentions, CreateMessage, Http, HttpBuilder};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use super::assert_clean;

/// A port of this machine that says it is `discord.com`; its certificate is good for who trusts it.
pub struct Discord {
    pub address: SocketAddr,
    pub certificate: Vec<u8>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Discord {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Tls {
    port: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.port).await;
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.port.local_addr()
    }
}

/// Serves a router as `https://discord.com`.
pub async fn serve_as_discord(router: Router) -> Discord {
    let names = ["discord.com", "cdn.discordapp.com"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let port = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = port.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = tokio::spawn(async move {
        axum::serve(Tls { port, acceptor }, router).await.unwrap();
    });
    let certificate = made.cert.der().to_vec();
    Discord {
        address,
        certificate,
        server,
    }
}

impl Discord {
    /// An HTTP client for which this is `discord.com`.
    pub fn client(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .use_rustls_tls()
            .add_root_certificate(reqwest::Certificate::from_der(&self.certificate).unwrap())
            .resolve("discord.com", self.address)
            .build()
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serenitys_rate_limiter_understands_the_headers() {
    let sandbox = Sandbox::start(World::harbour()).await.unwrap();
    sandbox.limit(RateLimits {
        channel: Some(Allowance {
            calls: 3,
            window: Duration::from_secs(1),
        }),
        ..RateLimits::off()
    });
    let discord = serve_as_discord(sandbox.router()).await;
    let http: Http = HttpBuilder::new(sandbox.token())
        .client(discord.client())
        .build();
    let general = ChannelId::new(sandbox.world(|world| world.channel("general").unwrap()));
    for number in 0..7 {
        let message = CreateMessage::new()
            .content(number.to_string())
            .allowed_mentions(CreateAllowedMentions::new());
        general.send_message(&http, message).await.unwrap();
    }
    let limited = sandbox
        .requests()
        .iter()
        .filter(|one| one.status == 429)
        .count();
    assert_eq!(sandbox.user("bob").sees("general").unwrap().len(), 7);
    assert_eq!(limited, 0, "serenity waits before it is told to");
    assert_clean(&sandbox);
}
