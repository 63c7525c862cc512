//! The environment, and where things are kept according to it. The only file that reads it.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

/// What of the environment matters. Read once, at the start.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// `PINCITE_INDEX`.
    pub index: Option<PathBuf>,
    /// `PINCITE_CONFIG`.
    pub config: Option<PathBuf>,
    /// `XDG_DATA_HOME`, else `$HOME/.local/share`.
    pub data_home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, else `$HOME/.config`.
    pub config_home: Option<PathBuf>,
    /// The bot's token and the variable that it comes from: `PINCITE_TOKEN`, else `DISCORD_TOKEN`.
    pub token: Option<(SecretString, &'static str)>,
    /// Every other variable whose name begins with `PINCITE_`, by name.
    pub settings: Vec<(String, String)>,
}

/// The first line of `index/README.md`, by which a folder is known to be Pincite's.
const INDEX_README: &str = "# What Pincite keeps";
/// Variables of ours that are no settings.
const APART: [&str; 3] = ["PINCITE_CONFIG", "PINCITE_INDEX", "PINCITE_TOKEN"];

impl Places {
    /// Reads the environment. A variable that is empty counts as not set.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> Places {
        let filled = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let path = |name: &str| filled(name).map(PathBuf::from);
        let home = path("HOME");
        let under_home = |folder: &str| home.as_ref().map(|home| home.join(folder));
        let token = |name: &'static str| {
            let value = filled(name)?.to_string_lossy().into_owned();
            Some((SecretString::from(value), name))
        };
        let settings = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let ours = name.starts_with("PINCITE_") && !APART.contains(&name.as_str());
            (ours && !value.is_empty()).then(|| (name, value.to_string_lossy().into_owned()))
        });
        let mut settings: Vec<_> = settings.collect();
        settings.sort();
        Places {
            index: path("PINCITE_INDEX"),
            config: path("PINCITE_CONFIG"),
            data_home: path("XDG_DATA_HOME").or_else(|| under_home(".local/share")),
            config_home: path("XDG_CONFIG_HOME").or_else(|| under_home(".config")),
            token: token("PINCITE_TOKEN").or_else(|| token("DISCORD_TOKEN")),
            settings,
        }
    }

    /// Where the library is: as told, else `./index` of a clone of Pincite, else the user's data folder. And why there.
    pub fn index(&self, told: Option<&Path>) -> (PathBuf, &'static str) {
        let clone = || {
            let readme = std::fs::read_to_string("index/README.md").ok()?;
            readme
                .starts_with(INDEX_README)
                .then(|| PathBuf::from("index"))
        };
        let home = || self.data_home.as_ref().map(|home| home.join("pincite"));
        None.or_else(|| Some((told?.to_owned(), "--index says so")))
            .or_else(|| Some((self.index.clone()?, "PINCITE_INDEX says so")))
            .or_else(|| Some((clone()?, "this is a clone of Pincite")))
            .or_else(|| Some((home()?, "the user's data folder")))
            .unwrap_or_else(|| (PathBuf::from("pincite-index"), "there is no home folder"))
    }

    /// The settings file: as told, else the clone's, else the user's; none where none of these exists.
    pub fn config(&self, told: Option<&Path>) -> Option<PathBuf> {
        if let Some(told) = told.map(Path::to_owned).or_else(|| self.config.clone()) {
            return Some(told);
        }
        let clone = Path::new("config/pincite.example.toml")
            .exists()
            .then(|| PathBuf::from("config/pincite.toml"));
        let user = self
            .config_home
            .as_ref()
            .map(|home| home.join("pincite/pincite.toml"));
        clone.into_iter().chain(user).find(|path| path.exists())
    }
}
