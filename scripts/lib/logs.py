"""The logs of all functions: as one readable stream, and on the sandbox's page."""

import json
import sys
import threading
import time
from pathlib import Path

import web
from settings import FUNCTIONS, Settings

# Shown in their own columns, or of no use to a reader.
COLUMNS = {"timestamp", "level", "function", "target", "message", "request_id"}
COLOURS = {"ERROR": "\x1b[31m", "WARN": "\x1b[33m", "DEBUG": "\x1b[2m", "TRACE": "\x1b[2m"}
IDLE_S = 0.15
# Lines brought to the page at once, and how long that may take.
AT_ONCE = 500
PATIENCE_S = 2


def start_afresh(directory: Path) -> None:
    """Sets the files of the run before aside as *.jsonl.old, so that none grows for ever."""
    directory.mkdir(parents=True, exist_ok=True)
    for function in FUNCTIONS:
        path = directory / f"{function}.jsonl"
        if path.exists():
            path.replace(path.with_suffix(".jsonl.old"))
        path.touch()


class Tails:
    """The functions' log files, read as they grow."""

    def __init__(self, directory: Path, from_the_end: bool):
        self.files = {function: open(directory / f"{function}.jsonl", encoding="utf-8", errors="replace") for function in FUNCTIONS}
        self.rest = dict.fromkeys(FUNCTIONS, "")
        if from_the_end:
            for file in self.files.values():
                file.seek(0, 2)

    def __enter__(self) -> "Tails":
        return self

    def __exit__(self, *_) -> None:
        for file in self.files.values():
            file.close()

    def lines(self) -> list[tuple[str, str]]:
        """(function, line) of what came since the last look."""
        found = []
        for function, file in self.files.items():
            *whole, self.rest[function] = (self.rest[function] + file.read()).split("\n")
            found += [(function, line) for line in whole if line.strip()]
        return found


def follow(directory: Path, each_round) -> None:
    """Prints what the functions log from now on, until an exception ends it. `each_round` is called between looks."""
    with Tails(directory, from_the_end=True) as tails:
        while True:
            time.sleep(IDLE_S)
            for _, line in sorted(filter(None, (readable(*line) for line in tails.lines()))):
                print(line)
            sys.stdout.flush()
            each_round()


def show_on_page(settings: Settings) -> None:
    """From now on, as long as this process lives, what the functions log is on the timeline of the sandbox's page too.

    Beside everything else: a sandbox that is away or slow loses the page some lines, and nobody else anything.
    """
    threading.Thread(target=bring, args=(settings.logs, f"{settings.sandbox}/control/timeline"), daemon=True).start()


def bring(directory: Path, timeline: str) -> None:
    with Tails(directory, from_the_end=False) as tails:
        while True:
            events = [event for _, line in tails.lines() if (event := parsed(line)) is not None]
            for first in range(0, len(events), AT_ONCE):
                web.post(timeline, events[first:first + AT_ONCE], timeout=PATIENCE_S)
            time.sleep(IDLE_S)


def readable(function: str, line: str) -> tuple[str, str] | None:
    """(what to sort by, what to print) for one line; None for lines that are not for reading."""
    event = parsed(line)
    if event is None:
        return "~", f"{'':12} {function:12} {line}"
    if "_aws" in event:  # a metric
        return None
    timestamp = str(event.get("timestamp", ""))
    level = str(event.get("level", "INFO"))
    fields = " ".join(f"{name}={value}" for name, value in event.items() if name not in COLUMNS)
    text = f"{timestamp[11:23]:12} {function:12} {level:5} {event.get('message', '')}  {fields}".rstrip()
    if sys.stdout.isatty() and level in COLOURS:
        text = f"{COLOURS[level]}{text}\x1b[0m"
    return timestamp, text


def parsed(line: str) -> dict | None:
    """A line as the object it is, None for one that is none."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
