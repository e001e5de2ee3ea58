"""The main job without hands: a simulated seller catches a slot through the same chat, stack and gateway as everybody.

Prints the chat's transcript and where the time went; ends with `caught in N ms`.
"""

import datetime
import json
import time

import web
from chat import Chat, new_key
from console import Problem, say
from settings import Settings
from stack import Stack

SELLER = 700000001
SHOP = "ИП Иванова"
WAREHOUSE, NAME, BOX, HIGHEST = 507, "Коледино", 2, 5
MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
CAUGHT = "ПОСТАВКА ПОЙМАНА!"
PATIENCE_S = 30
# Quick for a person; quicker, and Telegram would hold the answers back: a chat may get one message a second, a few more at once.
THINK_S = 0.35


def run(settings: Settings, stack: Stack) -> int:
    """Returns the number of things that are not as they must be."""
    chat = Chat(settings, SELLER, THINK_S)
    first, last = days()
    add_key(settings, chat)
    make_watch(chat, first, last)
    wait_for_poller(stack)

    slot = {"warehouseID": WAREHOUSE, "date": last.isoformat(), "boxTypeID": BOX, "coefficient": 1}
    opened = web.post(f"{settings.sandbox}/control/wb/slots", slot)
    if not opened.ok:
        raise Problem(f"The sandbox opened no slot: {opened.status} {opened.body[:300]!r}")
    opened_ms = opened.json()["opened_at_ms"]
    chat.expect(CAUGHT)
    # A second booking or message would come now.
    time.sleep(1.5)

    print(f"\n{transcript(chat)}\n")
    steps = timeline(settings, opened_ms)
    for name, at_ms in steps:
        print(f"  {at_ms - opened_ms:6d} ms  {name}")
    troubles = wrong(settings, chat, slot)
    for trouble in troubles:
        print(f"  WRONG: {trouble}")
    print(f"caught in {steps[-1][1] - opened_ms} ms", flush=True)
    return len(troubles)


def days() -> tuple[datetime.date, datetime.date]:
    """A range that begins in three days, so that it may lie across the end of a month."""
    today = datetime.datetime.now(MOSCOW).date()
    return today + datetime.timedelta(days=3), today + datetime.timedelta(days=5)


def add_key(settings: Settings, chat: Chat) -> None:
    chat.write("/start")
    chat.press("menu:keys")
    chat.press("key:add")
    chat.write(new_key(settings, {"name": SHOP, "acc": 4}))
    chat.expect("Ключ добавлен")


def make_watch(chat: Chat, first: datetime.date, last: datetime.date) -> None:
    chat.press("w:new")
    chat.expect("Новое наблюдение")
    chat.press("w:way:gateway")
    # The list of warehouses comes with Wildberries' first answer.
    while chat.has_button("w:renew"):
        chat.press("w:renew")
        time.sleep(0.3)
    chat.write(NAME)
    chat.press(f"w:wh:{WAREHOUSE}")
    chat.press("w:next:wh")
    chat.press(f"w:box:{BOX}")
    chat.press("w:next:box")
    chat.press(f"w:max:{HIGHEST}")
    for day in (first, last):
        press_day(chat, day)
    chat.press("✅ Готово")
    chat.press("w:mode:first")
    chat.press("w:make")
    chat.expect("Наблюдени")


def press_day(chat: Chat, day: datetime.date) -> None:
    wanted = f"cal:day:{day.year}:{day.month}:{day.day}"
    chat.wait_for(lambda _: chat.has_button("cal:back") or chat.has_button("Назад"), "the calendar")
    if not chat.has_button(wanted):
        chat.press("›")
    chat.press(wanted)


def wait_for_poller(stack: Stack) -> None:
    """Until a tick knows of the watch and the feed was looked at since: from here on every second counts."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        health = web.get(stack.health)
        poller = health.json().get("poller") if health.ok else None
        if poller and poller["watches"] >= 1:
            return
        time.sleep(0.2)
    raise Problem(f"The poller did not take the watch in within {PATIENCE_S} s: {health.status} {health.body[:300]!r}")


def timeline(settings: Settings, opened_ms: int) -> list[tuple[str, int]]:
    """(what happened, when in unix ms), in order. Each instant is told by whoever saw it: the sandbox's ledger, else the booker."""
    over = booker_says(settings)
    looks = [one for one in calls(settings, "wb") if "coefficients" in one["path"] and one["at_ms"] >= opened_ms]
    booking = next(one for one in calls(settings, "gateway") if one["method"] == "POST")
    message = next(one for one in calls(settings, "telegram") if CAUGHT in json.dumps(one["body"], ensure_ascii=False))
    return sorted([
        ("the slot opened", opened_ms),
        ("the poller asked Wildberries", looks[0]["at_ms"]),
        ("a tick saw it", millis(over["seen_at"])),
        ("the job was queued", millis(over["queued_at"])),
        ("the booking request was at the gateway", booking["at_ms"]),
        ("the booking was confirmed", millis(over["settled_at"])),
        ("the message was in the chat", message["at_ms"] + message.get("duration_ms", 0)),
    ], key=lambda step: step[1])


def booker_says(settings: Settings) -> dict:
    lines = (settings.logs / "booker.jsonl").read_text(errors="replace").splitlines()
    over = [event for event in map(parsed, lines) if "booking.over" in str(event.get("message", ""))]
    if not over:
        raise Problem(f"The booker's log tells of no booking: {settings.logs / 'booker.jsonl'}")
    return over[-1]


def parsed(line: str) -> dict:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def wrong(settings: Settings, chat: Chat, slot: dict) -> list[str]:
    """Everything that is not as it must be: one booking of this slot, one message, no call refused."""
    troubles = []
    bookings = web.get(f"{settings.sandbox}/control/gateway/bookings").json()
    if [(one["warehouseID"], one["date"], one["status"]) for one in bookings] != [(WAREHOUSE, slot["date"], "confirmed")]:
        troubles.append(f"the gateway's ledger must show one booking of the slot, it shows {bookings}")
    told = [one for one in chat.messages() if CAUGHT in one.get("text", "")]
    if len(told) != 1:
        troubles.append(f"the chat must show one message of success, it shows {len(told)}")
    refused = [one for one in calls(settings, "telegram") if one["status"] >= 400 and not to_absent_admin(one)]
    if refused:
        troubles.append(f"Telegram refused {len(refused)} calls, the first: {refused[0]}")
    return troubles


def to_absent_admin(call: dict) -> bool:
    """An admin's own list of commands is refused until they write to the bot, and the set-up passes it over."""
    return call["path"].endswith("/setMyCommands") and "scope" in call["body"]


def calls(settings: Settings, target: str) -> list:
    return web.get(f"{settings.sandbox}/control/calls?target={target}").json()


def millis(timestamp: str) -> int:
    return round(datetime.datetime.fromisoformat(timestamp).timestamp() * 1000)


def transcript(chat: Chat) -> str:
    """The chat as the seller sees it, with buttons under their message."""
    lines = []
    for one in chat.messages(deleted=True):
        who = "бот" if one["from"]["is_bot"] else "Вы"
        if one.get("deleted"):
            lines.append(f"{who:>4} │ (удалено)")
            continue
        text = one.get("text", "(не текст)").splitlines()
        lines += [f"{who if n == 0 else '':>4} │ {line}" for n, line in enumerate(text)]
        for row in one.get("reply_markup", {}).get("inline_keyboard", []):
            lines.append("     │   " + " ".join(f"[{button['text']}]" for button in row))
        lines.append("     │")
    return "\n".join(lines)
