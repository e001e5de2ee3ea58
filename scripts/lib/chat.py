"""A person's side of a chat with the bot, over the sandbox's control API."""

import time

import web
from console import Problem
from settings import Settings

PATIENCE_S = 20
LOOK_EVERY_S = 0.03


class Chat:
    """One person in their private chat with the bot, who thinks for a moment before each act."""

    def __init__(self, settings: Settings, user: int, think_s: float = 0):
        self.settings = settings
        self.user = user
        self.think_s = think_s

    def write(self, text: str) -> None:
        """Sends a text; returns when the bot has taken it in."""
        self._act("text", {"text": text})

    def press(self, label: str) -> None:
        """Presses the newest button whose label contains this, or whose data is exactly this; waits until it is there."""
        message, button = self.wait_for(lambda shown: newest_button(shown, label), f"a button «{label}»")
        self._act("press", {"message_id": message["message_id"], "data": button["callback_data"]})

    def expect(self, text: str) -> dict:
        """The newest message of the bot that contains this; waits until it is there."""
        return self.wait_for(lambda shown: newest_text(shown, text), f"a message with «{text}»")

    def has_button(self, label: str) -> bool:
        return newest_button(self._newest_first(), label) is not None

    def messages(self, deleted: bool = False) -> list:
        """The messages as the chat shows them, oldest first; deleted ones only if asked for."""
        shown = web.get(f"{self.settings.sandbox}/control/chats/{self.user}/messages")
        return [one for one in shown.json() if deleted or not one.get("deleted")] if shown.ok else []

    def wait_for(self, find, what: str):
        """The first thing `find` makes of the chat, newest message first."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := find(self._newest_first()):
                return found
            time.sleep(LOOK_EVERY_S)
        raise Problem(f"User {self.user} waited {PATIENCE_S} s for {what} in vain. The functions' logs: {self.settings.logs}")

    def _newest_first(self) -> list:
        return self.messages()[::-1]

    def _act(self, what: str, body: dict) -> None:
        time.sleep(self.think_s)
        answer = web.post(f"{self.settings.sandbox}/control/users/{self.user}/{what}", body, timeout=30)
        if not (answer.ok and answer.json().get("delivered")):
            raise Problem(f"User {self.user} could not reach the bot ({what}): {answer.status} {said(answer)}")


def newest_button(messages: list, wanted: str):
    for message in messages:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if "callback_data" in button and (wanted in button["text"] or wanted == button["callback_data"]):
                    return message, button
    return None


def newest_text(messages: list, wanted: str):
    # What the person wrote is in the chat too, and is no answer.
    return next((one for one in messages if one["from"]["is_bot"] and wanted in one.get("text", "")), None)


def new_key(settings: Settings, shop: dict) -> str:
    """A key of a shop, as Wildberries would give it."""
    answer = web.post(f"{settings.sandbox}/control/wb/sellers", shop)
    if not answer.ok:
        raise Problem(f"The sandbox made no seller: {answer.status} {said(answer)}")
    return answer.json()["token"]


def said(answer: web.Answer) -> str:
    return answer.body[:300].decode(errors="replace")
