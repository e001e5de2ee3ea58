//! What comes in place of a page.

use axum::body::Bytes;
use serde_json::json;

use crate::channels::sources::{OddKind, Oddity};
use crate::exchange::Answer;
use crate::faults::FaultKind;

/// A page, told by its size.
pub fn page(status: u16, html: String) -> Answer {
    let told = json!({"bytes": html.len()});
    Answer {
        status,
        headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
        body: Bytes::from(html),
        told,
    }
}

/// A fault that is arranged for all pages.
pub fn of_fault(kind: FaultKind, retry_after_s: u32) -> Answer {
    match kind {
        FaultKind::TooMany => status(429, Some(retry_after_s)),
        _ => status(500, None),
    }
}

/// An answer of this status, as the server before the pages words it.
pub fn status(status: u16, retry_after_s: Option<u32>) -> Answer {
    let words = match status {
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        _ => "Internal Server Error",
    };
    let answer = page(
        status,
        format!(
            "<html>\r\n<head><title>{status} {words}</title></head>\r\n<body>\r\n<center><h1>{status} {words}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        ),
    );
    match retry_after_s {
        Some(seconds) => answer.header("Retry-After", seconds),
        None => answer,
    }
}

/// What is left of a page.
pub fn spoilt(oddity: &Oddity, whole: impl FnOnce() -> Answer) -> Answer {
    match oddity.kind {
        OddKind::Status => status(oddity.status, oddity.retry_after_s),
        OddKind::Tiny => page(200, "<html><head></head><body></body></html>\n".to_owned()),
        OddKind::Challenge => page(200, challenge()),
        OddKind::EmptyTags => page(200, empty_tags()),
        OddKind::Truncated => change(whole(), |html| {
            html[..html.floor_char_boundary(html.len() * 2 / 3)].to_owned()
        }),
        OddKind::NoPosts => change(whole(), |html| without_history(&html)),
        _ => whole(),
    }
}

fn change(answer: Answer, change: impl FnOnce(String) -> String) -> Answer {
    if answer.status != 200 {
        return answer;
    }
    page(200, change(String::from_utf8_lossy(&answer.body).into_owned()))
}

/// The page without anything between the borders of its history.
fn without_history(html: &str) -> String {
    let begins = "js-message_history\">";
    match html
        .split_once(begins)
        .and_then(|(head, rest)| Some((head, rest.split_once("</section>")?.1)))
    {
        Some((head, foot)) => format!("{head}{begins}\n</section>{foot}"),
        None => html.to_owned(),
    }
}

fn challenge() -> String {
    let script = "<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';document.head.appendChild(a);})();</script>\n".repeat(4);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n<title>Just a moment...</title>\n<meta name=\"robots\" content=\"noindex,nofollow\">\n{script}</head>\n\
         <body>\n<h1>Checking your browser before accessing the site</h1>\n<noscript>Enable JavaScript and cookies to continue</noscript>\n</body>\n</html>\n"
    )
}

fn empty_tags() -> String {
    let filler = "<link rel=\"preconnect\" href=\"https://cdn4.telesco.pe\">\n".repeat(6);
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>Telegram</title>\n<meta property=\"og:title\" content=\"\">\n<meta property=\"og:description\" content=\"\">\n{filler}</head>\n\
         <body class=\"no_transition\">\n<div class=\"tgme_page_wrap\"><div class=\"tgme_body_wrap\"><div class=\"tgme_page\"></div></div></div>\n</body>\n</html>\n"
    )
}
