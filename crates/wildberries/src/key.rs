//! A seller's key.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A Wildberries token, as the seller gave it: surrounding space and a leading `Bearer ` are gone, nothing else is judged.
///
/// `Debug` shows no character of it. See [`decode`](crate::decode) for what it says about itself.
#[derive(Clone)]
pub struct SellerKey(SecretString);

impl SellerKey {
    /// Takes the text a seller sent.
    pub fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref().trim();
        let bare = match text.split_once(char::is_whitespace) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim_start(),
            _ => text,
        };
        SellerKey(SecretString::from(bare))
    }

    /// The key itself, for the one header that carries it and for sealing.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The key as a secret, for sealing.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    /// The last four characters, by which sellers tell their keys apart. Empty when the text is shorter than
    /// 16 characters: it is no key, and four of its characters would be too much of it.
    pub fn last4(&self) -> String {
        let count = self.expose().chars().count();
        if count < 16 {
            return String::new();
        }
        self.expose().chars().skip(count - 4).collect()
    }
}

impl From<SecretString> for SellerKey {
    fn from(secret: SecretString) -> Self {
        SellerKey::new(secret.expose_secret())
    }
}

impl fmt::Debug for SellerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SellerKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_and_scheme_are_stripped() {
        for text in [
            "abc.def.ghi",
            " abc.def.ghi\n",
            "Bearer abc.def.ghi",
            "bearer\t abc.def.ghi ",
        ] {
            assert_eq!(SellerKey::new(text).expose(), "abc.def.ghi", "{text:?}");
        }
        assert_eq!(SellerKey::new("Bearer").expose(), "Bearer");
        assert_eq!(SellerKey::new("my key").expose(), "my key");
    }

    #[test]
    fn shows_four_characters_of_a_key_and_none_of_a_short_text() {
        assert_eq!(SellerKey::new("eyJhbGciOiJFUzI1NiJ9.e30.wxyz").last4(), "wxyz");
        assert_eq!(SellerKey::new("0123456789abcde").last4(), "");
        assert_eq!(SellerKey::new("ключключключключ").last4(), "ключ");
    }

    #[test]
    fn debug_hides_the_key() {
        let key = SellerKey::new("eyJhbGciOiJFUzI1NiJ9.e30.wxyz");
        assert_eq!(format!("{key:?}"), "SellerKey(hidden)");
    }
}
