"""The program behind scripts/redrive-dlq, run inside .venv: usage: redrive.py <stack> <queue> [--go]."""

import json
import sys
import time
import uuid
from collections import defaultdict
from datetime import timedelta

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from console import Problem, guarded, say

BATCH = 10
# While we look, what we have seen is out of sight; it comes back by itself should we be interrupted.
LOOK_S = 60
TRACES = 3
PATIENCE_S = 600


def main() -> int:
    stack, name, *rest = sys.argv[1:]
    sqs = boto3.client("sqs")
    try:
        source = sqs.get_queue_url(QueueName=f"{stack}-{name}-failed.fifo")["QueueUrl"]
        target = sqs.get_queue_url(QueueName=f"{stack}-{name}.fifo")["QueueUrl"]
        return redrive(sqs, source, target) if "--go" in rest else look(sqs, source)
    except (BotoCoreError, ClientError) as error:
        raise Problem(f"SQS says: {error}") from None


def look(sqs, source: str) -> int:
    """What is there, by kind."""
    kinds = defaultdict(list)
    seen = []
    try:
        while messages := receive(sqs, source, LOOK_S):
            seen += messages
            for message in messages:
                kind, trace = described(message["Body"])
                kinds[kind].append((sent_at(message), trace))
    finally:
        give_back(sqs, source, seen)
    total = len(seen)
    for kind, found in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        ages = sorted(time.time() - sent for sent, _ in found)
        traces = ", ".join(dict.fromkeys(trace for _, trace in found if trace))[:TRACES * 40]
        print(f"{len(found):6d}  {kind:24} oldest {age(ages[-1]):>16}   newest {age(ages[0]):>16}   traces: {traces or '-'}")
    hidden = count(sqs, source) - total
    print(f"{total} in the dead-letter queue" + (f", and about {hidden} behind them or being looked at" if hidden > 0 else ""))
    if total:
        print("mend the cause first (docs/RUNBOOK.md), then put them back with --go")
    return 0


def redrive(sqs, source: str, target: str) -> int:
    """Everything back to where it came from: by SQS itself where it can, else one by one."""
    before = count(sqs, source)
    try:
        by_sqs(sqs, source, target)
        done = before - count(sqs, source)
    except ClientError as error:
        # The engine on one machine has no such task.
        if error.response["Error"]["Code"] not in ("InvalidAction", "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"):
            raise
        done = by_hand(sqs, source, target)
    say(f"{done} put back")
    return 0


def by_sqs(sqs, source: str, target: str) -> None:
    task = sqs.start_message_move_task(SourceArn=arn(sqs, source), DestinationArn=arn(sqs, target))
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        last = sqs.list_message_move_tasks(SourceArn=arn(sqs, source), MaxResults=1)["Results"][0]
        if last["Status"] == "COMPLETED":
            return
        if last["Status"] in ("FAILED", "CANCELLED"):
            raise Problem(f"SQS did not move everything: {last['Status']} {last.get('FailureReason', '')}")
        say(f"  {last.get('ApproximateNumberOfMessagesMoved', 0)} moved")
        time.sleep(2)
    raise Problem(f"SQS is still moving after {PATIENCE_S} s; it goes on by itself. The task: {task['TaskHandle'][:40]}…")


def by_hand(sqs, source: str, target: str) -> int:
    """Sent first, deleted then: an interruption makes a job come twice, which is harmless, and never loses one."""
    done = 0
    while messages := receive(sqs, source, LOOK_S):
        for message in messages:
            sqs.send_message(QueueUrl=target, MessageBody=message["Body"], MessageGroupId=message["Attributes"]["MessageGroupId"],
                             MessageDeduplicationId=f"again-{uuid.uuid4()}", MessageAttributes=message.get("MessageAttributes", {}))
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
            done += 1
    return done


def receive(sqs, source: str, hidden_s: int) -> list:
    answer = sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=BATCH, VisibilityTimeout=hidden_s, WaitTimeSeconds=1,
                                 MessageSystemAttributeNames=["All"], MessageAttributeNames=["All"])
    return answer.get("Messages", [])


def give_back(sqs, source: str, messages: list) -> None:
    for message in messages:
        sqs.change_message_visibility(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)


def described(body: str) -> tuple[str, str]:
    """The kind of a job and its trace. Nothing else of a body is for eyes."""
    try:
        envelope = json.loads(body)
        job, version, trace = envelope["job"], envelope["v"], str(envelope.get("trace", ""))
        return f"{job.get('do', 'message')} v{version}", trace
    except (ValueError, KeyError, TypeError, AttributeError):
        return "unreadable", ""


def sent_at(message: dict) -> float:
    return int(message["Attributes"]["SentTimestamp"]) / 1000


def age(seconds: float) -> str:
    return f"{timedelta(seconds=round(seconds))} ago"


def count(sqs, source: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    said = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=names)["Attributes"]
    return sum(int(said[name]) for name in names)


def arn(sqs, url: str) -> str:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


if __name__ == "__main__":
    guarded(main)
