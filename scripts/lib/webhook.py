"""Telling Telegram, real or not, where the bot lives."""

import web
from console import Problem

# Everything else Telegram has to say is not for this bot.
ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
MAX_CONNECTIONS = 40


def set_webhook(api: str, token: str, url: str, secret: str) -> None:
    """Sets the webhook. `api` is the Bot API's base URL. The token is never part of what is said."""
    answer = web.post(f"{api}/bot{token}/setWebhook", {
        "url": url,
        "secret_token": secret,
        "max_connections": MAX_CONNECTIONS,
        "allowed_updates": ALLOWED_UPDATES,
    })
    if answer.ok:
        return
    if answer.status == 0:
        raise Problem(f"{api} does not answer.")
    if answer.status in (401, 404):
        raise Problem("Telegram does not know this BOT_TOKEN. Copy it once more from @BotFather.")
    raise Problem(f"Telegram refused the webhook {url}: {answer.body[:300].decode(errors='replace')}")
