//! Settings from environment variables.
//!
//! Reading never fails on the spot: problems are collected, and [`Env::finish`] reports all of them together,
//! so that an operator repairs a deployment once and not once per variable.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use secrecy::SecretString;

/// The environment a function reads its settings from, and the problems found so far.
#[derive(Default)]
pub struct Env {
    values: HashMap<String, String>,
    problems: Vec<String>,
}

/// A value that was asked for. It can be taken out only with the proof that the whole environment was in order.
#[derive(Debug)]
pub struct Setting<T>(Option<T>);

/// The proof that every setting asked for was found and understood.
#[derive(Debug)]
pub struct Checked(());

/// Everything that is wrong with the environment, one line a variable. Values are never repeated.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment is not complete:\n{}", .problems.join("\n"))]
pub struct EnvError {
    /// One sentence per problem, in the order the settings were asked for; each starts with the variable's name.
    pub problems: Vec<String>,
}

impl Env {
    /// The environment of this process. Values that are not UTF-8 count as absent.
    pub fn from_process() -> Self {
        Self::from_pairs(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// An environment made of these pairs; later pairs win.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            // A template cannot leave a variable out, it can only make it empty: both mean "not set".
            .filter(|(_, value): &(String, String)| !value.trim().is_empty())
            .collect();
        Self {
            values,
            problems: Vec::new(),
        }
    }

    /// A setting without which the function cannot work. `about` says what it is, for the one who has to set it.
    pub fn required<T>(&mut self, name: &str, about: &str) -> Setting<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        match self.values.get(name) {
            Some(value) => self.parse(name, &value.clone()),
            None => self.missing(name, about),
        }
    }

    /// A setting with a default. A value that cannot be understood is a problem, never silently the default.
    pub fn optional<T>(&mut self, name: &str, default: T) -> Setting<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        match self.values.get(name) {
            Some(value) => self.parse(name, &value.clone()),
            None => Setting(Some(default)),
        }
    }

    /// A setting that may be left out.
    pub fn maybe<T>(&mut self, name: &str) -> Setting<Option<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        match self.values.get(name) {
            Some(value) => Setting(self.parse(name, &value.clone()).0.map(Some)),
            None => Setting(Some(None)),
        }
    }

    /// A secret without which the function cannot work.
    pub fn secret(&mut self, name: &str, about: &str) -> Setting<SecretString> {
        match self.values.get(name) {
            Some(value) => Setting(Some(SecretString::from(value.trim()))),
            None => self.missing(name, about),
        }
    }

    /// The proof that all settings asked for so far are in order.
    ///
    /// # Errors
    /// [`EnvError`] with every problem found since the last call.
    pub fn finish(&mut self) -> Result<Checked, EnvError> {
        if self.problems.is_empty() {
            return Ok(Checked(()));
        }
        Err(EnvError {
            problems: std::mem::take(&mut self.problems),
        })
    }

    fn parse<T>(&mut self, name: &str, value: &str) -> Setting<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        match value.trim().parse() {
            Ok(parsed) => Setting(Some(parsed)),
            Err(error) => {
                self.problems.push(format!("{name} cannot be read: {error}"));
                Setting(None)
            }
        }
    }

    fn missing<T>(&mut self, name: &str, about: &str) -> Setting<T> {
        self.problems.push(format!("{name} is not set: {about}"));
        Setting(None)
    }
}

impl<T> Setting<T> {
    /// The value. `_checked` comes from [`Env::finish`], called after this setting was asked for.
    ///
    /// # Panics
    /// When the proof is older than the setting: a mistake in the program's start, found at its first run.
    pub fn get(self, _checked: &Checked) -> T {
        self.0
            .expect("a setting is taken only after Env::finish found it in order")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use secrecy::ExposeSecret;
    use url::Url;

    use super::*;

    #[test]
    fn all_problems_are_reported_at_once_each_naming_its_variable() {
        let mut env = Env::from_pairs([
            ("MAX_WATCHES", "many"),
            ("GATEWAY_URL", "not a url"),
            ("BOT_TOKEN", "  "),
        ]);

        let _ = env.required::<String>("TABLE_NAME", "the DynamoDB table of the stack");
        let _ = env.optional::<u32>("MAX_WATCHES", 100);
        let _ = env.required::<Url>("GATEWAY_URL", "the booking gateway");
        let _ = env.secret("BOT_TOKEN", "the bot's token from @BotFather");
        let error = env.finish().unwrap_err();

        assert_eq!(
            error.problems,
            [
                "TABLE_NAME is not set: the DynamoDB table of the stack",
                "MAX_WATCHES cannot be read: invalid digit found in string",
                "GATEWAY_URL cannot be read: relative URL without a base",
                "BOT_TOKEN is not set: the bot's token from @BotFather",
            ]
        );
        assert!(error.to_string().ends_with("@BotFather"), "{error}");
    }

    #[test]
    fn values_are_parsed_and_defaults_fill_the_gaps() {
        let mut env = Env::from_pairs([
            ("TRIAL_CATCHES", " 5 "),
            ("ACCEPT_TEST_KEYS", "true"),
            ("BOT_TOKEN", "42:secret\n"),
        ]);

        let trial = env.optional::<u32>("TRIAL_CATCHES", 2);
        let watches = env.optional::<u32>("MAX_WATCHES", 100);
        let test_keys = env.optional::<bool>("ACCEPT_TEST_KEYS", false);
        let token = env.secret("BOT_TOKEN", "the bot's token");
        let checked = env.finish().unwrap();

        assert_eq!(trial.get(&checked), 5);
        assert_eq!(watches.get(&checked), 100);
        assert!(test_keys.get(&checked));
        assert_eq!(token.get(&checked).expose_secret(), "42:secret");
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let mut env = Env::from_pairs([("MAX_WATCHES", "")]);

        let watches = env.optional::<u32>("MAX_WATCHES", 7);
        let checked = env.finish().unwrap();

        assert_eq!(watches.get(&checked), 7);
    }

    #[test]
    fn a_secret_is_not_shown() {
        let mut env = Env::from_pairs([("BOT_TOKEN", "42:secret")]);

        let token = env.secret("BOT_TOKEN", "the bot's token");

        assert!(!format!("{token:?}").contains("42:secret"));
    }
}
