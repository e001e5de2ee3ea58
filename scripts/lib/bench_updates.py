"""Updates through the local stack: the engine's HTTP API, the function, the table, the answer at Telegram's stand-in."""

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

import web
from bench_rows import Row, head, show, spread
from console import Problem
from once import parsed
from settings import Settings
from stack import Stack

PEOPLE = range(710000001, 710000041)
AT_ONCE = (1, 4, 16)
SECONDS = 8
TEXTS = ("/start", "/watches", "/keys", "/help")
SECRET = "X-Telegram-Bot-Api-Secret-Token"


def run(settings: Settings, stack: Stack) -> list[Row]:
    head(f"Updates through the local stack ({SECONDS} s each; the engine, the sandbox and the senders share this machine)")
    for person in PEOPLE:
        web.post(f"{settings.sandbox}/control/users/{person}/text?wait=0", {"text": "/start"})
    time.sleep(3)
    number = 2_000_000_000
    rows = []
    for at_once in AT_ONCE:
        begin = len(handled_ms(settings))
        took, number = flood(settings, stack, at_once, number)
        inside = handled_ms(settings)[begin:]
        rows.append(show(Row(f"{at_once} at once", "", f"{len(took) / SECONDS:.0f}/s  {spread(took)}")))
        if inside:
            rows.append(show(Row("    of it inside the function, table and Telegram included", "", spread(inside, digits=1))))
    return rows


def flood(settings: Settings, stack: Stack, at_once: int, number: int) -> tuple[list[float], int]:
    """Posts updates of different people from so many connections. Returns (each one's milliseconds, the next free number)."""
    took: list[float] = []
    troubles: list[str] = []
    end = time.monotonic() + SECONDS
    address = urlsplit(stack.webhook)
    headers = {"Content-Type": "application/json", SECRET: settings.webhook_secret}

    def send(lane: int) -> None:
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        sent = 0
        while time.monotonic() < end:
            body = update(number + lane + sent * at_once, PEOPLE[(lane + sent * at_once) % len(PEOPLE)], TEXTS[sent % len(TEXTS)])
            begun = time.monotonic()
            connection.request("POST", address.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                troubles.append(f"status {answer.status}")
                return
            took.append((time.monotonic() - begun) * 1000)
            sent += 1

    lanes = [threading.Thread(target=send, args=(lane,)) for lane in range(at_once)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    if troubles:
        raise Problem(f"The webhook refused an update: {troubles[0]}")
    return took, number + (len(took) + at_once) * at_once


def update(number: int, person: int, text: str) -> bytes:
    who = {"id": person, "is_bot": False, "first_name": "Bench", "language_code": "ru"}
    message = {
        "message_id": number % 1_000_000 + 1, "from": who, "chat": {"id": person, "type": "private", "first_name": "Bench"},
        "date": int(time.time()), "text": text, "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def handled_ms(settings: Settings) -> list[float]:
    """What the function itself measured, from its metrics."""
    lines = (settings.logs / "webhook.jsonl").read_text(errors="replace").splitlines()
    return [event["UpdateHandledMs"] for event in map(parsed, lines) if isinstance(event.get("UpdateHandledMs"), float)]
