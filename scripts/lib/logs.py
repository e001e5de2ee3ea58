"""The logs of all functions as one readable stream."""

import json
import sys
import time
from pathlib import Path

from settings import FUNCTIONS

# Shown in their own columns, or of no use to a reader.
COLUMNS = {"timestamp", "level", "function", "target", "message", "request_id"}
COLOURS = {"ERROR": "\x1b[31m", "WARN": "\x1b[33m", "DEBUG": "\x1b[2m", "TRACE": "\x1b[2m"}
IDLE_S = 0.15


def start_afresh(directory: Path) -> None:
    """Sets the files of the run before aside as *.jsonl.old, so that none grows for ever."""
    directory.mkdir(parents=True, exist_ok=True)
    for function in FUNCTIONS:
        path = directory / f"{function}.jsonl"
        if path.exists():
            path.replace(path.with_suffix(".jsonl.old"))
        path.touch()


def follow(directory: Path, each_round) -> None:
    """Prints what the functions log from now on, until an exception ends it. `each_round` is called between looks."""
    files = {function: open(directory / f"{function}.jsonl", encoding="utf-8", errors="replace") for function in FUNCTIONS}
    rest = dict.fromkeys(FUNCTIONS, "")
    for file in files.values():
        file.seek(0, 2)
    try:
        while True:
            time.sleep(IDLE_S)
            lines = []
            for function, file in files.items():
                *whole, rest[function] = (rest[function] + file.read()).split("\n")
                lines += [readable(function, line) for line in whole]
            for _, line in sorted(filter(None, lines)):
                print(line)
            sys.stdout.flush()
            each_round()
    finally:
        for file in files.values():
            file.close()


def readable(function: str, line: str) -> tuple[str, str] | None:
    """(what to sort by, what to print) for one line; None for lines that are not for reading."""
    if not line.strip():
        return None
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
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
