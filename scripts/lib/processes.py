"""Child processes: started apart from the terminal, never outliving us, stopped politely."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from console import Problem, tail

PR_SET_PDEATHSIG = 1
PATIENCE_S = 20


class Child:
    """One long-running process in its own group, so that Ctrl-C reaches it through us only."""

    def __init__(self, name: str, command: list, env: dict, log: Path, cwd: Path | None = None):
        log.parent.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                command,
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def check(self) -> None:
        """Raises Problem when the process has ended by itself."""
        if self.process.poll() is not None:
            raise Problem(f"{self.name} ended with status {self.process.returncode}:\n{tail(self.log)}")

    def wait_until(self, ready, patience_s: float = 30) -> None:
        """Waits until `ready()` is true, as long as the process lives."""
        deadline = time.monotonic() + patience_s
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise Problem(f"{self.name} was not ready within {patience_s:.0f} s. Its log: {self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Asks it to end and to save what it keeps; whatever of its group is left after that is ended without asking."""
        group = self.process.pid
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def die_with_parent() -> None:
    """On Linux, a child hears of our end even when we had no time to say it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
