//! Signs a person's account in to MTProto and keeps its session sealed, or signs it out. Run by `scripts/mtproto-login`.
//!
//! Answers are read from the terminal without an echo; none is stored, and none leaves this machine but to Telegram.

use anyhow::{Context, Result, bail};
use channel_sources::{Login, LoginError, LoginStep, MtProto, MtProtoSession, SourceError};
use jiff::Timestamp;
use lambda_kit::{Aws, Env};
use mtproto_session::Sessions;
use secrecy::{ExposeSecret, SecretString};
use store::Table;
use vault::Vault;

/// How often a code or a password may be mistyped.
const TRIES: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let sessions = sessions()?;
    match std::env::args().nth(1).as_deref() {
        None => sign_in(&sessions).await,
        Some("--revoke") => revoke(&sessions).await,
        Some(other) => bail!("«{other}» is not known; usage: mtproto-login [--revoke]"),
    }
}

fn sessions() -> Result<Sessions> {
    let mut env = Env::from_process();
    let table = env.required::<String>("TABLE_NAME", "name of the DynamoDB table");
    let key = env.required::<String>("KMS_KEY_ID", "the KMS key that seals");
    let checked = env.finish()?;
    let aws = Aws::load();
    Ok(Sessions::new(
        Table::new(aws.dynamodb, table.get(&checked)),
        Vault::new(aws.kms, key.get(&checked)),
    ))
}

async fn sign_in(sessions: &Sessions) -> Result<()> {
    // Asked first: a sign-in that cannot be kept would be one of the few that Telegram allows, lost.
    let old = sessions
        .open()
        .await
        .context("the table and the vault were tried first")?;
    if old.is_some() {
        bail!("there is a session already: sign it out first, with --revoke");
    }
    let api_id = ask("api_id (from my.telegram.org): ").await?;
    let api_id: i32 = api_id
        .expose_secret()
        .parse()
        .ok()
        .context("api_id is a whole number")?;
    let api_hash = ask("api_hash: ").await?;
    let phone = ask("Phone number, with its +: ").await?;
    let mut login = Login::begin(api_id);
    login.send_code(&phone, &api_hash).await?;
    eprintln!("Telegram has sent a code to this account.");
    if let LoginStep::Password { hint } = code(&mut login).await? {
        password(&mut login, hint.as_deref()).await?;
    }
    let session = login.session().await?;
    if let Err(error) = sessions.keep(&session.to_secret(), Timestamp::now()).await {
        drop(login);
        eprintln!("The session could not be kept; it is signed out again.");
        MtProto::connect(&session).sign_out().await?;
        return Err(error.into());
    }
    eprintln!("Signed in. The session is sealed and kept.");
    Ok(())
}

async fn code(login: &mut Login) -> Result<LoginStep> {
    for _ in 1..TRIES {
        match login.sign_in(&ask("Code: ").await?).await {
            Err(LoginError::WrongCode) => eprintln!("The code is wrong or too old."),
            // The connection was lost while somebody looked for the code; the next call makes a new one.
            Err(LoginError::Telegram(error @ SourceError::Unavailable { .. })) => eprintln!("{error}; once more."),
            outcome => return Ok(outcome?),
        }
    }
    Ok(login.sign_in(&ask("Code: ").await?).await?)
}

async fn password(login: &mut Login, hint: Option<&str>) -> Result<()> {
    if let Some(hint) = hint {
        eprintln!("The account has a second password. Its hint: {hint}");
    }
    for _ in 1..TRIES {
        match login.password(&ask("Second password: ").await?).await {
            Err(LoginError::WrongPassword) => eprintln!("The password is wrong."),
            outcome => return Ok(outcome?),
        }
    }
    Ok(login.password(&ask("Second password: ").await?).await?)
}

async fn revoke(sessions: &Sessions) -> Result<()> {
    let Some(text) = sessions.open().await? else {
        eprintln!("There is no session.");
        return Ok(());
    };
    let session = MtProtoSession::from_secret(&text)?;
    match MtProto::connect(&session).sign_out().await {
        // Ended already, from the account's own list of devices or by Telegram.
        Ok(()) | Err(SourceError::Unauthorized) => {}
        Err(error) => {
            return Err(error).context("nothing was changed: try again, or end it in Telegram, Settings, Devices");
        }
    }
    sessions.forget().await?;
    eprintln!("The session is signed out and forgotten.");
    Ok(())
}

/// Asks on a thread of its own: the connection must be kept alive while somebody looks for a code.
async fn ask(what: &'static str) -> Result<SecretString> {
    let asked = tokio::task::spawn_blocking(move || rpassword::prompt_password(what)).await?;
    let answer = asked.context("this needs a terminal to ask in")?;
    Ok(SecretString::from(answer.trim().to_owned()))
}
