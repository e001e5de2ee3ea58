//! Where reports go.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A project's address as Sentry shows it: `https://<key>@<host>/<project>`.
#[derive(Clone)]
pub struct Dsn {
    endpoint: Url,
    key: SecretString,
}

/// The text is no DSN. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must look like https://<key>@<host>/<project>")]
pub struct DsnError;

impl Dsn {
    /// Where envelopes are posted.
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The header that says whose they are.
    pub fn auth_header(&self) -> String {
        let key = self.key.expose_secret();
        format!(
            "Sentry sentry_version=7, sentry_client=sellergram/{}, sentry_key={key}",
            env!("CARGO_PKG_VERSION")
        )
    }
}

impl FromStr for Dsn {
    type Err = DsnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut endpoint = Url::parse(text.trim()).map_err(|_| DsnError)?;
        let key = SecretString::from(endpoint.username());
        let path = endpoint.path().trim_end_matches('/').to_owned();
        let (prefix, project) = path.rsplit_once('/').ok_or(DsnError)?;
        let is_number = !project.is_empty() && project.bytes().all(|byte| byte.is_ascii_digit());
        let is_web = matches!(endpoint.scheme(), "http" | "https");
        if key.expose_secret().is_empty() || !is_number || !is_web {
            return Err(DsnError);
        }
        endpoint.set_path(&format!("{prefix}/api/{project}/envelope/"));
        endpoint.set_query(None);
        endpoint.set_fragment(None);
        // Old addresses carry a secret too, which nobody needs any more.
        endpoint.set_password(None).map_err(|()| DsnError)?;
        endpoint.set_username("").map_err(|()| DsnError)?;
        Ok(Self { endpoint, key })
    }
}

impl fmt::Debug for Dsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dsn").field(&self.endpoint.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn an_address_says_where_and_who() {
        for (text, endpoint) in [
            (
                "https://abc123@o1.ingest.sentry.io/42",
                "https://o1.ingest.sentry.io/api/42/envelope/",
            ),
            (
                "http://abc123:old@127.0.0.1:9000/sentry/7/",
                "http://127.0.0.1:9000/sentry/api/7/envelope/",
            ),
        ] {
            let dsn: Dsn = text.parse().unwrap();

            assert_eq!(dsn.endpoint().as_str(), endpoint);
            assert!(
                dsn.auth_header().ends_with("sentry_key=abc123"),
                "{}",
                dsn.auth_header()
            );
            assert!(!format!("{dsn:?}").contains("abc123"));
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for text in [
            "",
            "abc",
            "https://host/42",
            "https://abc123@host/",
            "https://abc123@host/x",
            "ftp://abc123@host/1",
        ] {
            let error = text.parse::<Dsn>().unwrap_err();

            assert!(!error.to_string().contains("abc123"), "{text}");
        }
    }
}
