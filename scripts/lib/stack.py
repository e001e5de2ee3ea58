"""The stack on the local engine: deployed with the real `sam deploy`, looked up, poked."""

import hashlib
import json
import platform
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import web
from build import PACKAGES
from console import Problem, run, say
from settings import FUNCTIONS, ROOT, STACK, Settings
from tools import quiet_env

CLOUDFORMATION = "{http://cloudformation.amazonaws.com/doc/2010-05-15/}"
SOURCES = ("template.yaml", "infra/data.yaml", "infra/observability.yaml")


@dataclass(frozen=True)
class Stack:
    """A deployed stack, where it answers, and the tag that says what it was deployed from."""

    engine: str
    outputs: dict
    sources: str

    @property
    def api(self) -> str:
        """The HTTP API's base URL. By path, because *.localhost does not resolve everywhere."""
        return f"{self.engine}/_aws/execute-api/{self.outputs['ApiId']}/$default"

    @property
    def webhook(self) -> str:
        return f"{self.api}/telegram"

    @property
    def health(self) -> str:
        return f"{self.api}/health"


def ensure(settings: Settings, tools: Path) -> Stack:
    """The stack as the sources and binaries are now; deployed only when they are not what it was made from."""
    sources = fingerprint(settings)
    stack = find(settings)
    if stack and stack.sources == sources:
        say("the stack is up to date")
        return stack
    deploy(settings, tools, sources)
    stack = find(settings)
    if stack is None:
        raise Problem(f"sam deploy ended well, but the stack is not there. Its log: {settings.logs / 'deploy.log'}")
    return stack


def deploy(settings: Settings, tools: Path, sources: str) -> None:
    artifacts = web.call("PUT", f"{settings.engine}/{STACK}", b"")
    if not artifacts.ok and artifacts.status != 409:
        raise Problem(f"The bucket for the packages could not be made: {artifacts.status} {artifacts.body[:300]}")
    # In a file, because what is on a command line can be read by every process of the machine.
    values = settings.home / "parameters.yaml"
    values.touch(mode=0o600)
    values.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in parameters(settings).items()))
    command = [tools / "sam", "deploy", "--config-env", "local", "--parameter-overrides", f"file://{values}",
               "--tags", f"sources={sources}"]
    env = quiet_env(AWS_ENDPOINT_URL=settings.engine)
    run("deploying the stack", command, settings.logs / "deploy.log", env=env, cwd=ROOT)


def parameters(settings: Settings) -> dict:
    """What the template cannot know: this machine and its sandbox."""
    return {
        "Environment": "local",
        "Architecture": "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64",
        "BotToken": settings.bot_token,
        "WebhookSecret": settings.webhook_secret,
        "TelegramApiUrl": settings.telegram_api,
        "WbCommonUrl": f"{settings.sandbox}/wb/common",
        "WbSuppliesUrl": f"{settings.sandbox}/wb/supplies",
        "WbAnalyticsUrl": f"{settings.sandbox}/wb/analytics",
        "GatewayUrl": f"{settings.sandbox}/gateway",
        "TMeUrl": f"{settings.sandbox}/tme",
        "TgStatUrl": f"{settings.sandbox}/tgstat",
        "TelemetrUrl": f"{settings.sandbox}/telemetr",
        "TgStatToken": "sandbox",
        "TelemetrToken": "sandbox",
        # The sandbox is its own world: nobody has to be spared.
        "PreviewGapMs": "50",
        # Quotas are opened by hand here, at any hour.
        "MoveWindows": "always",
        "Admins": settings.admins,
        "Modules": settings.modules,
        "SupportContact": "@sellergram_support",
    }


def fingerprint(settings: Settings) -> str:
    """Everything a deployment depends on."""
    digest = hashlib.sha256(json.dumps(parameters(settings), sort_keys=True).encode())
    for path in [*(ROOT / source for source in SOURCES), *(PACKAGES / name / "bootstrap" for name in FUNCTIONS)]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def find(settings: Settings) -> Stack | None:
    """The stack, if it is there and whole."""
    answer = request(settings, "cloudformation", "POST", "/", urlencode(
        {"Action": "DescribeStacks", "Version": "2010-05-15", "StackName": STACK}
    ).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    if not answer.ok:
        return None
    described = xml.fromstring(answer.body)
    status = described.findtext(f".//{CLOUDFORMATION}StackStatus", "")
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        return None
    return Stack(
        engine=settings.engine,
        outputs=pairs(described, "OutputKey", "OutputValue"),
        sources=pairs(described, "Key", "Value").get("sources", ""),
    )


def pairs(described: xml.Element, key: str, value: str) -> dict:
    members = [member for member in described.iter(f"{CLOUDFORMATION}member") if member.find(f"{CLOUDFORMATION}{key}") is not None]
    return {member.findtext(f"{CLOUDFORMATION}{key}"): member.findtext(f"{CLOUDFORMATION}{value}") for member in members}


def start_poller(settings: Settings, stack: Stack) -> None:
    """Starts the first poller now: the schedule's own first start comes a minute later."""
    name = stack.outputs["SlotPollerFunction"]
    answer = request(settings, "lambda", "POST", f"/2015-03-31/functions/{name}/invocations", b"{}",
                     {"X-Amz-Invocation-Type": "Event"})
    if not answer.ok:
        raise Problem(f"{name} could not be started: {answer.status} {answer.body[:300]}")


def request(settings: Settings, service: str, method: str, path: str, body: bytes, headers: dict) -> web.Answer:
    """One call of an AWS API. The engine routes by the credential's scope and checks no signature."""
    scope = f"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    return web.call(method, f"{settings.engine}{path}", body, {"Authorization": scope, **headers})
