//! Channels with their days and posts as one JSON document, as docs/EXPORT.md and docs/export.schema.json describe it.

use std::io::{self, Write};

use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::post::ChannelPost;
use channels::{Figure, Precision};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::csv::precision;

/// The version of the document.
const VERSION: u32 = 1;

/// A document being written: no more of it is in memory than one day or one post.
pub(super) struct Document<W> {
    file: W,
    is_first_channel: bool,
}

/// One channel of a document being written: its days first, then its posts.
pub(super) struct Part<'a, W> {
    file: &'a mut W,
    is_first: bool,
}

impl<W: Write> Document<W> {
    pub(super) fn begin(mut file: W, from: Date, to: Date, at: Timestamp) -> io::Result<Self> {
        let head = json!({
            "format": "sellergram-channels", "version": VERSION, "from": from, "to": to, "written_at": at,
        });
        let head = head.to_string();
        // The head stays open: the channels follow in it.
        file.write_all(head.trim_end_matches('}').as_bytes())?;
        file.write_all(b",\"channels\":[")?;
        Ok(Self {
            file,
            is_first_channel: true,
        })
    }

    pub(super) fn channel(&mut self, channel: &Channel) -> io::Result<Part<'_, W>> {
        if !self.is_first_channel {
            self.file.write_all(b",")?;
        }
        self.is_first_channel = false;
        self.file.write_all(b"\n{\"channel\":")?;
        write(&mut self.file, channel.name.as_str())?;
        self.file.write_all(b",\"title\":")?;
        write(&mut self.file, &channel.title)?;
        self.file.write_all(b",\"days\":[")?;
        Ok(Part {
            file: &mut self.file,
            is_first: true,
        })
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.file.write_all(b"\n]}\n")?;
        self.file.flush()
    }
}

impl<W: Write> Part<'_, W> {
    pub(super) fn day(&mut self, day: &ChannelDay) -> io::Result<()> {
        let services: Map<String, Value> = day
            .services
            .iter()
            .map(|(source, stat)| {
                let stat = json!({
                    "subscribers": figure(stat.subscribers),
                    "average_reach": figure(stat.average_reach),
                    "err_percent": figure(stat.err_percent),
                    "err24_percent": figure(stat.err24_percent),
                    "er_percent": figure(stat.er_percent),
                    "citation_index": figure(stat.citation_index),
                });
                (source.name().to_owned(), stat)
            })
            .collect();
        self.item(&json!({
            "day": day.day,
            "members": figure(day.members),
            "members_by_others": day.members_by_others.iter().map(|one| figure(Some(*one))).collect::<Vec<_>>(),
            "posts": day.posts,
            "views": figure(day.views),
            "mentions": day.mentions,
            "forwards": day.forwards,
            "services": services,
        }))
    }

    /// The days are over, the posts follow.
    pub(super) fn posts(&mut self) -> io::Result<()> {
        self.is_first = true;
        self.file.write_all(b"],\"posts\":[")
    }

    pub(super) fn post(&mut self, post: &ChannelPost) -> io::Result<()> {
        let (seen, inner) = (post.newest(), &post.post);
        let views = seen.map(|seen| Figure {
            value: seen.views,
            precision: seen.precision,
            source: seen.source,
            observed_at: seen.at,
        });
        self.item(&json!({
            "id": inner.id,
            "url": format!("https://t.me/{}/{}", post.channel.as_str(), inner.id),
            "posted_at": inner.posted_at,
            "text": inner.text.as_ref().map(|text| &text.beginning),
            "media": inner.media,
            "views": figure(views),
            "forwards": seen.and_then(|seen| seen.shares),
            "reactions": seen.and_then(|seen| seen.reactions),
            "comments": seen.and_then(|seen| seen.comments),
            "gone_at": post.gone_at,
        }))
    }

    /// The channel is over; whether all its posts of these days are in the document.
    pub(super) fn end(self, posts_complete: bool) -> io::Result<()> {
        write!(self.file, "],\"posts_complete\":{posts_complete}}}")
    }

    fn item(&mut self, item: &Value) -> io::Result<()> {
        if !self.is_first {
            self.file.write_all(b",")?;
        }
        self.is_first = false;
        self.file.write_all(b"\n")?;
        write(&mut *self.file, item)
    }
}

fn write(file: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    serde_json::to_writer(file, value).map_err(io::Error::from)
}

fn figure<T: Serialize>(figure: Option<Figure<T>>) -> Value {
    let Some(figure) = figure else { return Value::Null };
    let mut written = json!({
        "value": figure.value,
        "precision": precision(figure.precision),
        "source": figure.source.name(),
        "observed_at": figure.observed_at,
    });
    if let Precision::Rounded { step } = figure.precision {
        written["step"] = step.into();
    }
    written
}
