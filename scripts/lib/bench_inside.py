"""What is measured inside one process by the program `bench`: the poller's tick and the webhook's decision."""

import json
import subprocess
from pathlib import Path

from bench_rows import Row, head, show
from console import Problem

TICK_BUDGET_MS = 4.0
GROWTH_BUDGET = 1.3
WEBHOOK_BUDGET_US = 200
SIZES = (100_000, 1_000_000)
LOADS = (10_000, 100_000)


def tick(binaries: Path) -> list[Row]:
    head("The poller's tick, from the last byte of the feed's answer to the last encoded request to the queue")
    rows = []
    first = {}
    for line in figures(binaries, "tick", *map(str, SIZES)):
        people = f"{line['watches']:,} watches"
        if line["row"] == "index":
            rows.append(show(Row(f"memory of the index, {people}", "", f"{line['memory_mib']:.0f} MiB, filled in {line['filled_ms']} ms")))
            continue
        whole = line["whole"]
        p50, p99 = whole["p50_us"] / 1000, whole["p99_us"] / 1000
        measured = f"p50 {p50:.2f}  p99 {p99:.2f} ms{set_aside(whole)}"
        what = f"{people}: {line['kind']} → {line['jobs']:,} jobs"
        if line["jobs"] > 1000:
            # Every job is work of its own, so the time is the jobs', not the tick's.
            each = (line["find_us"] + line["queue_us"]) / line["jobs"]
            rows.append(show(Row(what, "", f"{measured}; {each:.1f} µs a job")))
            continue
        rows.append(show(Row(what, f"p99 ≤ {TICK_BUDGET_MS:.0f} ms", measured, p99 <= TICK_BUDGET_MS)))
        parts = f"parse {line['parse_us']:.0f}, compare {line['compare_us']:.0f}, find {line['find_us']:.0f}, queue {line['queue_us']:.0f} µs"
        rows.append(show(Row("    of it", "", parts)))
        growth = p99 / first.setdefault(line["kind"], p99)
        if line["watches"] != SIZES[0]:
            rows.append(show(Row("    beside the smallest crowd", f"≤ {GROWTH_BUDGET} ×", f"{growth:.2f} ×", growth <= GROWTH_BUDGET)))
    return rows


def load(binaries: Path) -> list[Row]:
    head("A poller's first look at the table, without the wire")
    rows = []
    for size in LOADS:
        for line in figures(binaries, "load", str(size)):
            rows.append(show(Row(f"{line['watches']:,} watches", "", f"{line['took_ms'] / 1000:.1f} s, {line['most_mib']:.0f} MiB at the most")))
    return rows


def webhook(binaries: Path) -> list[Row]:
    head("The webhook's decision: an update's bytes → calls as data; table reads up to the wire")
    rows = []
    slowest = 0.0
    for line in figures(binaries, "webhook"):
        whole = line["whole"]
        measured = f"p50 {whole['p50_us']:.0f}  p99 {whole['p99_us']:.0f} µs{set_aside(whole)}"
        if line["row"] == "webhook":
            slowest = max(slowest, whole["p50_us"] if line["wizard"] else 0.0)
            rows.append(show(Row(f"{line['kind']} ({line['reads']} reads)", "", measured)))
        else:
            decided = slowest - whole["p50_us"]
            rows.append(show(Row(line["kind"], "", measured)))
            rows.append(show(Row("decided over what was read: the slowest wizard step without its reads", f"p50 ≤ {WEBHOOK_BUDGET_US} µs",
                                 f"{decided:.0f} µs", decided <= WEBHOOK_BUDGET_US)))
    return rows


def set_aside(whole: dict) -> str:
    """How many measurements were left out because somebody else had the core meanwhile, and the p99 with them."""
    if not whole["disturbed"]:
        return ""
    return f" ({whole['disturbed']} of {whole['n'] + whole['disturbed']} disturbed; p99 of all {whole['all_p99_us'] / 1000:.2f} ms)"


def figures(binaries: Path, *arguments: str):
    """The lines the program prints, as they come."""
    with subprocess.Popen([binaries / "bench", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        for line in program.stdout:
            yield json.loads(line)
        errors = program.stderr.read()
    if program.returncode != 0:
        raise Problem(f"bench {' '.join(arguments)} failed:\n{errors}")
