//! Clients of a stand-in server.

use wildberries::{Api, Gateway, Hosts, SellerKey, Url};

/// A client of the official API whose hosts are paths of one server.
pub(crate) fn api(base: &Url) -> Api {
    let hosts = Hosts {
        common: base.join("wb/common").unwrap(),
        supplies: base.join("wb/supplies/").unwrap(),
    };
    Api::new(http(), hosts).with_analytics(base.join("wb/analytics").unwrap())
}

/// A client of a gateway that lives under a path.
pub(crate) fn gateway(base: &Url) -> Gateway {
    Gateway::new(http(), base.join("gateway").unwrap())
}

/// A key with the shape of a real one.
pub(crate) fn key() -> SellerKey {
    SellerKey::new("eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJl")
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}
