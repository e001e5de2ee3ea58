"""Where things are and what the machine's owner may choose."""

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from console import Problem, say

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ("webhook", "slot-poller", "booker", "redistributor", "reporter", "collector", "notifier")
LOCAL = ROOT / ".local"
ONCE = "once"
PAGE = "page"
STACK = "sellergram-local"
SANDBOX_TOKEN = "42:sandbox"
# Who is in the playground from the beginning; the admin of this machine's bot, unless ADMINS names others.
FIRST_PERSON = "1"
DEFAULT_PORTS = {"SANDBOX_PORT": 8080, "ENGINE_PORT": 4566}


@dataclass(frozen=True)
class Settings:
    """One run of the whole thing on this machine."""

    home: Path
    sandbox_port: int
    engine_port: int
    bot_token: str
    webhook_secret: str
    release: bool
    admins: str
    modules: str

    @property
    def real_telegram(self) -> bool:
        return self.bot_token != SANDBOX_TOKEN

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def engine(self) -> str:
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def telegram_api(self) -> str:
        return "https://api.telegram.org" if self.real_telegram else f"{self.sandbox}/telegram"

    @property
    def logs(self) -> Path:
        return self.home / "log"


def dotenv(path: Path) -> dict:
    """The pairs of a .env file; what the environment already says wins over it."""
    pairs = {}
    if path.is_file():
        for line in path.read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.lstrip().startswith("#"):
                pairs[name.strip().removeprefix("export ")] = value.strip().strip("\"'")
    return pairs


def environment(name: str = ".env") -> dict:
    """The file in the repository's root under the process environment."""
    return {**dotenv(ROOT / name), **os.environ}


def read(home: Path, release: bool = False, once: bool = False, fresh: bool = False) -> Settings:
    """The settings of a run that keeps its state in `home`, emptied first when the run is to be `fresh`.

    A run that happens `once` takes free ports where the usual ones are taken, and never touches a real bot.
    """
    env = environment()
    # First the ports: while they are taken, the state may belong to another run.
    ports = {name: port(env, name, may_choose=once) for name in DEFAULT_PORTS}
    if fresh:
        forget(home)
    home.mkdir(parents=True, exist_ok=True)
    # The engine's saved state holds what was deployed, secrets included.
    home.chmod(0o700)
    return Settings(
        home=home,
        sandbox_port=ports["SANDBOX_PORT"],
        engine_port=ports["ENGINE_PORT"],
        bot_token=SANDBOX_TOKEN if once else env.get("BOT_TOKEN", "").strip() or SANDBOX_TOKEN,
        webhook_secret=kept_secret(home / "webhook-secret"),
        release=release,
        admins=env.get("ADMINS", "").strip() or FIRST_PERSON,
        modules=env.get("MODULES", "").strip() or "all",
    )


def forget(home: Path) -> None:
    """Everything of earlier runs, except what a run of the other kind keeps inside."""
    for path in home.glob("*"):
        if path.name not in (ONCE, PAGE):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def port(env: dict, name: str, may_choose: bool) -> int:
    chosen = env.get(name, "").strip()
    try:
        wanted = int(chosen or DEFAULT_PORTS[name])
    except ValueError:
        raise Problem(f"{name} is not a port number: {chosen}") from None
    if is_free(wanted):
        return wanted
    if may_choose and not chosen:
        free = free_port()
        say(f"port {wanted} is taken, {name} is {free} this time")
        return free
    raise Problem(
        f"Port {wanted} on 127.0.0.1 is taken. Stop what listens there, or choose another: {name}=<port>, "
        "in the environment or in .env."
    )


def is_free(number: int) -> bool:
    with socket.socket() as probe:
        # As the servers do it: connections of a server that has just gone must not count as "taken".
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kept_secret(path: Path) -> str:
    """A secret made once and kept beside the rest of the local state."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()
