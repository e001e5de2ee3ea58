"""Ten simulated sellers who use the same bot: their keys bring the shared feed to one look a second.

They come through the same chat as everybody else, so nothing in the table is made by hand.
"""

import json
import time

import web
from console import Problem, say
from settings import Settings

USERS = range(900000001, 900000011)
PATIENCE_S = 15


def text(words: str) -> tuple:
    """The user writes something."""
    return ("text", words)


def press(label: str) -> tuple:
    """The user presses the newest button whose label contains this, or whose data is exactly this."""
    return ("press", label)


def expect(words: str) -> tuple:
    """The user waits until a message that contains this is in the chat."""
    return ("expect", words)


def introduction(token: str, shop: str) -> list:
    """How a seller hands over a key: any message that looks like one is taken as one."""
    return [text("/start"), text(token), expect(shop)]


def ensure(settings: Settings, table: str) -> None:
    """Lets the neighbours in who are not there yet. Who is there is remembered together with the table they are in."""
    mark = settings.home / "neighbours.json"
    known = json.loads(mark.read_text()) if mark.exists() else {}
    there = known.get(table, [])
    missing = [user for user in USERS if user not in there]
    if not missing:
        return
    say(f"letting {len(missing)} simulated sellers in, so that the shared feed is looked at every second")
    for user in missing:
        shop = f"Сосед {user - USERS.start + 1}"
        seller = web.post(f"{settings.sandbox}/control/wb/sellers", {"name": shop, "scopes": ["supplies"]})
        if not seller.ok:
            raise Problem(f"The sandbox made no seller: {seller.status} {seller.body[:300].decode(errors='replace')}")
        talk(settings, user, introduction(seller.json()["token"], shop))
        there = [*there, user]
        mark.write_text(json.dumps({table: there}))


def talk(settings: Settings, user: int, steps: list) -> None:
    """Plays one user's side of a conversation. Raises Problem when the bot does not answer as expected."""
    for kind, words in steps:
        match kind:
            case "text":
                say_to_bot(settings, user, "text", {"text": words})
            case "press":
                message, button = wait_for(settings, user, lambda shown: newest_button(shown, words), f"a button «{words}»")
                data = {"message_id": message["message_id"], "data": button["callback_data"]}
                say_to_bot(settings, user, "press", data)
            case "expect":
                wait_for(settings, user, lambda shown: newest_text(shown, words), f"a message with «{words}»")
            case _:
                raise ValueError(f"no such step: {kind}")


def say_to_bot(settings: Settings, user: int, what: str, body: dict) -> None:
    answer = web.post(f"{settings.sandbox}/control/users/{user}/{what}", body, timeout=30)
    if not (answer.ok and answer.json().get("delivered")):
        raise Problem(f"User {user} could not reach the bot ({what}): {answer.status} {answer.body[:300].decode(errors='replace')}")


def wait_for(settings: Settings, user: int, find, what: str):
    """The first thing `find` sees in the chat, newest messages first."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        shown = web.get(f"{settings.sandbox}/control/chats/{user}/messages")
        found = find([message for message in reversed(shown.json()) if not message.get("deleted")]) if shown.ok else None
        if found:
            return found
        time.sleep(0.05)
    raise Problem(f"User {user} waited {PATIENCE_S} s for {what} in vain. The functions' logs: {settings.logs}")


def newest_button(messages: list, wanted: str):
    for message in messages:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if "callback_data" in button and (wanted in button["text"] or wanted == button["callback_data"]):
                    return message, button
    return None


def newest_text(messages: list, wanted: str):
    # What the user wrote is in the chat too, and is no answer.
    return next((message for message in messages if message["from"]["is_bot"] and wanted in message.get("text", "")), None)
