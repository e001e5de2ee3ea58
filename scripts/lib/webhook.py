"""Introducing the bot to Telegram. The function does it itself: it has the token, and nobody else needs it."""

import json
from pathlib import Path

from cloud import invoke
from console import Problem
from settings import Settings
from stack import Stack, request


def order(webhook_url: str | None) -> dict:
    """What the webhook function is to set up: the commands, and with an address the webhook."""
    return {"set_up": {"webhook_url": webhook_url}}


def introduce_here(settings: Settings, stack: Stack) -> None:
    """On this machine. With a real bot only the commands: its updates are fetched, not delivered."""
    url = None if settings.real_telegram else stack.webhook
    name = stack.outputs["WebhookFunction"]
    answer = request(settings, "lambda", "POST", f"/2015-03-31/functions/{name}/invocations", json.dumps(order(url)).encode(), {})
    if not answer.ok or "commands" not in answer.json():
        raise Problem(f"Telegram does not take the bot: {answer.status} {answer.body[:300].decode(errors='replace')}")


def introduce(environment: str, url: str, tools: Path) -> None:
    """In the cloud."""
    answer = invoke(environment, "Webhook", order(url), tools)
    if "commands" not in answer:
        raise Problem(f"Telegram does not take the bot: {answer}")
