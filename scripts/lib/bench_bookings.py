"""Bookings a second through the deployed booker: many slots open at once for many sellers."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import web
from bench_catch import BOOKINGS, calls, make_watch, newest
from bench_rows import Row, head, show, spread
from chat import Chat, new_key
from console import Problem, say
from once import CAUGHT
from settings import Settings
from stack import Stack

FIRST_SELLER = 740000001
# Supersafes: no other measurement's watch wants them.
BOX = 6
# (sellers, slots that open at once): every seller wants all of them. A watch never books a slot twice, so each wave has slots of its own.
WAVES = ((1, 40), (10, 20), (100, 5))
COME_IN_AT_ONCE = 8
# A chat may get a message a second, and all chats together thirty.
PATIENCE_S = 120
NUMBER = re.compile(r"#(\d+)")


def run(settings: Settings, stack: Stack) -> list[Row]:
    head("Bookings a second through the deployed booker, all slots of a row opened at once (catches and the shops' pace do not limit it here)")
    rows, sellers, slots = [], [], []
    for wanted, count in WAVES:
        slots = come_in(settings, stack, sellers, wanted) or slots
        rows += wave(settings, sellers, slots[:count])
        slots = slots[count:]
    return rows


def come_in(settings: Settings, stack: Stack, sellers: list[Chat], wanted: int) -> list[tuple]:
    """Lets sellers in until there are as many as wanted; the poller knows the watches then. Returns the slots the first one wants."""
    before = watches(stack)
    is_first = not sellers
    newcomers = range(FIRST_SELLER + len(sellers), FIRST_SELLER + wanted)
    say(f"letting {len(newcomers)} sellers in")
    with ThreadPoolExecutor(COME_IN_AT_ONCE) as pool:
        came = list(pool.map(lambda user: settle(settings, user), newcomers))
    sellers += [chat for chat, _ in came]
    wishes = [slots for _, slots in came]
    if any(sorted(one) != sorted(wishes[0]) for one in wishes):
        raise Problem("The wizard showed sellers different warehouses, so they do not want the same slots.")
    wait_for(lambda: watches(stack) >= before + len(newcomers), "the poller to take the watches in")
    return wishes[0] if is_first else []


def settle(settings: Settings, user: int) -> tuple[Chat, list[tuple]]:
    """One seller with a key and a watch that keeps catching. Returns the chat and the slots that are wanted."""
    shop = f"Bench {user}"
    chat = Chat(settings, user)
    chat.write("/start")
    # Any message that looks like a key is taken as one.
    chat.write(new_key(settings, {"sid": shop_of(user), "name": shop, "acc": 4}))
    chat.expect(shop)
    warehouses, days = make_watch(chat, BOX)
    return chat, [(warehouse, day.isoformat()) for day in days for warehouse in warehouses]


def wave(settings: Settings, sellers: list[Chat], slots: list[tuple]) -> list[Row]:
    """Opens the slots at once and waits until everybody has all of them, and a message of each."""
    begin = newest(settings)
    earlier = {chat.user: len(caught(chat)) for chat in sellers}
    opened_ms = set_slots(settings, slots, 1)
    expected = len(sellers) * len(slots)
    booked = wait_for(lambda: len(requests(settings, begin)) >= expected, f"{expected} bookings")
    told = wait_for(lambda: all(len(caught(chat)) >= earlier[chat.user] + len(slots) for chat in sellers), "their messages")
    # What is booked or told twice would come now.
    time.sleep(2)
    set_slots(settings, slots, -1)

    numbers = {chat.user: [number_in(text) for text in caught(chat)[earlier[chat.user]:]] for chat in sellers}
    ledger = [one for one in bookings(settings) if (one["warehouseID"], one["date"]) in opened_ms and one["boxTypeID"] == BOX]
    trouble = wrong(sellers, slots, ledger, numbers) if booked and told else f"of {expected} only {len(ledger)} booked, {sum(map(len, numbers.values()))} told"
    what = f"{len(sellers)} {'seller' if len(sellers) == 1 else 'sellers'} × {len(slots)} slots"
    if trouble:
        return [show(Row(what, "each once, with its message", trouble, False))]
    at = sorted(one["at_ms"] for one in ledger)
    tried = requests(settings, begin)
    asked = sorted(one["at_ms"] for one in tried)
    span_s = (asked[-1] - asked[0]) / 1000
    confirmed = [one["at_ms"] - opened_ms[one["warehouseID"], one["date"]] for one in ledger]
    return [
        show(Row(f"{what} = {len(at)} bookings", "each once, with its message", f"{(len(asked) - 1) / span_s:.0f}/s, {span_s:.2f} s from the first to the last", True)),
        show(Row("    opening → confirmation, the wait for the next look included", "", spread(confirmed))),
    ]


def wrong(sellers: list[Chat], slots: list[tuple], ledger: list[dict], numbers: dict) -> str:
    """What is not as it must be, in a few words: every seller has every slot once, and one message of each booking."""
    booked = Counter((one["sid"], one["warehouseID"], one["date"]) for one in ledger)
    wanted = {(shop_of(chat.user), *slot) for chat in sellers for slot in slots}
    if set(booked) != wanted or any(times != 1 for times in booked.values()):
        return f"{len(ledger)} bookings of {len(booked)} of {len(wanted)} wanted slots"
    for chat in sellers:
        own = sorted(one["bookingID"] for one in ledger if one["sid"] == shop_of(chat.user))
        if sorted(numbers[chat.user]) != own:
            return f"user {chat.user} has {len(own)} bookings and was told of {len(numbers[chat.user])}, or of others"
    if any(one["status"] != "confirmed" for one in ledger):
        return "a booking is not confirmed"
    return ""


def caught(chat: Chat) -> list[str]:
    return [one["text"] for one in chat.messages() if CAUGHT in one.get("text", "")]


def number_in(text: str) -> str:
    found = NUMBER.search(text)
    return found[1] if found else ""


def requests(settings: Settings, begin: int) -> list[dict]:
    """The booking requests since then that ended with a booking."""
    since = calls(settings, "gateway", begin)
    return [one for one in since if one["method"] == "POST" and one["path"] == BOOKINGS and one["status"] == 201]


def bookings(settings: Settings) -> list[dict]:
    return web.get(f"{settings.sandbox}/control/gateway/bookings").json()


def set_slots(settings: Settings, slots: list[tuple], coefficient: int) -> dict:
    """Opens or closes slots in one moment. Returns when each opened, in unix ms."""
    wanted = [{"warehouseID": warehouse, "date": day, "boxTypeID": BOX, "coefficient": coefficient} for warehouse, day in slots]
    answer = web.post(f"{settings.sandbox}/control/wb/slots", wanted)
    if not answer.ok:
        raise Problem(f"The sandbox did not set the slots: {answer.status} {answer.body[:300]!r}")
    return {(one["warehouseID"], one["date"]): one["opened_at_ms"] for one in answer.json()}


def shop_of(user: int) -> str:
    return f"00000000-0000-4000-8000-{user:012}"


def watches(stack: Stack) -> int:
    health = web.get(stack.health)
    return health.json()["poller"]["watches"] if health.ok else 0


def wait_for(is_so, what: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.5)
    say(f"waited {PATIENCE_S} s for {what} in vain")
    return False
