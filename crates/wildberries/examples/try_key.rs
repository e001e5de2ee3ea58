//! Checks a real key by hand: what it says about itself, then one ping and one seller-info call.
//!
//! Usage: WB_KEY=<token> cargo run -p wildberries --example try_key
//!
//! Both calls count against the seller's limits: seller-info allows a base token one call a day.
#![allow(clippy::print_stdout)]

use std::error::Error;

use jiff::Timestamp;
use wildberries::{Api, Hosts, SellerKey};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let text = std::env::var("WB_KEY").map_err(|_| "put the token into WB_KEY")?;
    let key = SellerKey::new(text);

    let claims = wildberries::decode(&key)?;
    println!("key …{}: {claims:#?}", key.last4());
    if claims.expired(Timestamp::now()) {
        println!("it has expired");
    }

    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let api = Api::new(http, Hosts::default());
    match api.ping(&key).await {
        Ok(()) => println!("ping: it works, and covers supplies"),
        Err(error) => println!("ping: {error}"),
    }
    match api.seller_info(&key).await {
        Ok(info) => println!("seller: {} ({})", info.name, info.seller),
        Err(error) => println!("seller: {error}"),
    }
    Ok(())
}
