"""The program behind scripts/mtproto-login, run inside .venv: usage: mtproto.py <stack> [--revoke]."""

import os
import subprocess
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from console import Problem, guarded, say
from settings import ROOT


def main() -> int:
    stack, *rest = sys.argv[1:]
    try:
        outputs = outputs_of(stack)
        env = {**os.environ, **rights(boto3.Session()), "TABLE_NAME": outputs["TableName"], "KMS_KEY_ID": outputs["KeyId"]}
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"AWS says: {error}") from None
    say("building the program that signs in (some minutes, the first time)")
    program = ["cargo", "run", "--quiet", "--locked", "--package", "mtproto-session", "--features", "login", "--bin", "mtproto-login"]
    return subprocess.run([*program, "--", *rest], cwd=ROOT, env=env).returncode


def outputs_of(stack: str) -> dict:
    """What the stack says about itself."""
    said = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return {one["OutputKey"]: one["OutputValue"] for one in said}


def rights(session) -> dict:
    """The operator's credentials as the program reads them, whatever profile or sign-on they come from."""
    credentials = session.get_credentials()
    if credentials is None:
        raise Problem("There are no AWS credentials: sign in to AWS first.")
    frozen = credentials.get_frozen_credentials()
    found = {
        "AWS_REGION": session.region_name,
        "AWS_ACCESS_KEY_ID": frozen.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
        "AWS_SESSION_TOKEN": frozen.token,
    }
    return {name: value for name, value in found.items() if value}


if __name__ == "__main__":
    guarded(main)
