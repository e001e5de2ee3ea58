//! Files, both ways: one that a user sent, and one that the bot sends.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

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

/// A file to send, from memory.
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

/// A file to send, from a disk: it is read piece by piece while it goes out, so that one of any size takes the same little memory.
#[derive(Clone, PartialEq, Eq)]
pub struct DiskFile {
    /// Its name with its extension, as the user sees it. What would end or break the name on its way becomes `_`.
    pub name: String,
    /// Its MIME type, such as `text/csv`.
    pub mime: &'static str,
    path: PathBuf,
    length: u64,
}

impl DiskFile {
    /// The file that lies at `path`, whole and closed. It must stay there until the call is made.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be looked at.
    pub fn at(path: impl Into<PathBuf>, name: impl Into<String>, mime: &'static str) -> io::Result<Self> {
        let path = path.into();
        let length = fs::metadata(&path)?.len();
        Ok(Self {
            name: name.into(),
            mime,
            path,
            length,
        })
    }

    /// Its length in bytes; Telegram takes 50 MB.
    pub fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Debug for DiskFile {
    /// Told by name and length only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DiskFile({:?}, {} bytes)", self.name, self.length)
    }
}

/// What a file to send is sent from.
#[derive(Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// Memory.
    Memory(Attachment),
    /// A disk.
    Disk(DiskFile),
}

impl Outgoing {
    /// Its name, as the user sees it.
    pub fn name(&self) -> &str {
        match self {
            Self::Memory(file) => &file.name,
            Self::Disk(file) => &file.name,
        }
    }

    /// Its MIME type.
    pub fn mime(&self) -> &'static str {
        match self {
            Self::Memory(file) => file.mime,
            Self::Disk(file) => file.mime,
        }
    }
}

impl From<Attachment> for Outgoing {
    fn from(file: Attachment) -> Self {
        Self::Memory(file)
    }
}

impl From<DiskFile> for Outgoing {
    fn from(file: DiskFile) -> Self {
        Self::Disk(file)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory(file) => file.fmt(f),
            Self::Disk(file) => file.fmt(f),
        }
    }
}

/// A file's name as it may travel: Telegram reads up to the next `;`, whatever is quoted, and takes no escapes.
pub(crate) fn safe_name(name: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '"' | '\\' | ';' | '/');
    name.replace(breaks, "_")
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
        assert_eq!(safe_name("ИП \"Роза\"; 1/2\r\n.csv"), "ИП _Роза__ 1_2__.csv");
        assert_eq!(safe_name("остатки 21.11.csv"), "остатки 21.11.csv");
    }
}
