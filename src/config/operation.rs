//! What the operator may set about watching the bot: its log, its health and metrics.

use std::net::{Ipv4Addr, SocketAddr};

use tracing::Level;

use super::Section;
use super::read::Value;

/// What the bot writes about itself, on standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// For whom.
    pub format: LogFormat,
    /// The least severe that is written. Above `debug` nothing names a person or repeats a message.
    pub level: Level,
}

/// Who reads the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// People.
    Human,
    /// Programs: one JSON object a line.
    Json,
}

impl Default for LogConfig {
    fn default() -> Self {
        LogConfig {
            format: LogFormat::Human,
            level: Level::INFO,
        }
    }
}

impl LogConfig {
    pub(super) fn read(mut from: Section) -> Self {
        let default = Self::default();
        LogConfig {
            format: from
                .value("format", "\"human\" or \"json\"", format)
                .unwrap_or(default.format),
            level: from
                .value(
                    "level",
                    "\"error\", \"warn\", \"info\", \"debug\" or \"trace\"",
                    level,
                )
                .unwrap_or(default.level),
        }
    }
}

fn format(value: &Value) -> Option<LogFormat> {
    match value.text()? {
        "human" => Some(LogFormat::Human),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

fn level(value: &Value) -> Option<Level> {
    match value.text()? {
        "error" => Some(Level::ERROR),
        "warn" => Some(Level::WARN),
        "info" => Some(Level::INFO),
        "debug" => Some(Level::DEBUG),
        "trace" => Some(Level::TRACE),
        _ => None,
    }
}

/// Where health and metrics are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorConfig {
    /// The address; none serves nothing.
    pub address: Option<SocketAddr>,
}

impl Default for MonitorConfig {
    fn default() -> Self {
        MonitorConfig {
            // The port that OpenTelemetry's Prometheus exporters listen on by default.
            address: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9464))),
        }
    }
}

impl MonitorConfig {
    pub(super) fn read(mut from: Section) -> Self {
        let wanted = "an address with a port, such as \"127.0.0.1:9464\", or \"off\"";
        MonitorConfig {
            address: from
                .value("address", wanted, address)
                .unwrap_or(Self::default().address),
        }
    }
}

fn address(value: &Value) -> Option<Option<SocketAddr>> {
    match value.text()? {
        "" | "off" => Some(None),
        text => text.parse().ok().map(Some),
    }
}
