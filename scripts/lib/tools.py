"""The tools a run needs: what must be there already, and the Python environment we make."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

from console import Problem, run, say, tail
from settings import ROOT

RUST = (1, 95)
PYTHON = (3, 11)
VENV = ROOT / ".venv"
LOG = ROOT / ".local" / "log" / "pip.log"
ATTEMPTS = 3


def check_prerequisites() -> None:
    """Rust and Python, new enough. All that is missing is reported together."""
    problems = []
    if sys.version_info < PYTHON:
        problems.append(f"Python {PYTHON[0]}.{PYTHON[1]} or newer is needed; this is {sys.version.split()[0]}.")
    for tool in ("cargo", "rustc"):
        problems += rust_problem(tool)
    if shutil.which("cc") is None:
        problems.append("A C compiler (cc) is needed to link the binaries: install gcc or clang.")
    if problems:
        raise Problem("\n".join(problems))


def rust_problem(tool: str) -> list:
    try:
        answer = subprocess.run([tool, "--version"], capture_output=True, text=True, cwd=ROOT)
    except FileNotFoundError:
        return [f"{tool} is not installed: see https://rustup.rs"]
    version = re.search(r"(\d+)\.(\d+)", answer.stdout)
    if answer.returncode != 0 or version is None:
        return [f"{tool} does not answer: {answer.stderr.strip()}"]
    if tuple(map(int, version.groups())) < RUST:
        return [f"{tool} {RUST[0]}.{RUST[1]} or newer is needed; this is {answer.stdout.strip()}: rustup update"]
    return []


def ensure_venv(requirements: str = "requirements.txt") -> Path:
    """.venv with exactly the pinned tools; made once, and again only when the pins change. Returns its bin directory."""
    pins = ROOT / "scripts" / requirements
    wanted = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f".{requirements}.sha256"
    if not (stamp.exists() and stamp.read_text() == wanted):
        say("making .venv with the pinned tools (needs the network, this once)")
        if not (VENV / "bin" / "python").exists():
            venv.create(VENV, with_pip=True)
        install(pins)
        stamp.write_text(wanted)
    return VENV / "bin"


def install(pins: Path) -> None:
    command = [VENV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", pins]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return run(f"pip install -r {pins.relative_to(ROOT)}", command, LOG)
        except Problem:
            if attempt == ATTEMPTS:
                raise Problem(f"pip could not install the pinned tools. The end of {LOG}:\n{tail(LOG)}") from None
            say(f"  pip failed, attempt {attempt} of {ATTEMPTS}; trying again")
            time.sleep(2 * attempt)


def quiet_env(**more: str) -> dict:
    """The environment for tools that talk to this machine only: no proxies, no telemetry, no real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    direct = ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost"]))
    return {
        **kept,
        "NO_PROXY": direct,
        "no_proxy": direct,
        "SAM_CLI_TELEMETRY": "0",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        **more,
    }
