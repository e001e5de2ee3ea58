//! Who spoke of a channel, and of whom it spoke, in words.

use telegram::Language::{self, En, Ru};

use super::words::{counted, posts_count};
use crate::report::Spoken;

/// Both in one line.
pub(super) fn spoken(language: Language, cited: &Spoken, citing: &Spoken) -> String {
    let channels = |n: usize| match language {
        Ru => counted(Ru, n, ["канале", "каналах", "каналах"], ["", ""]),
        En => counted(En, n, ["", "", ""], ["channel", "channels"]),
    };
    let inward = match (language, cited.mentions + cited.forwards) {
        (Ru, 0) => "о канале не писали".to_owned(),
        (En, 0) => "nobody wrote of it".to_owned(),
        (Ru, _) => format!(
            "о канале {} и {} — в {}",
            mentions_ru(cited.mentions),
            reposts_ru(cited.forwards),
            channels(cited.channels)
        ),
        (En, _) => format!(
            "{} of it, {} taken over, in {}",
            counted(En, cited.mentions, ["", "", ""], ["mention", "mentions"]),
            posts_count(En, cited.forwards),
            channels(cited.channels)
        ),
    };
    let outward = match language {
        Ru => format!(
            "в своих постах: {} и {}",
            mentions_ru(citing.mentions),
            reposts_ru(citing.forwards)
        ),
        En => format!(
            "in its own posts: {} with mentions, {} taken over",
            citing.mentions, citing.forwards
        ),
    };
    format!("🔗 {inward}; {outward}")
}

fn mentions_ru(n: usize) -> String {
    counted(Ru, n, ["упоминание", "упоминания", "упоминаний"], ["", ""])
}

fn reposts_ru(n: usize) -> String {
    counted(Ru, n, ["репост", "репоста", "репостов"], ["", ""])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: usize) -> Spoken {
        Spoken {
            mentions: n,
            forwards: n,
            channels: n,
        }
    }

    #[test]
    fn every_number_has_its_form() {
        let said = |n| spoken(Ru, &of(n), &of(n)).replace('\u{202f}', " ");
        let expected = |n: usize, mention: &str, repost: &str, channel: &str| {
            format!(
                "🔗 о канале {n} {mention} и {n} {repost} — в {n} {channel}; в своих постах: {n} {mention} и {n} {repost}"
            )
        };
        for n in [1, 21, 101] {
            assert_eq!(said(n), expected(n, "упоминание", "репост", "канале"));
        }
        for n in [2, 22] {
            assert_eq!(said(n), expected(n, "упоминания", "репоста", "каналах"));
        }
        for n in [5, 11] {
            assert_eq!(said(n), expected(n, "упоминаний", "репостов", "каналах"));
        }
        assert_eq!(
            spoken(Ru, &of(0), &of(0)),
            "🔗 о канале не писали; в своих постах: 0 упоминаний и 0 репостов"
        );
        assert_eq!(
            spoken(En, &of(1), &of(1)),
            "🔗 1 mention of it, 1 post taken over, in 1 channel; in its own posts: 1 with mentions, 1 taken over"
        );
    }
}
