//! The client against a server that answers as told.
#![allow(clippy::unwrap_used)]

mod server;

use std::time::Duration;

use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::{Script, TOKEN};
use telegram::{Answer, Call, CallError, ChatId, Client, Message, MessageId};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

const PATIENCE: Duration = Duration::from_secs(10);

fn send() -> Call {
    Call::Send {
        chat: ChatId(7),
        message: Message::plain("привет"),
    }
}

async fn outcome(script: Script) -> Result<Answer, CallError> {
    let server = server::start(script).await;
    let result = server.client("/").call(&send(), PATIENCE).await;
    if let Err(error) = &result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(TOKEN), "the token is told: {shown}");
    }
    result
}

async fn refused(code: u16, description: &str) -> CallError {
    let body = json!({"ok": false, "error_code": code, "description": description});
    let status = StatusCode::from_u16(code).unwrap();
    outcome(Script::json(status, body)).await.unwrap_err()
}

#[tokio::test]
async fn a_call_is_one_post_with_the_token_in_its_path() {
    let result = json!({"ok": true, "result": {"message_id": 42, "chat": {"id": 7}, "novelty": {}}});
    let server = server::start(Script::json(StatusCode::OK, result)).await;
    let answer = server.client("/telegram/").call(&send(), PATIENCE).await;
    assert_eq!(
        answer,
        Ok(Answer {
            message_id: Some(MessageId(42)),
            link: None,
        })
    );
    let calls = server.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].path, format!("/telegram/bot{TOKEN}/sendMessage"));
    assert_eq!(calls[0].content_type, "application/json");
    let body: Value = serde_json::from_slice(&calls[0].body).unwrap();
    assert_eq!(body, send().body());
}

#[tokio::test]
async fn an_answer_without_a_message_is_an_answer() {
    let done = json!({"ok": true, "result": true});
    assert_eq!(outcome(Script::json(StatusCode::OK, done)).await, Ok(Answer::default()));
}

#[tokio::test]
async fn a_link_that_was_made_is_in_the_answer() {
    let made = json!({"ok": true, "result": "https://t.me/$abc"});
    let answer = outcome(Script::json(StatusCode::OK, made)).await.unwrap();
    assert_eq!(answer.link.as_deref(), Some("https://t.me/$abc"));
    assert_eq!(answer.message_id, None);
}

#[tokio::test]
async fn a_payment_given_back_before_is_told_from_one_that_is_not_there() {
    let before = refused(400, "Bad Request: CHARGE_ALREADY_REFUNDED").await;
    assert!(before.is_already_refunded(), "{before:?}");
    let unknown = refused(400, "Bad Request: CHARGE_NOT_FOUND").await;
    assert!(!unknown.is_already_refunded());
    assert_eq!(
        unknown,
        CallError::Rejected {
            code: 400,
            description: "Bad Request: CHARGE_NOT_FOUND".to_owned()
        }
    );
}

#[tokio::test]
async fn refusals_are_told_apart_by_meaning() {
    let cases = [
        (403, "Forbidden: bot was blocked by the user", CallError::ChatGone),
        (403, "Forbidden: user is deactivated", CallError::ChatGone),
        (
            403,
            "Forbidden: bot was kicked from the supergroup chat",
            CallError::ChatGone,
        ),
        (
            403,
            "Forbidden: bot is not a member of the channel chat",
            CallError::ChatGone,
        ),
        (
            403,
            "Forbidden: bot can't initiate conversation with a user",
            CallError::ChatGone,
        ),
        (400, "Bad Request: chat not found", CallError::ChatGone),
        (400, "Bad Request: PEER_ID_INVALID", CallError::ChatGone),
        (
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            CallError::ChatGone,
        ),
        (
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            CallError::NotModified,
        ),
        (400, "Bad Request: message to edit not found", CallError::MessageGone),
        (400, "Bad Request: message to delete not found", CallError::MessageGone),
        (400, "Bad Request: message can't be edited", CallError::MessageGone),
        (
            400,
            "Bad Request: message can't be deleted for everyone",
            CallError::MessageGone,
        ),
        (400, "Bad Request: MESSAGE_ID_INVALID", CallError::MessageGone),
        (
            400,
            "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 3",
            CallError::BadFormatting,
        ),
        (400, "Bad Request: ENTITY_BOUNDS_INVALID", CallError::BadFormatting),
        (400, "Bad Request: message is too long", CallError::TooLong),
        (400, "Bad Request: MESSAGE_TOO_LONG", CallError::TooLong),
        (413, "Request Entity Too Large", CallError::TooLong),
        (
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            CallError::StalePress,
        ),
        (401, "Unauthorized", CallError::Unauthorized),
        (404, "Not Found", CallError::Unauthorized),
    ];
    for (code, description, meaning) in cases {
        assert_eq!(refused(code, description).await, meaning, "{description}");
    }
}

#[tokio::test]
async fn any_other_refusal_keeps_telegrams_words() {
    assert_eq!(
        refused(400, "Bad Request: BUTTON_DATA_INVALID").await,
        CallError::Rejected {
            code: 400,
            description: "Bad Request: BUTTON_DATA_INVALID".to_owned()
        }
    );
    let html = outcome(Script::text(StatusCode::NOT_FOUND, "<html>nginx</html>")).await;
    assert_eq!(
        html,
        Err(CallError::Rejected {
            code: 404,
            description: "no description".to_owned()
        })
    );
}

#[tokio::test]
async fn too_many_calls_say_how_long_to_wait() {
    let wait = |seconds| Err(CallError::RetryAfter { seconds });
    let too_many = |parameters: Value| {
        json!({
            "ok": false, "error_code": 429, "parameters": parameters,
            "description": "Too Many Requests: retry after 17",
        })
    };
    let status = StatusCode::TOO_MANY_REQUESTS;
    let told = Script::json(status, too_many(json!({"retry_after": 17})));
    assert_eq!(outcome(told).await, wait(17));
    let by_header = Script::text(status, "slow down").header("retry-after", "9");
    assert_eq!(outcome(by_header).await, wait(9));
    let untold = Script::json(status, too_many(json!({})));
    assert_eq!(outcome(untold).await, wait(5));
}

#[tokio::test]
async fn a_failing_server_has_done_nothing_but_a_gateway_that_gave_up_does_not_know() {
    for status in [500, 502, 503] {
        let script = Script::text(StatusCode::from_u16(status).unwrap(), "<html>oops</html>");
        assert_eq!(outcome(script).await, Err(CallError::Unavailable { status }));
    }
    let in_envelope = json!({"ok": false, "error_code": 500, "description": "Internal Server Error"});
    assert_eq!(
        outcome(Script::json(StatusCode::OK, in_envelope)).await,
        Err(CallError::Unavailable { status: 500 })
    );
    let gave_up = outcome(Script::text(StatusCode::GATEWAY_TIMEOUT, "")).await;
    assert_eq!(gave_up, Err(CallError::Unknown("status 504".to_owned())));
}

#[tokio::test]
async fn an_accepted_call_with_an_odd_answer_is_unreadable_and_the_answer_is_not_quoted() {
    for body in ["", "<html>secret</html>", "[]", r#"{"result":{}}"#] {
        let error = outcome(Script::text(StatusCode::OK, body)).await.unwrap_err();
        let CallError::Unreadable(why) = &error else {
            panic!("{body:?} was {error:?}");
        };
        assert!(why.contains("error at line"), "{why}");
        assert!(!why.contains("secret"), "{why}");
    }
}

#[tokio::test]
async fn the_token_is_hidden_even_when_the_server_repeats_it() {
    let error = refused(400, &format!("Bad Request: wrong path /bot{TOKEN}/x")).await;
    assert_eq!(
        error,
        CallError::Rejected {
            code: 400,
            description: "Bad Request: wrong path /bot…/x".to_owned()
        }
    );
}

fn client_at(port: u16) -> Client {
    server::client(&format!("http://127.0.0.1:{port}/"))
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = client_at(port).call(&send(), PATIENCE).await.unwrap_err();
    assert!(matches!(error, CallError::NotSent(_)), "{error:?}");
    assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn silence_is_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client_at(listener.local_addr().unwrap().port());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        // Reads until the client gives up.
        let mut received = Vec::new();
        let _ = socket.read_to_end(&mut received).await;
        received
    });
    let error = client.call(&send(), Duration::from_millis(200)).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_)), "{error:?}");
    assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
    let received = server.await.unwrap();
    assert!(received.starts_with(b"POST /bot"), "it was sent");
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client_at(listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut start = [0; 16];
        socket.read_exact(&mut start).await.unwrap();
    });
    let error = client.call(&send(), PATIENCE).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_)), "{error:?}");
    assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn a_base_that_cannot_have_a_path_is_never_called() {
    let error = server::client("mailto:a@b")
        .call(&Call::GetMe, PATIENCE)
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::NotSent(_)), "{error:?}");
}

#[test]
fn debug_hides_the_token() {
    let client = Client::new(
        reqwest::Client::new(),
        "https://api.telegram.org".parse().unwrap(),
        SecretString::from(TOKEN),
    );
    let shown = format!("{client:?}");
    assert!(shown.contains("https://api.telegram.org"), "{shown}");
    assert!(!shown.contains(TOKEN), "{shown}");
}
