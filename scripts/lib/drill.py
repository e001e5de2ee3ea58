"""The program behind scripts/drill-alarms, run inside .venv."""

import os
import time

import boto3
import web
from console import Problem, guarded, say
from settings import STACK

LOOK_EVERY_S = 3
PATIENCE_S = 15 * 60
FEED, POLLER = f"{STACK}-feed-in-trouble", f"{STACK}-nobody-polls"


class Alarms:
    """The stack's alarms, and what was seen of them."""

    def __init__(self, cloudwatch):
        self.cloudwatch = cloudwatch
        self.states = {}

    def all(self) -> list:
        return self.cloudwatch.describe_alarms(AlarmNamePrefix=f"{STACK}-", MaxRecords=100)["MetricAlarms"]

    def wait(self, names: set, state: str) -> None:
        """Until each of these has been in that state; made-up figures are old news after a minute, so not all need be at once."""
        seen, deadline = set(), time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for alarm in self.all():
                name, now = alarm["AlarmName"], alarm["StateValue"]
                if self.states.get(name) != now:
                    say(f"  {name.removeprefix(STACK + '-'):20} {now:6} {alarm['StateReason']}")
                self.states[name] = now
                if now == state:
                    seen.add(name)
            if names <= seen:
                return
            time.sleep(LOOK_EVERY_S)
        raise Problem(f"Not {state} within {PATIENCE_S} s: {', '.join(sorted(names - seen))}")


def main() -> int:
    cloudwatch, functions = boto3.client("cloudwatch"), boto3.client("lambda")
    alarms = Alarms(cloudwatch)
    there = alarms.all()
    names = {alarm["AlarmName"] for alarm in there}
    if not names:
        raise Problem(f"{os.environ['AWS_ENDPOINT_URL']} has no alarms of {STACK}: is ./scripts/dev running?")

    say("made-up figures, and the feed switched off")
    feed("disabled")
    try:
        by_figures = [alarm for alarm in there if alarm["AlarmName"] not in (FEED, POLLER)]
        for alarm in by_figures:
            ring(cloudwatch, alarm)
        alarms.wait({alarm["AlarmName"] for alarm in by_figures}, "ALARM")
        alarms.wait({FEED}, "ALARM")
    finally:
        feed("live")
    say("the poller stopped")
    functions.put_function_concurrency(FunctionName=f"{STACK}-slot-poller", ReservedConcurrentExecutions=0)
    try:
        alarms.wait({POLLER}, "ALARM")
    finally:
        functions.put_function_concurrency(FunctionName=f"{STACK}-slot-poller", ReservedConcurrentExecutions=3)
    functions.invoke(FunctionName=f"{STACK}-slot-poller", InvocationType="Event", Payload=b"{}")
    say("all is well again")
    alarms.wait(names, "OK")
    print(f"{len(names)} alarms rang and fell silent", flush=True)
    return 0


def feed(state: str) -> None:
    answer = web.post(f"http://127.0.0.1:{os.environ['SANDBOX_PORT']}/control/wb/feed", {"state": state})
    if not answer.ok:
        raise Problem(f"The sandbox does not take the feed's state: {answer.status} {answer.body[:200]!r}")


def ring(cloudwatch, alarm: dict) -> None:
    """Figures that breach in every period the alarm looks at, many enough to outweigh the real ones."""
    figures = [{
        "MetricName": alarm["MetricName"],
        "Dimensions": alarm["Dimensions"],
        "Timestamp": time.time() - alarm["Period"] * period,
        "Values": [alarm["Threshold"] * 2 + 1],
        "Counts": [1000],
    } for period in range(alarm["EvaluationPeriods"])]
    cloudwatch.put_metric_data(Namespace=alarm["Namespace"], MetricData=figures)


if __name__ == "__main__":
    guarded(main)
