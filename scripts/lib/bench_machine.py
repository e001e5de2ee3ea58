"""The machine that was measured on, and what was measured."""

import os
import platform
import subprocess
import time
from pathlib import Path

from settings import ROOT


def describe(built: str) -> list[str]:
    """A few lines: processor, memory, system, compiler, the commit that was built, the load now."""
    return [
        f"{cpu()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB, {system()}",
        f"{said('rustc', '--version')}, Python {platform.python_version()}, commit {built}",
        f"{time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}, load {os.getloadavg()[0]:.1f}",
    ]


def cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        facts = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        model = f"{facts['model name']} (family {facts['cpu family']}, model {facts['model']}), {float(facts['cpu MHz']):.0f} MHz"
    except (OSError, KeyError):
        model = said("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    return model


def memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = platform.platform()
    return f"{name}, {platform.system()} {platform.release()}"


def commit() -> str:
    changed = " with changes" if said("git", "status", "--porcelain", "--untracked-files=no") else ""
    return f"{said('git', 'rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


def said(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    except FileNotFoundError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
