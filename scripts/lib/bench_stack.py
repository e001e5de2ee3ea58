"""The whole local stack for a measurement: release builds, ports and state of its own."""

from contextlib import contextmanager
from pathlib import Path

import build
import local
import settings as config
import stack as stacks
import web
from console import Problem

# Apart from .local, which a run of scripts/dev may be using.
HOME = config.ROOT / "target" / "bench"
# Nobody runs out of catches while they are counted, and no shop books faster than it may.
NO_LIMITS = {"TrialCatches": 100_000, "BookingPace": "9999:10000"}


@contextmanager
def running(binaries: Path, tools: Path):
    """(settings, stack) of a stack that is deployed and polling; stopped at the end."""
    settings = config.read(HOME, release=True, once=True, fresh=True)
    usual = stacks.parameters
    stacks.parameters = lambda of: {**usual(of), **NO_LIMITS}
    children: list = []
    try:
        for function in config.FUNCTIONS:
            build.stage(binaries / function, build.PACKAGES / function)
        stack = local.start(settings, tools, binaries, children)
        for function in config.FUNCTIONS:
            if not build.same_time(build.PACKAGES / function / "bootstrap", binaries / function):
                raise Problem("Another run has staged its own builds meanwhile: run this again when it is over.")
        # What Telegram holds back is not ours to measure.
        web.post(f"{settings.sandbox}/control/telegram/limits", {"enforced": False})
        yield settings, stack
    finally:
        stacks.parameters = usual
        local.stop(children, quietly=True)
