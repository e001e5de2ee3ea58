//! The HTTP client for everything that is not AWS.

use std::time::Duration;

/// One pooled client for Telegram, Wildberries and the gateway. Callers set the timeout of each request;
/// the one set here only catches a caller that forgot.
///
/// Redirects are not followed, because requests carry tokens that belong to one host only,
/// and proxy variables of the process are ignored.
pub fn http_client() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent(concat!("sellergram/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(30))
        // A frozen function wakes with dead connections: do not keep them longer than the other side does.
        .pool_idle_timeout(Duration::from_secs(55))
        .pool_max_idle_per_host(16)
        .build()
        .expect("the TLS backend is compiled in and needs no files")
}
