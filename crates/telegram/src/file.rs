//! Files, both ways: one that a user sent, and one that the bot sends.

use std::fmt;

/// A file that somebody sent, as a message tells of it; [`Client::download`](crate::Client::download) brings what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// To download it by; only this bot can.
    pub file_id: String,
    /// Its name, as the sender's application gave it.
    pub name: Option<String>,
    /// Its MIME type, as the sender's application gave it: a hint, not a promise.
    pub mime: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// The words under it.
    pub caption: Option<String>,
}

impl fmt::Debug for Document {
    /// Told by type and size only: words may hold a seller's key, a name says whose the file is, and by its id it can be fetched.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mime = self.mime.as_deref().unwrap_or("no type");
        match self.size {
            Some(size) => write!(f, "Document({mime:?}, {size} bytes)"),
            None => write!(f, "Document({mime:?})"),
        }
    }
}

/// A file to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name with its extension, as the user sees it. What would end or break the name on its way becomes `_`.
    pub name: String,
    /// What is in it: at least one byte; Telegram takes 50 MB of a file and 10 MB of a photo.
    pub bytes: Vec<u8>,
    /// Its MIME type, such as `text/csv`.
    pub mime: &'static str,
}

impl fmt::Debug for Attachment {
    /// Told by name and length only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

impl Attachment {
    /// The name as it may travel: Telegram reads up to the next `;`, whatever is quoted, and takes no escapes.
    pub(crate) fn safe_name(&self) -> String {
        let breaks = |c: char| c.is_control() || matches!(c, '"' | '\\' | ';' | '/');
        self.name.replace(breaks, "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_without_its_words_its_id_and_what_is_in_it() {
        let came = Document {
            file_id: "BQACAgI-secret".to_owned(),
            name: Some("secret.csv".to_owned()),
            mime: Some("text/csv".to_owned()),
            size: Some(12),
            caption: Some("eyJ.secret".to_owned()),
        };
        assert_eq!(format!("{came:?}"), r#"Document("text/csv", 12 bytes)"#);
        let goes = Attachment {
            name: "неделя.csv".to_owned(),
            bytes: b"secret".to_vec(),
            mime: "text/csv",
        };
        assert_eq!(format!("{goes:?}"), r#"Attachment("неделя.csv", 6 bytes)"#);
    }

    #[test]
    fn a_name_cannot_break_out_of_its_place() {
        let named = |name: &str| {
            let attachment = Attachment {
                name: name.to_owned(),
                bytes: Vec::new(),
                mime: "text/csv",
            };
            attachment.safe_name()
        };
        assert_eq!(named("ИП \"Роза\"; 1/2\r\n.csv"), "ИП _Роза__ 1_2__.csv");
        assert_eq!(named("остатки 21.11.csv"), "остатки 21.11.csv");
    }
}
