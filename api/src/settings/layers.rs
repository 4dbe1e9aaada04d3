//! Settings in layers that know where each value came from:
//! default < `/etc/concordat/concordat.toml` < `./concordat.toml` or `--config` < environment
//! `CONCORDAT_*` (`__` goes one level down) < flags. A name that is no setting is an error.

use std::path::{Path, PathBuf};

use figment::error::Kind;
use figment::providers::{Format as _, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde_json::Value as Json;

use super::{DatabaseUrl, Settings};

/// Where settings are looked for. Read it from the process at one place, so that the rest can be
/// tested without touching the environment.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file of the machine, read when it is there.
    pub machine_file: Option<PathBuf>,
    /// The file of the working directory, read when it is there and no other is named.
    pub local_file: Option<PathBuf>,
    /// The file that `--config` names: it must be there.
    pub named_file: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// Flags that set a value: the flag, the setting, the value.
    pub flags: Vec<(&'static str, &'static str, String)>,
}

impl Sources {
    /// The sources of this process.
    #[must_use]
    pub fn of_process(named_file: Option<PathBuf>) -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self {
            machine_file: Some(PathBuf::from("/etc/concordat/concordat.toml")),
            local_file: Some(PathBuf::from("concordat.toml")),
            named_file,
            environment,
            flags: Vec::new(),
        }
    }

    /// Adds a flag that sets the value of a setting.
    #[must_use]
    pub fn with_flag(mut self, flag: &'static str, setting: &'static str, value: String) -> Self {
        self.flags.push((flag, setting, value));
        self
    }
}

const PREFIX: &str = "CONCORDAT_";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct SettingsError {
    /// What is wrong, and where it was given.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The settings in force, and where each came from.
#[derive(Debug)]
pub struct Effective {
    /// The settings.
    pub settings: Settings,
    figment: Figment,
}

/// One setting in force.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Entry {
    /// Its name, dotted.
    pub key: String,
    /// Its value; secrets are masked.
    pub value: Json,
    /// Where it came from.
    pub source: String,
}

impl Effective {
    /// Reads the settings from `sources`.
    ///
    /// # Errors
    /// [`SettingsError`] when a file is missing or broken, a name is unknown, or a value is not
    /// one that its setting allows.
    pub fn load(sources: &Sources) -> Result<Self, SettingsError> {
        let figment = figment(sources)?;
        let mut settings: Settings = figment.extract().map_err(explain)?;
        if let Some(path) = settings.database_url_file.clone() {
            if figment.contains("database_url") {
                return Err(SettingsError {
                    message: "database_url and database_url_file are both given".to_owned(),
                    hint: Some("give one of them".to_owned()),
                });
            }
            settings.database_url = DatabaseUrl::new(read_secret(&path)?);
        }
        Ok(Self { settings, figment })
    }

    /// Every setting in force, alphabetically; lists are one entry.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        if let Ok(value) = serde_json::to_value(&self.settings) {
            self.collect(String::new(), value, &mut entries);
        }
        entries
    }

    fn collect(&self, key: String, value: Json, entries: &mut Vec<Entry>) {
        if let Json::Object(members) = value {
            for (name, value) in members {
                let key = if key.is_empty() {
                    name
                } else {
                    format!("{key}.{name}")
                };
                self.collect(key, value, entries);
            }
        } else {
            let source = self.source(&key);
            entries.push(Entry { key, value, source });
        }
    }

    fn source(&self, key: &str) -> String {
        if let Some(path) = &self.settings.database_url_file
            && key == "database_url"
        {
            return format!("file {}", path.display());
        }
        self.figment
            .find_metadata(key)
            .map_or_else(|| "default".to_owned(), describe)
    }
}

fn figment(sources: &Sources) -> Result<Figment, SettingsError> {
    let mut figment = Figment::new();
    let local = match &sources.named_file {
        Some(path) if !path.is_file() => {
            return Err(SettingsError {
                message: format!("the settings file {} is not there", path.display()),
                hint: None,
            });
        }
        Some(path) => Some(path),
        None => sources.local_file.as_ref(),
    };
    let files = [sources.machine_file.as_ref(), local].into_iter().flatten();
    for path in files.filter(|path| path.exists()) {
        figment = figment.merge(Toml::file_exact(path));
    }
    for (variable, value) in &sources.environment {
        if let Some(name) = variable.strip_prefix(PREFIX) {
            figment = figment.merge(Given {
                by: variable.clone(),
                setting: name.to_ascii_lowercase().replace("__", "."),
                value: value.clone(),
            });
        }
    }
    for (flag, setting, value) in &sources.flags {
        figment = figment.merge(Given {
            by: (*flag).to_owned(),
            setting: (*setting).to_owned(),
            value: value.clone(),
        });
    }
    Ok(figment)
}

/// One value that an environment variable or a flag gives.
struct Given {
    by: String,
    setting: String,
    value: String,
}

impl Provider for Given {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.by.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let value: Value = self.value.parse().unwrap_or_else(|never| match never {});
        let dict = figment::util::nest(&self.setting, value)
            .into_dict()
            .unwrap_or_default();
        Ok(Profile::Default.collect(dict))
    }
}

fn describe(metadata: &Metadata) -> String {
    match metadata
        .source
        .as_ref()
        .and_then(|source| source.file_path())
    {
        Some(path) => path.display().to_string(),
        None => metadata.name.to_string(),
    }
}

fn read_secret(path: &Path) -> Result<String, SettingsError> {
    std::fs::read_to_string(path)
        .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .map_err(|error| SettingsError {
            message: format!("{} cannot be read: {error}", path.display()),
            hint: None,
        })
}

fn explain(error: figment::Error) -> SettingsError {
    let key = error.path.join(".");
    let place = error
        .metadata
        .as_ref()
        .map(|metadata| format!(" (in {})", describe(metadata)))
        .unwrap_or_default();
    if let Kind::UnknownField(name, known) = &error.kind {
        return SettingsError {
            message: format!("{name:?} is no setting{place}"),
            hint: Some(match nearest(name, known) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("the settings here are {}", known.join(", ")),
            }),
        };
    }
    let message = if key.is_empty() {
        format!("{}{place}", error.kind)
    } else {
        format!("{key}: {}{place}", error.kind)
    };
    SettingsError {
        message,
        hint: Some("concordat config show prints the settings in force".to_owned()),
    }
}

fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate)
}
