//! Refusals in Wildberries' shape.

use serde_json::{Value, json};

/// What every body of this family carries; the ids are of the right look and mean nothing.
const CODE: &str = "07e4668e-ac2242c5c8c5-[UK-4dx7JUdskGZ]";
const REQUEST_ID: &str = "9d3c02cc698f8b041c661a7c28bed293";

fn problem(title: &str, detail: &str, status: u16, status_text: &str) -> Value {
    json!({
        "title": title, "detail": detail, "code": CODE, "requestId": REQUEST_ID, "origin": "s2s-api-auth-catalog",
        "status": status, "statusText": status_text, "timestamp": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// 401: there is something wrong with the key.
pub fn unauthorized(why: &str) -> Value {
    problem("unauthorized", why, 401, "Unauthorized")
}

/// 402: the seller's balance is empty.
pub fn payment_required() -> Value {
    json!({
        "title": "payment required",
        "detail": "wb solution for business has insufficient funds on its balance. please top up the balance in the company's \
            personal account https://dev.wildberries.ru/company"
    })
}

/// 403: the key lacks the category.
pub fn forbidden(detail: &str) -> Value {
    problem("forbidden", detail, 403, "Forbidden")
}

/// 403: the method is not for keys of this kind.
pub fn kind_not_allowed() -> Value {
    let mut body = forbidden("base token is not allowed");
    body["code"] = json!("base token is not allowed for this path");
    body
}

/// 404: there is no such path.
pub fn path_not_found() -> Value {
    json!({
        "title": "path not found", "detail": "Please consult the https://dev.wildberries.ru/openapi/api-information",
        "status": 404, "statusText": "Not Found",
        "timestamp": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// 404: the method is switched off for now.
pub fn disabled() -> Value {
    json!({
        "status": 404, "statusText": "Not Found", "title": "Not Found",
        "detail": "This method is temporarily disabled. Link: https://dev.wildberries.ru/release-notes?id=570",
        "requestId": "ca265cdc70d8379852b583d4d140610b", "origin": "ag-supplies"
    })
}

/// 429: the seller asked too often.
pub fn too_many() -> Value {
    problem(
        "too many requests",
        "limited by c122a060-a7fb-4bb4-abb0-32fd4e18d489",
        429,
        "Too Many Requests",
    )
}

/// 400: the request is wrong.
pub fn bad_request(detail: &str) -> Value {
    json!({
        "status": 400, "title": "bad request", "detail": detail,
        "requestId": "a6bdc2a4d2fde51c2036fa8af2483886", "origin": "supply-api"
    })
}

/// 404: what is asked for does not exist.
pub fn not_found(detail: &str) -> Value {
    json!({
        "status": 404, "title": "not found", "detail": detail,
        "requestId": "a6bdc2a4d2fde51c2036fa8af2483886", "origin": "supply-api"
    })
}

/// 500: something broke there.
pub fn server() -> Value {
    json!({
        "title": "internal server error", "detail": "FATAL: terminating connection due to conflict with recovery",
        "status": 500, "statusText": "Internal Server Error", "requestId": REQUEST_ID, "origin": "supply-api"
    })
}
