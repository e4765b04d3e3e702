//! All settings, read once at start from the environment (and `.env`).

use std::path::PathBuf;

use super::origin::Network;

/// Where the program runs; decides how strict it is about secrets and sample people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Test,
    Production,
}

/// The settings. `.env.example` lists them with their defaults; a test compares the two.
#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub host: String,
    pub port: u16,
    pub database_url: String,
    pub data_dir: PathBuf,
    pub site_dir: PathBuf,
    pub jwt_secret: String,
    pub public_url: Option<String>,
    pub cors_origins: Vec<String>,
    pub trusted_proxies: Vec<Network>,
    pub log_format: String,
    pub log_level: String,
    pub gemini_api_key: Option<String>,
    pub gemini_url: String,
}

const DEVELOPMENT_SECRET: &str = "a-secret-for-development-only-never-for-production";

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// A list of what is wrong, each with what to do.
    pub fn from_env() -> Result<Self, Vec<String>> {
        Self::from_lookup(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }

    /// Reads settings from any source, so that tests need no environment.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn from_lookup(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let environment = match get("NEXUS_ENV").as_deref() {
            None | Some("development") => Environment::Development,
            Some("test") => Environment::Test,
            Some("production") => Environment::Production,
            Some(other) => {
                wrong.push(format!("NEXUS_ENV is {other:?}; write development, test or production"));
                Environment::Production
            }
        };
        let port = match get("PORT").unwrap_or_else(|| "3000".to_owned()).parse::<u16>() {
            Ok(port) => port,
            Err(_) => {
                wrong.push("PORT is not a number from 0 to 65535".to_owned());
                3000
            }
        };
        let host = get("HOST").unwrap_or_else(|| "127.0.0.1".to_owned());
        let data_dir = PathBuf::from(get("DATA_DIR").unwrap_or_else(|| "data".to_owned()));
        let database_url =
            get("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}", data_dir.join("nexus.db").display()));
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database_url.starts_with(scheme)) {
            wrong.push("DATABASE_URL must start with sqlite:// or postgres://".to_owned());
        }
        let jwt_secret = get("JWT_SECRET").unwrap_or_else(|| DEVELOPMENT_SECRET.to_owned());
        if environment == Environment::Production {
            if jwt_secret == DEVELOPMENT_SECRET {
                wrong.push("JWT_SECRET is missing; set it to 32 or more random characters".to_owned());
            } else if jwt_secret.len() < 32
                || ["change", "example", "secret-key"].iter().any(|w| jwt_secret.contains(w))
            {
                wrong.push(
                    "JWT_SECRET is a placeholder or too short; set it to 32 or more random characters".to_owned(),
                );
            }
        }
        let public_url = get("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned());
        if public_url.as_ref().is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            wrong.push("PUBLIC_URL must start with http:// or https://".to_owned());
        }
        let trusted_proxies = proxies(listed(get("TRUSTED_PROXIES")), &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Self {
            environment,
            public_url,
            host,
            port,
            database_url,
            data_dir,
            site_dir: PathBuf::from(get("SITE_DIR").unwrap_or_else(|| "target/site".to_owned())),
            jwt_secret,
            cors_origins: listed(get("CORS_ORIGINS")),
            trusted_proxies,
            log_format: get("LOG_FORMAT").unwrap_or_else(|| "text".to_owned()),
            log_level: get("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            gemini_api_key: get("GEMINI_API_KEY"),
            gemini_url: get("GEMINI_URL").unwrap_or_else(|| "https://generativelanguage.googleapis.com".to_owned()),
        })
    }

    /// Scheme, host and port under which browsers reach the server, where that is set.
    pub fn public_origin(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        let host = url.find("://")? + 3;
        let end = url.get(host..)?.find('/').map_or(url.len(), |end| host + end);
        url.get(..end)
    }

    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// The database without its password, for banners and logs.
    pub fn database_label(&self) -> String {
        match self.database_url.split_once("://") {
            Some((scheme, rest)) if scheme.starts_with("postgres") => {
                format!("Postgres at {}", rest.rsplit('@').next().unwrap_or(rest))
            }
            Some((_, path)) => format!("SQLite at {path}"),
            None => self.database_url.clone(),
        }
    }
}

fn listed(all: Option<String>) -> Vec<String> {
    let all = all.unwrap_or_default();
    all.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

fn proxies(listed: Vec<String>, wrong: &mut Vec<String>) -> Vec<Network> {
    let mut proxies = Vec::new();
    for text in listed {
        match Network::parse(&text) {
            Some(network) => proxies.push(network),
            None => wrong.push(format!(
                "TRUSTED_PROXIES names {text:?}; write addresses or networks such as 10.0.0.0/8, separated by commas"
            )),
        }
    }
    proxies
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        Config::from_lookup(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn without_any_setting_it_serves_sqlite_on_port_3000() {
        let config = config(&[]).unwrap();
        assert_eq!((config.port, config.database_url.as_str()), (3000, "sqlite://data/nexus.db"));
    }

    #[test]
    fn production_refuses_to_start_without_a_secret_and_names_it() {
        let wrong = config(&[("NEXUS_ENV", "production")]).unwrap_err();
        assert!(wrong[0].starts_with("JWT_SECRET is missing"), "{wrong:?}");
    }

    #[test]
    fn production_refuses_the_placeholder_of_a_sample_file() {
        let secret = "your-super-secret-jwt-key-change-in-production-min-32-chars";
        let wrong = config(&[("NEXUS_ENV", "production"), ("JWT_SECRET", secret)]).unwrap_err();
        assert!(wrong[0].contains("placeholder"), "{wrong:?}");
    }

    #[test]
    fn a_database_password_never_reaches_the_banner() {
        let config = config(&[("DATABASE_URL", "postgres://nexus:hidden@db.internal/nexus")]).unwrap();
        assert_eq!(config.database_label(), "Postgres at db.internal/nexus");
    }

    #[test]
    fn a_proxy_that_is_no_address_stops_the_start_and_is_named() {
        let wrong = config(&[("TRUSTED_PROXIES", "10.0.0.0/8, proxy.internal")]).unwrap_err();
        assert!(wrong[0].contains("proxy.internal"), "{wrong:?}");
    }

    #[test]
    fn the_public_address_is_an_origin_whatever_stands_behind_it() {
        let of = |url: &str| config(&[("PUBLIC_URL", url)]).unwrap().public_origin().map(str::to_owned);
        assert_eq!(of("https://nexus.example/"), Some("https://nexus.example".to_owned()));
        assert_eq!(of("https://nexus.example:8443/app"), Some("https://nexus.example:8443".to_owned()));
        assert_eq!(config(&[]).unwrap().public_origin(), None);
        assert!(config(&[("PUBLIC_URL", "nexus.example")]).is_err());
    }
}
