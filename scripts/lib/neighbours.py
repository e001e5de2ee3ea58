"""Ten simulated sellers who use the same bot: their keys bring the shared feed to one look a second.

They come through the same chat as everybody else, so nothing in the table is made by hand.
"""

import json
from concurrent.futures import ThreadPoolExecutor

from chat import Chat, new_key
from console import say
from settings import Settings

USERS = range(900000001, 900000011)
AT_ONCE = 5


def ensure(settings: Settings, table: str) -> None:
    """Lets the neighbours in who are not there yet. Who is there is remembered together with the table they are in."""
    mark = settings.home / "neighbours.json"
    known = json.loads(mark.read_text()) if mark.exists() else {}
    there = known.get(table, [])
    missing = [user for user in USERS if user not in there]
    if not missing:
        return
    say(f"letting {len(missing)} simulated sellers in, so that the shared feed is looked at every second")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda user: come_in(settings, user), missing))
    mark.write_text(json.dumps({table: [*there, *missing]}))


def come_in(settings: Settings, user: int) -> None:
    """A seller starts the bot and hands over a key: any message that looks like one is taken as one."""
    shop = f"Сосед {user - USERS.start + 1}"
    chat = Chat(settings, user)
    chat.write("/start")
    chat.write(new_key(settings, {"name": shop, "scopes": ["supplies"], "acc": 4}))
    chat.expect(shop)
