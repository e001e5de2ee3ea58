"""The stack in the cloud: what it is deployed with and what it says about itself."""

import json
import os
import re
import subprocess
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
    "TRIAL_CATCHES": "TrialCatches",
    "MAX_WATCHES": "MaxWatches",
    "ACCEPT_TEST_KEYS": "AcceptTestKeys",
    "LOG_LEVEL": "LogLevel",
    "LOG_RETENTION_DAYS": "LogRetentionDays",
}


def secrets(name: str, also: tuple = ()) -> dict:
    """The secrets of an environment, and whatever else must be set. All that is wrong is said together, no value is."""
    env = environment(f".env.{name}")
    wanted = (*SECRETS, *also)
    problems = [f"{one} is not set: put it in the environment or in .env.{name}" for one in wanted if not env.get(one)]
    if env.get("WEBHOOK_SECRET") and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", env["WEBHOOK_SECRET"]):
        problems.append("WEBHOOK_SECRET must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    if env.get("BOT_TOKEN") and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,}", env["BOT_TOKEN"]):
        problems.append("BOT_TOKEN does not look like a token from @BotFather")
    if problems:
        raise Problem("\n".join(problems))
    return {one: env[one] for one in wanted}


def parameters(name: str) -> dict:
    """The template's parameters for an environment; what is not chosen keeps the template's default."""
    env = {**environment(f".env.{name}"), **secrets(name, also=("GATEWAY_URL",))}
    chosen = {parameter: env[variable] for variable, parameter in PARAMETERS.items() if env.get(variable)}
    return {"Environment": name, "Architecture": "arm64", **chosen}


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
