"""Fifty bookers claim a seller's last catch; the program `bench` lets them run against the local engine and the sandbox's gateway."""

import json
import subprocess
from pathlib import Path

from bench_rows import Row, head, percentile, show
from console import Problem
from settings import Settings
from tools import quiet_env

ROUNDS = 20


def run(settings: Settings, binaries: Path) -> list[Row]:
    env = quiet_env(AWS_ENDPOINT_URL=settings.engine, AWS_REGION="us-east-1")
    command = [binaries / "bench", "last-catch", settings.sandbox, str(ROUNDS)]
    answer = subprocess.run(command, capture_output=True, text=True, env=env)
    if answer.returncode != 0:
        raise Problem(f"bench last-catch failed:\n{answer.stderr}")
    rounds = [json.loads(line) for line in answer.stdout.splitlines()]
    bookers = rounds[0]["bookers"]
    head(f"{bookers} bookers claim a seller's last catch at once ({ROUNDS} rounds, each booker for another shop, all in one process)")
    bad = [trouble for trouble in map(wrong, rounds) if trouble]
    told = f"{len(rounds) - len(bad)} of {ROUNDS} rounds" + (f"; {bad[0]}" if bad else "")
    rows = [show(Row("one booking, one message of it, the balance conserved", "every round", told, not bad and len(rounds) == ROUNDS))]
    if bad:
        return rows
    for what, name in (("the booking request leaves after", "requested_ms"), ("booked, written down and told after", "booked_ms"),
                       ("the last booker knows after", "all_ms")):
        rows.append(show(Row(f"    {what}", "", tails([one[name] for one in rounds]))))
    ends = ", ".join(f"{low(rounds, name)} {words}" for name, words in (
        ("waiting", "wait for the catch"), ("told", "tell of a miss"), ("noted", "note a miss"), ("again", "delivered again")))
    rows.append(show(Row("    the others, fewest to most in a round", "", ends)))
    return rows


def wrong(one: dict) -> str:
    """What a round did that it must not, in a few words."""
    expected = {"confirmed": 1, "in_ledger": 1, "messages": 1, "left": 0, "reserved": 0, "caught": 1, "others": []}
    odd = [f"{name} {one[name]}" for name, value in expected.items() if one[name] != value]
    if one["told"] + one["noted"] + one["waiting"] != one["bookers"] - 1:
        odd.append(f"{one['told']} told, {one['noted']} noted, {one['waiting']} wait")
    if one["messages_of_misses"] != one["told"]:
        odd.append(f"{one['told']} misses, {one['messages_of_misses']} messages of them")
    return ", ".join(odd)


def tails(values: list) -> str:
    return f"p50 {percentile(values, 50):.0f}  p95 {percentile(values, 95):.0f}  max {max(values):.0f} ms"


def low(rounds: list[dict], name: str) -> str:
    values = [one[name] for one in rounds]
    return f"{min(values)}–{max(values)}"
