//! Errors as Telemetr words them: `{"status":"error","response":{"code":0,"message":"…"}}`.

use serde_json::json;

use crate::exchange::Answer;
use crate::faults::FaultKind;

/// An error.
pub fn error(status: u16, code: i64, message: &str) -> Answer {
    Answer::json(
        status,
        json!({"status": "error", "response": {"code": code, "message": message}}),
    )
}

/// No package: no rate limit, whatever the status says.
pub fn no_package() -> Answer {
    error(
        429,
        0,
        "Доступ к API не подключён. Подключите пакет API в личном кабинете",
    )
}

/// The token is unknown.
pub fn unauthorized() -> Answer {
    error(401, 401, "Неверный токен")
}

/// The service does not know the channel.
pub fn not_found() -> Answer {
    error(404, 404, "Канал не найден")
}

/// An HTTP status in place of an answer.
pub fn status(status: u16, retry_after_s: Option<u32>) -> Answer {
    let message = match status {
        429 => "Слишком много запросов",
        403 => "Доступ запрещён",
        _ => "Внутренняя ошибка сервера",
    };
    let answer = error(status, i64::from(status), message);
    match retry_after_s {
        Some(seconds) => answer.header("Retry-After", seconds),
        None => answer,
    }
}

/// A fault that is arranged for all calls.
pub fn of_fault(kind: FaultKind, retry_after_s: u32) -> Answer {
    match kind {
        FaultKind::TooMany => status(429, Some(retry_after_s)),
        _ => status(500, None),
    }
}
