//! Which reports somebody may search.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::store::{Catalogue, Edition, Settings};

/// Which reports may be searched. Whatever is shown, counted, suggested or re-checked for somebody is of these alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every report: the operator at the terminal.
    #[default]
    Everything,
    /// The reports for everybody: direct messages and user installs.
    Public,
    /// What the managers of one guild let it search.
    Guild(GuildScope),
}

/// What one guild searches: its own reports and, if its managers want them, those for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GuildScope {
    /// The guild, as in [`Edition::scope`].
    pub id: String,
    /// Whether reports for everybody belong to it.
    pub public: bool,
    /// Ids of reports that do not, whosever they are.
    pub hidden: Arc<BTreeSet<String>>,
}

impl Scope {
    /// What a guild with these settings searches.
    pub fn of_guild(guild: u64, settings: &Settings) -> Scope {
        Scope::Guild(GuildScope {
            id: guild.to_string(),
            public: settings.public_reports,
            hidden: Arc::new(settings.hidden.clone()),
        })
    }

    /// Whether an edition may be searched.
    pub fn holds(&self, edition: &Edition) -> bool {
        match (self, edition.scope.as_deref()) {
            (Scope::Everything, _) => true,
            (Scope::Public, scope) => scope.is_none(),
            (Scope::Guild(guild), scope) => {
                scope.map_or(guild.public, |scope| scope == guild.id)
                    && !guild.hidden.contains(&edition.report.id)
            }
        }
    }

    /// The same reports by a name that other scopes share: a guild that has none of its own and hides nothing searches
    /// what everybody does.
    pub(super) fn shared(&self, catalogue: &Catalogue) -> Scope {
        match self {
            Scope::Guild(guild)
                if guild.public
                    && guild.hidden.is_empty()
                    && !catalogue
                        .ready()
                        .any(|edition| edition.scope.as_deref() == Some(&guild.id)) =>
            {
                Scope::Public
            }
            other => other.clone(),
        }
    }
}
