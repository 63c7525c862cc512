//! The signals that tell the process to stop.

use tokio::sync::mpsc;

/// Signals are handed on by name, in the order they came. Must be called within a runtime.
#[cfg(unix)]
pub(in crate::cli) fn listen() -> std::io::Result<mpsc::Receiver<&'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (send, receive) = mpsc::channel(2);
    tokio::spawn(async move {
        loop {
            let name = tokio::select! {
                Some(()) = terminate.recv() => "SIGTERM",
                Some(()) = interrupt.recv() => "SIGINT",
                else => return,
            };
            if send.send(name).await.is_err() {
                return;
            }
        }
    });
    Ok(receive)
}

/// Signals are handed on by name, in the order they came. Must be called within a runtime.
#[cfg(not(unix))]
pub(in crate::cli) fn listen() -> std::io::Result<mpsc::Receiver<&'static str>> {
    let (send, receive) = mpsc::channel(2);
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() && send.send("Ctrl-C").await.is_ok() {}
    });
    Ok(receive)
}
