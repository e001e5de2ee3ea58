"""The stack in the cloud: what it is deployed with and what it says about itself."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

from console import Problem
from settings import ROOT, environment

ENVIRONMENTS = ("staging", "prod")
REGION = "eu-central-1"
SECRETS = ("BOT_TOKEN", "WEBHOOK_SECRET")
# What may be chosen at a deployment, and the template's name for it.
PARAMETERS = {
    "BOT_TOKEN": "BotToken",
    "WEBHOOK_SECRET": "WebhookSecret",
    "TELEGRAM_API_URL": "TelegramApiUrl",
    "WB_COMMON_URL": "WbCommonUrl",
    "WB_SUPPLIES_URL": "WbSuppliesUrl",
    "GATEWAY_URL": "GatewayUrl",
    "WB_ANALYTICS_URL": "WbAnalyticsUrl",
    "ADMINS": "Admins",
    "MODULES": "Modules",
    "OFFERS": "Offers",
    "SUPPORT_CONTACT": "SupportContact",
    "BOOKING_PACE": "BookingPace",
    "MOVE_WINDOWS": "MoveWindows",
    "TRIAL_CATCHES": "TrialCatches",
    "MAX_WATCHES": "MaxWatches",
    "T_ME_URL": "TMeUrl",
    "TGSTAT_URL": "TgStatUrl",
    "TGSTAT_TOKEN": "TgStatToken",
    "TELEMETR_URL": "TelemetrUrl",
    "TELEMETR_TOKEN": "TelemetrToken",
    "PREVIEW_GAP_MS": "PreviewGapMs",
    "MAX_CHANNELS": "MaxChannels",
    "ACCEPT_TEST_KEYS": "AcceptTestKeys",
    "LOG_LEVEL": "LogLevel",
    "LOG_RETENTION_DAYS": "LogRetentionDays",
    "CANARY": "Canary",
    "OBSERVABILITY": "Observability",
    "ALARM_EMAIL": "AlarmEmail",
    "ALARM_TOPIC_ARN": "AlarmTopicArn",
    "SENTRY_DSN": "SentryDsn",
}


def secrets(name: str) -> dict:
    """The secrets of an environment. All that is wrong is said together, no value is."""
    env = environment(f".env.{name}")
    problems = [f"{one} is not set: put it in the environment or in .env.{name}" for one in SECRETS if not env.get(one)]
    if not env.get("SUPPORT_CONTACT"):
        problems.append(f"SUPPORT_CONTACT is not set: whom buyers may write to, @name or an address; put it in the environment or in .env.{name}")
    if env.get("WEBHOOK_SECRET") and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", env["WEBHOOK_SECRET"]):
        problems.append("WEBHOOK_SECRET must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    if env.get("BOT_TOKEN") and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,}", env["BOT_TOKEN"]):
        problems.append("BOT_TOKEN does not look like a token from @BotFather")
    if problems:
        raise Problem("\n".join(problems))
    return {one: env[one] for one in SECRETS}


def parameters(name: str) -> dict:
    """The template's parameters for an environment. What is not named stays as it was deployed before, at first the template's default."""
    env = {**environment(f".env.{name}"), **secrets(name)}
    # Named but empty is a choice too: it takes back an earlier one.
    chosen = {parameter: env[variable] for variable, parameter in PARAMETERS.items() if variable in env}
    return {"Environment": name, "Architecture": "arm64", "Release": release(), **chosen}


def release() -> str:
    """Names this deployment: the commit and the time, because the same commit may be deployed with other settings."""
    described = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    return f"{described or 'unknown'}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"


def output(name: str, key: str, tools: Path) -> str:
    """One output of the deployed stack."""
    command = [tools / "sam", "list", "stack-outputs", "--stack-name", f"sellergram-{name}", "--region", REGION, "--output", "json"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "SAM_CLI_TELEMETRY": "0"})
    if answer.returncode != 0:
        raise Problem(f"The stack sellergram-{name} could not be asked: {answer.stderr.strip()[-600:]}")
    outputs = {one["OutputKey"]: one["OutputValue"] for one in json.loads(answer.stdout)}
    if key not in outputs:
        raise Problem(f"The stack sellergram-{name} has no output {key}.")
    return outputs[key]


def invoke(name: str, function: str, event: dict, tools: Path) -> dict:
    """Calls one of the deployed functions, by its name in the template. Returns its answer."""
    command = [tools / "sam", "remote", "invoke", function, "--stack-name", f"sellergram-{name}", "--region", REGION,
               "--event", json.dumps(event), "--output", "text"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "SAM_CLI_TELEMETRY": "0"})
    try:
        return json.loads(answer.stdout)
    except ValueError:
        raise Problem(f"{function} could not be called: {answer.stderr.strip()[-600:]}") from None
