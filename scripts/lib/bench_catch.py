"""From a slot's opening to the booking request at the gateway, over the whole local stack."""

import datetime
import random
import subprocess
import sys
import time
from pathlib import Path

import bench_peer
import web
from bench_rows import Row, head, percentile, show, spread
from chat import Chat, new_key
from console import Problem, say
from once import MOSCOW, parsed
from settings import Settings
from stack import Stack
from tools import quiet_env

SELLER = 700000077
WAREHOUSES = 6
BOX = 2
OPENINGS = 60
PATIENCE_S = 15
WHOLE_BUDGET_MS = 600
OWN_BUDGET_MS = 50
COEFFICIENTS = "acceptance/coefficients"
BOOKINGS = "/gateway/api/v1/bookings"


def run(settings: Settings, stack: Stack) -> list[Row]:
    head(f"From a slot's opening to the booking request at the gateway ({OPENINGS} openings at random moments, one look a second)")
    chat = Chat(settings, SELLER)
    chat.write("/start")
    chat.press("menu:keys")
    chat.press("key:add")
    chat.write(new_key(settings, {"name": "Bench", "acc": 4}))
    chat.expect("Ключ добавлен")
    warehouses, days = make_watch(chat)
    wait_for_poller(stack)
    cells = [(warehouse, day) for warehouse in warehouses for day in days]
    dice = random.Random(5)
    dice.shuffle(cells)
    catches = []
    for warehouse, day in cells[:OPENINGS]:
        time.sleep(dice.uniform(0.3, 1.3))
        catches.append(catch(settings, {"warehouseID": warehouse, "date": day.isoformat(), "boxTypeID": BOX, "coefficient": 1}))
    time.sleep(2)
    return told(catches, booker_says(settings))


def run_peer(settings: Settings) -> list[Row]:
    """The same by a plain script with ten keys of its own; the bot's watch does not want what opens here."""
    head("The same by a plain script (scripts/lib/bench_peer.py): one request a second with ten keys in turn, one wish")
    keys = [new_key(settings, {"name": f"Peer {n}", "acc": 4}) for n in range(10)]
    urls = [f"{settings.sandbox}/wb/common/api/tariffs/v1/acceptance/coefficients", f"{settings.sandbox}{BOOKINGS}"]
    today = datetime.datetime.now(MOSCOW).date()
    warehouses = list({row["warehouseID"] for row in web.get(f"{settings.sandbox}/control/wb/feed").json()["rows"]})
    cells = [(warehouse, today + datetime.timedelta(days=n)) for warehouse in sorted(warehouses)[:WAREHOUSES] for n in range(1, 13)]
    dice = random.Random(6)
    dice.shuffle(cells)
    script = subprocess.Popen([sys.executable, Path(bench_peer.__file__), *urls, *keys], env=quiet_env())
    try:
        time.sleep(2)
        catches = []
        for warehouse, day in cells[:OPENINGS]:
            time.sleep(dice.uniform(0.3, 1.3))
            slot = {"warehouseID": warehouse, "date": day.isoformat(), "coefficient": 1,
                    "boxTypeID": bench_peer.WANTED["boxTypeID"]}
            catches.append(catch(settings, slot, {key[-4:] for key in keys}))
    finally:
        script.kill()
        script.wait()
    whole = [one["asked"] - one["opened"] for one in catches]
    own = [one["asked"] - one["answered"] for one in catches]
    return [
        show(Row("opening → booking request", "", spread(whole))),
        show(Row("    of it: from the feed's answer to the request", "", spread(own))),
    ]


def catch(settings: Settings, slot: dict, keys: set | None = None) -> dict:
    """Opens a slot, waits for its booking request, closes it. Returns the instants, all by the sandbox's clock, in unix ms.

    `keys` are the last letters of the keys whose looks count; anybody's without them.
    """
    begin = newest(settings)
    opened = web.post(f"{settings.sandbox}/control/wb/slots", slot)
    if not opened.ok:
        raise Problem(f"The sandbox opened no slot: {opened.status} {opened.body[:300]!r}")
    opened_ms = opened.json()["opened_at_ms"]
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        requests = [one for one in calls(settings, "gateway", begin) if one["method"] == "POST" and one["path"] == BOOKINGS]
        if requests:
            break
        time.sleep(0.05)
    else:
        raise Problem(f"Nobody booked {slot} within {PATIENCE_S} s. The functions' logs: {settings.logs}")
    asked_ms = requests[0]["at_ms"]
    looks = [one for one in calls(settings, "wb", begin) if COEFFICIENTS in one["path"] and opened_ms <= one["at_ms"] <= asked_ms]
    looks = [one for one in looks if keys is None or one["key"] in keys]
    # A look in the very millisecond of the opening may have come before it.
    looks = [one for one in looks if one["at_ms"] > opened_ms] or looks
    web.post(f"{settings.sandbox}/control/wb/slots", {**slot, "coefficient": -1})
    if not looks:
        raise Problem("A booking request came without a look at the feed: the clocks or the ledger are not what they seem.")
    return {"opened": opened_ms, "look": looks[0]["at_ms"], "answered": looks[0]["at_ms"] + looks[0]["duration_ms"], "asked": asked_ms}


def told(catches: list[dict], attempts: list[dict]) -> list[Row]:
    whole = [one["asked"] - one["opened"] for one in catches]
    own = [one["asked"] - one["answered"] for one in catches]
    wait = [one["look"] - one["opened"] for one in catches]
    rows = [
        show(Row("opening → booking request", f"median ≤ {WHOLE_BUDGET_MS} ms + hop", spread(whole), percentile(whole, 50) <= WHOLE_BUDGET_MS)),
        show(Row("    of it: until the next look at the feed", "", spread(wait))),
        show(Row("    of it: from the feed's answer to the request, queue included", f"≤ {OWN_BUDGET_MS} ms", spread(own),
                 percentile(own, 50) <= OWN_BUDGET_MS)),
    ]
    if len(attempts) == len(catches):
        seen, queued, requested = ([millis(one[name]) for one in attempts] for name in ("seen_at", "queued_at", "requested_at"))
        answered = [one["answered"] for one in catches]
        asked = [one["asked"] for one in catches]
        rows += [
            show(Row("        the answer's way to us, unpacking, reading", "", spread(differences(answered, seen), digits=1))),
            show(Row("        compared, matched; the job leaves → the booker is about to ask", "", spread(differences(queued, requested), digits=1))),
            show(Row("        the request's way to the gateway", "", spread(differences(requested, asked), digits=1))),
        ]
    return rows


def differences(earlier: list, later: list) -> list:
    return [after - before for before, after in zip(earlier, later)]


def make_watch(chat: Chat, box: int = BOX) -> tuple[list[int], list[datetime.date]]:
    """A watch that keeps catching, made by pressing what the wizard shows. Returns its warehouses and days."""
    today = datetime.datetime.now(MOSCOW).date()
    days = [today + datetime.timedelta(days=n) for n in range(1, 13)]
    chat.write("/watch")
    warehouses: list[int] = []
    ends = [days[0], days[-1]]
    for _ in range(60):
        message, shown = chat.wait_for(wizard, "the wizard")
        press = next_press(shown, warehouses, ends, box)
        chat.press(press)
        if press == "w:make":
            return warehouses, days
        chat.wait_for(lambda messages: changed(messages, message), "the wizard's answer")
    raise Problem("The wizard does not come to its end.")


def next_press(shown: list[str], warehouses: list[int], ends: list[datetime.date], box: int) -> str:
    """What a decided seller presses now."""
    if "w:renew" in shown:
        time.sleep(0.3)
        return "w:renew"
    for wanted in ("w:make", "w:mode:keep", "w:way:gateway", "w:max:5"):
        if wanted in shown:
            return wanted
    places = [data for data in shown if data.startswith("w:wh:")]
    if places and len(warehouses) < WAREHOUSES:
        place = next(data for data in places if int(data.rpartition(":")[2]) not in warehouses)
        warehouses.append(int(place.rpartition(":")[2]))
        return place
    if f"w:box:{box}" in shown and "w:next:box" not in shown:
        return f"w:box:{box}"
    if any(data.startswith("cal:") for data in shown):
        if not ends:
            return "✅ Готово"
        wanted = f"cal:day:{ends[0].year}:{ends[0].month}:{ends[0].day}"
        if wanted in shown:
            ends.pop(0)
            return wanted
        return "›"
    onward = next((data for data in shown if data.startswith(("w:next:", "w:key:"))), None)
    if onward is None:
        raise Problem(f"The wizard shows nothing to go on with: {shown}")
    return onward


def wizard(messages: list):
    """(the newest message with buttons, their data)."""
    for message in messages:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        shown = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
        if any(data.startswith(("w:", "cal:")) for data in shown):
            return message, shown
    return None


def changed(messages: list, before: dict) -> bool:
    found = wizard(messages)
    return found is not None and found[0] != before


def wait_for_poller(stack: Stack) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        health = web.get(stack.health)
        if health.ok and health.json()["poller"]["watches"] >= 1:
            say("the poller knows the watch")
            return
        time.sleep(0.2)
    raise Problem(f"The poller did not take the watch in within {PATIENCE_S} s.")


def newest(settings: Settings) -> int:
    """The number of the last call in the sandbox's ledger."""
    last = web.get(f"{settings.sandbox}/control/calls?last=1").json()
    return last[0]["seq"] if last else 0


def calls(settings: Settings, target: str, since: int) -> list:
    return web.get(f"{settings.sandbox}/control/calls?target={target}&since={since}").json()


def booker_says(settings: Settings) -> list[dict]:
    """The booker's own instants of each attempt, in their order."""
    lines = (settings.logs / "booker.jsonl").read_text(errors="replace").splitlines()
    return [event for event in map(parsed, lines) if "booking.over" in str(event.get("message", "")) and event.get("requested_at")]


def millis(timestamp: str) -> float:
    return datetime.datetime.fromisoformat(timestamp).timestamp() * 1000


