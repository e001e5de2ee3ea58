"""What the scripts say: numbered steps with elapsed time, and plain sentences when something is wrong."""

import subprocess
import sys
import threading
import time
from pathlib import Path

STARTED = time.monotonic()
HEARTBEAT_S = 10


class Problem(Exception):
    """Something the person at the keyboard can understand and repair; shown without a traceback."""


def say(text: str) -> None:
    """One progress line with the seconds since the script began."""
    print(f"[{time.monotonic() - STARTED:6.1f}s] {text}", flush=True)


def run(what: str, command: list, log: Path, env: dict | None = None, cwd: Path | None = None) -> None:
    """Runs a long command: its output goes to `log`, the console hears from it every few seconds.

    Raises Problem with the end of the log when the command fails.
    """
    say(what)
    begun = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    done = threading.Event()

    def heartbeat() -> None:
        while not done.wait(HEARTBEAT_S):
            say(f"  still at it ({time.monotonic() - begun:.0f} s): {last_line(log)}")

    threading.Thread(target=heartbeat, daemon=True).start()
    try:
        with open(log, "wb") as out:
            status = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, env=env, cwd=cwd).returncode
    except FileNotFoundError:
        raise Problem(f"{command[0]} is not installed or not on PATH.") from None
    finally:
        done.set()
    if status != 0:
        raise Problem(f"{what}: failed with status {status}. The end of {log}:\n{tail(log)}")


def last_line(log: Path) -> str:
    """The last line of a log that says something, shortened."""
    lines = tail(log, 5).splitlines()
    return next((line.strip()[:100] for line in reversed(lines) if line.strip()), "no output yet")


def tail(log: Path, lines: int = 40) -> str:
    """The end of a file."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def guarded(main) -> None:
    """Runs `main`; a Problem becomes one message and status 1, Ctrl-C status 130."""
    try:
        sys.exit(main())
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
