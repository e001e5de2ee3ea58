"""The whole of sellergram on this machine: its processes started, deployed, introduced to each other, and stopped."""

import signal
from pathlib import Path

import engine
import logs
import neighbours
import settings as config
import stack as stacks
import tools
import web
import webhook
from console import say
from processes import Child


def start(settings: config.Settings, bin_dir: Path, binaries: Path, children: list) -> stacks.Stack:
    """Everything up, deployed, introduced to each other, and healthy. What was started is in `children`."""
    logs.start_afresh(settings.logs)

    say("starting the sandbox and the local AWS")
    sandbox_env = tools.quiet_env(
        SANDBOX_PORT=str(settings.sandbox_port), SANDBOX_STATE=str(settings.home / "sandbox.json"),
        BOT_TOKEN=config.SANDBOX_TOKEN,
    )
    sandbox = Child("the sandbox", [binaries / "sandbox"], sandbox_env, settings.logs / "sandbox.log")
    children.append(sandbox)
    local_aws = Child(
        "the local AWS", engine.command(bin_dir / "python"), engine.env(settings.home, settings.engine_port),
        settings.logs / "engine.log",
    )
    children.append(local_aws)
    sandbox.wait_until(lambda: web.get(f"{settings.sandbox}/control/ready").status in (200, 503))
    local_aws.wait_until(lambda: web.get(f"{settings.engine}{engine.HEALTH}").ok)
    # What answered may be another run's, started in the same second: then ours has found its port taken and ended.
    sandbox.check()
    local_aws.check()

    stack = stacks.ensure(settings, bin_dir)
    webhook.introduce_here(settings, stack)
    # The real bot's updates are fetched and brought to the webhook; the sandbox delivers its own.
    if settings.real_telegram:
        bridge_env = tools.quiet_env(
            BOT_TOKEN=settings.bot_token, WEBHOOK_URL=stack.webhook, WEBHOOK_SECRET=settings.webhook_secret)
        children.append(Child("the bridge to Telegram", [binaries / "sandbox", "bridge"], bridge_env,
                              settings.logs / "bridge.log"))
    stacks.start_poller(settings, stack)
    local_aws.wait_until(lambda: web.get(stack.health).ok)
    if not settings.real_telegram:
        neighbours.ensure(settings, stack.outputs["TableName"])
        # The list of warehouses comes with the first look at the feed: nobody should have to ask for it twice.
        local_aws.wait_until(lambda: feed_was_seen(stack))
    web.post(f"{settings.sandbox}/control/ready", {"waiting_for": None})
    say("ready")
    return stack


def feed_was_seen(stack: stacks.Stack) -> bool:
    health = web.get(stack.health)
    return health.ok and health.json()["feed"]["last_good_at"] is not None


def stop(children: list, quietly: bool) -> None:
    """Politely, the newest first. A second Ctrl-C must not lose what is being saved."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not quietly:
        say("stopping")
    for child in reversed(children):
        child.stop()
