//! The address where health and metrics are read.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{State, metrics};

/// Latencies are gathered in buckets this often even where nobody reads them, so that they do not pile up.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why health and metrics cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum MonitorError {
    /// The address is taken, or not this machine's.
    #[error("health and metrics cannot be served on {address}: {}; name another `address` in [monitor], or turn them off with address = \"off\"", reason(.error))]
    Address {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The metrics cannot be gathered.
    #[error("the metrics cannot be gathered: {0}")]
    Metrics(#[from] BuildError),
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program, perhaps another `pincite serve`, has that port".to_owned()
        }
        std::io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => error.to_string(),
    }
}

/// Takes the address at once and returns it (with the port that was found for port 0) and the server, which runs until
/// it is told to stop.
pub async fn serve(
    address: SocketAddr,
    state: Arc<State>,
    shutdown: CancellationToken,
) -> Result<(SocketAddr, impl Future<Output = ()> + Send + 'static), MonitorError> {
    let taken = |error| MonitorError::Address { address, error };
    let handle = metrics::recorder()?;
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let router = Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(move || counted(handle)))
        .with_state(state);
    let server = async move {
        let served = axum::serve(listener, router);
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = upkeep(handle) => {}
            stopped = served => if let Err(error) = stopped {
                tracing::error!(%error, "health and metrics are not served any more");
            },
        }
    };
    Ok((address, server))
}

async fn upkeep(handle: &PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}

async fn alive() -> &'static str {
    concat!("pincite ", env!("CARGO_PKG_VERSION"), " is alive\n")
}

async fn ready(extract::State(state): extract::State<Arc<State>>) -> (StatusCode, String) {
    match &state.missing()[..] {
        [] => (StatusCode::OK, "ready\n".to_owned()),
        missing => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{}\n", missing.join("\n")),
        ),
    }
}

async fn counted(handle: &PrometheusHandle) -> impl IntoResponse + use<> {
    // The version of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, handle.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::metrics::{Refusal, Way};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    async fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn health_readiness_and_metrics_are_served_and_a_taken_port_is_told() {
        let state = Arc::new(State::default());
        let shutdown = CancellationToken::new();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (address, server) = serve(any, state.clone(), shutdown.clone()).await.unwrap();
        let server = tokio::spawn(server);

        let alive = get(address, "/healthz").await;
        assert!(alive.starts_with("HTTP/1.1 200"), "{alive}");
        assert!(alive.contains("is alive"), "{alive}");

        let ready = get(address, "/readyz").await;
        assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
        assert!(
            ready.contains("gateway of Discord is not connected"),
            "{ready}"
        );
        state.shard(0, true);
        state.reports(Ok(()));
        let ready = get(address, "/readyz").await;
        assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");

        metrics::answer(Way::Slash, "answered", Duration::from_millis(7));
        metrics::refused(Refusal::Queue);
        metrics::discord_error(10062);
        let counted = get(address, "/metrics").await;
        for line in [
            "# HELP pincite_answers_total Questions",
            "pincite_answers_total{way=\"slash\",outcome=\"answered\"} 1",
            "pincite_answer_seconds_bucket{way=\"slash\",le=\"0.01\"} 1",
            "pincite_refused_total{why=\"queue\"} 1",
            "pincite_discord_errors_total{code=\"10062\"} 1",
        ] {
            assert!(counted.contains(line), "{line} is not in {counted}");
        }

        let taken = serve(address, state, shutdown.clone()).await.err().unwrap();
        assert_eq!(
            taken.to_string(),
            format!(
                "health and metrics cannot be served on {address}: another program, perhaps another `pincite serve`, has that port; name another `address` in [monitor], or turn them off with address = \"off\""
            )
        );
        shutdown.cancel();
        server.await.unwrap();
    }
}
