"""What `scripts/dev --once` does with the running stack: each check says what it saw; all are counted."""

import web
from console import say
from settings import Settings
from stack import Stack


def run(settings: Settings, stack: Stack) -> int:
    """Runs all checks, ends with `N passed, N failed`. Returns the number that failed."""
    failed = 0
    for check in CHECKS:
        trouble = check(settings, stack)
        failed += bool(trouble)
        say(f"  {'FAILED' if trouble else 'ok'}: {check.__doc__}{': ' + trouble if trouble else ''}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed", flush=True)
    return failed


def is_healthy(settings: Settings, stack: Stack) -> str:
    """the bot says that it is well"""
    answer = web.get(stack.health)
    return "" if answer.status == 200 else f"{answer.status} {answer.body[:200]!r}"


def is_ready(settings: Settings, stack: Stack) -> str:
    """the sandbox says that everything is ready"""
    answer = web.get(f"{settings.sandbox}/control/ready")
    return "" if answer.status == 200 else f"{answer.status} {answer.body[:200]!r}"


CHECKS = [is_healthy, is_ready]
