"""Messages a second through the deployed notifier, with Telegram's limits on."""

import json
import re
import subprocess
import time
from pathlib import Path

import web
from bench_catch import newest
from bench_rows import Row, head, show, spread
from chat import Chat
from console import Problem, say
from settings import Settings
from stack import Stack
from tools import quiet_env

FIRST, CHATS, EACH = 720000001, 300, 2
# Thirty a second go out; this is for a busy machine.
PATIENCE_S = 120
TEXT = re.compile(r"^Замер, сообщение (\d+)$")


def run(settings: Settings, stack: Stack, binaries: Path) -> list[Row]:
    total = CHATS * EACH
    head(f"Messages a second: {total} for {CHATS} chats put on the queue at once, Telegram's limits on (30 a second and the first 30 at once)")
    chats = [Chat(settings, user) for user in range(FIRST, FIRST + CHATS)]
    say(f"letting {CHATS} people in")
    for chat in chats:
        web.post(f"{settings.sandbox}/control/users/{chat.user}/text?wait=0", {"text": "/start"})
    wait_for(lambda: all(any(one["from"]["is_bot"] for one in chat.messages()) for chat in chats), "everybody's first answer")
    limits(settings, True)
    try:
        begin = newest(settings)
        queued_ms = queue(settings, stack, binaries)
        came = wait_for(lambda: len([one for one in sent(settings, begin) if one["status"] == 200]) >= total, f"{total} messages")
        # What is sent twice would come now.
        time.sleep(2)
        tried = sent(settings, begin)
    finally:
        limits(settings, False)
    good = [one for one in tried if one["status"] == 200]
    refused = sum(one["status"] == 429 for one in tried)
    shown = [numbers(chat) for chat in chats]
    what = f"{total} messages, {CHATS} chats"
    budget = "each once, in order"
    if not came or any(one != list(range(1, EACH + 1)) for one in shown):
        odd = sum(one != list(range(1, EACH + 1)) for one in shown)
        return [show(Row(what, budget, f"{len(good)} sent, {odd} chats without all of them once and in order", False))]
    at = sorted(one["at_ms"] for one in good)
    span_s = (at[-1] - at[0]) / 1000
    return [
        show(Row(what, budget, f"{(len(at) - 1) / span_s:.1f}/s in {span_s:.1f} s, {refused} refused with 429", True)),
        show(Row("    the busiest second", "", f"{busiest(at)} messages")),
        show(Row("    put on the queue", "", f"{queued_ms} ms")),
        show(Row("    the wait of a message since the first was sent", "", spread([one - at[0] for one in at]))),
    ]


def queue(settings: Settings, stack: Stack, binaries: Path) -> int:
    env = quiet_env(AWS_ENDPOINT_URL=settings.engine, AWS_REGION="us-east-1")
    url = stack.outputs["NotificationsQueueUrl"]
    command = [binaries / "bench", "notifications", url, *map(str, (FIRST, CHATS, EACH))]
    answer = subprocess.run(command, capture_output=True, text=True, env=env)
    if answer.returncode != 0:
        raise Problem(f"bench notifications failed:\n{answer.stderr}")
    return json.loads(answer.stdout)["took_ms"]


def sent(settings: Settings, since: int) -> list[dict]:
    """Every attempt since then to send one of the messages."""
    calls = web.get(f"{settings.sandbox}/control/calls?target=telegram&since={since}").json()
    return [one for one in calls if TEXT.match(str((one["body"] or {}).get("text", "")))]


def numbers(chat: Chat) -> list[int]:
    """The numbers of the messages as the chat shows them."""
    found = [TEXT.match(one.get("text", "")) for one in chat.messages()]
    return [int(one[1]) for one in found if one]


def busiest(at: list[int]) -> int:
    """The most messages in any stretch of a second; `at` in ascending order."""
    most = first = 0
    for last, moment in enumerate(at):
        while moment - at[first] >= 1000:
            first += 1
        most = max(most, last - first + 1)
    return most


def limits(settings: Settings, enforced: bool) -> None:
    web.post(f"{settings.sandbox}/control/telegram/limits", {"enforced": enforced})


def wait_for(is_so, what: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.5)
    say(f"waited {PATIENCE_S} s for {what} in vain")
    return False
