"""CloudWatch's part on one machine, inside the engine's process.

The engine keeps metrics, alarms and dashboards, and counts calls of functions. Three things it does not do, and this does:
it makes metrics of the lines functions print in the embedded metric format, of the queues, and of the API's answers; and it
judges alarms as CloudWatch does, by dimension and period and with regard to missing data, every few seconds.

Figures are kept for three hours. A state set by hand (set-alarm-state) stands for half a minute before it is judged again.
"""

import json
import queue
import threading
import time
from collections import defaultdict

import web

EVERY_S = 5
KEPT_S = 3 * 3600
BY_HAND_S = 30
# Points come nearly in order; so much later than its neighbours one may be.
LATE_S = 600
SCOPE = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0"
TARGET = "GraniteServiceVersion20100801.PutMetricData"


def values_of(line: bytes) -> list:
    """[((namespace, name, unit, dimensions), value)] of a line in the embedded metric format; nothing of any other line."""
    if b'"_aws"' not in line:
        return []
    try:
        said = json.loads(line)
        directives = said["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return []
    found = []
    for directive in directives:
        for names in directive["Dimensions"]:
            dimensions = tuple((name, str(said[name])) for name in names)
            for metric in directive["Metrics"]:
                value = said.get(metric["Name"], [])
                series = (directive["Namespace"], metric["Name"], metric.get("Unit", "None"), dimensions)
                found += [(series, one) for one in (value if isinstance(value, list) else [value])]
    return found


def datum(series: tuple, values: list) -> dict:
    """One entry of PutMetricData. Durations keep every value, for percentiles; what is counted is summed up."""
    _, name, unit, dimensions = series
    entry = {"MetricName": name, "Unit": unit, "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions]}
    if unit == "Milliseconds":
        return {**entry, "Values": values}
    summary = {"SampleCount": len(values), "Sum": sum(values), "Minimum": min(values), "Maximum": max(values)}
    return {**entry, "StatisticValues": summary}


class Metrics:
    """Collects figures and hands them to the engine every few seconds, through the front door."""

    def __init__(self, port: str, sqs):
        self.url = f"http://127.0.0.1:{port}/"
        self.sqs = sqs
        self.lines = queue.SimpleQueue()
        self.answers = queue.SimpleQueue()

    def take(self, line: bytes) -> None:
        """A line that a function printed."""
        self.lines.put(line)

    def answered(self, api: str, status: int) -> None:
        """An answer of an API of ours."""
        self.answers.put((api, status))

    def start(self) -> None:
        threading.Thread(target=self.work, daemon=True, name="metrics").start()

    def work(self) -> None:
        while True:
            time.sleep(EVERY_S)
            by_namespace = defaultdict(list)
            for series, values in self.collected().items():
                by_namespace[series[0]].append(datum(series, values))
            for namespace, data in by_namespace.items():
                web.call("POST", self.url, {"Namespace": namespace, "MetricData": data},
                         {"Authorization": SCOPE, "X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.0"})

    def collected(self) -> dict:
        """{series: values} since the last time."""
        series = defaultdict(list)
        for line in emptied(self.lines):
            for name, value in values_of(line):
                series[name].append(value)
        for api, status in emptied(self.answers):
            for name, hit in (("Count", True), ("4xx", 400 <= status < 500), ("5xx", status >= 500)):
                series["AWS/ApiGateway", name, "Count", (("ApiId", api),)].append(int(hit))
        for name, value, unit in queue_figures(self.sqs, time.time()):
            series["AWS/SQS", name[1], unit, (("QueueName", name[0]),)].append(value)
        return series


def emptied(source: queue.SimpleQueue) -> list:
    found = []
    while True:
        try:
            found.append(source.get_nowait())
        except queue.Empty:
            return found


def queue_figures(sqs, now: float) -> list:
    """[((queue, metric), value, unit)] as SQS would say: how many messages wait, and for how long the oldest."""
    figures = []
    for one in list(sqs._queues.values()):
        messages = list(one["messages"])
        visible = sum(message["visible_at"] <= now for message in messages)
        oldest = max((now - message["sent_at"] for message in messages), default=0)
        figures += [
            ((one["name"], "ApproximateNumberOfMessagesVisible"), visible, "Count"),
            ((one["name"], "ApproximateAgeOfOldestMessage"), round(oldest), "Seconds"),
        ]
    return figures


class Judge:
    """Judges one alarm at a time, in the engine's place."""

    def __init__(self, cloudwatch):
        self.cloudwatch = cloudwatch
        self.began = time.time()
        # {alarm: when we set its state}: any other time means that somebody else did.
        self.ours = {}

    def __call__(self, alarm: dict) -> None:
        now, name = time.time(), alarm["AlarmName"]
        since = alarm.get("StateUpdatedTimestamp", 0)
        by_hand = alarm["StateValue"] != "INSUFFICIENT_DATA" and since != self.ours.get(name, since)
        if by_hand and now - since < BY_HAND_S:
            return
        state, reason = self.verdict(alarm, now)
        if state == alarm["StateValue"]:
            self.ours[name] = since
            return
        before, alarm["StateValue"], alarm["StateReason"] = alarm["StateValue"], state, reason
        alarm["StateUpdatedTimestamp"] = self.ours[name] = int(now)
        self.cloudwatch._record_history(name, before, state, reason)
        self.cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
        self.cloudwatch._evaluate_parent_alarms(alarm)

    def verdict(self, alarm: dict, now: float) -> tuple[str, str]:
        period, count = alarm["Period"], alarm["EvaluationPeriods"]
        missing = alarm.get("TreatMissingData", "missing")
        values = self.values(alarm, now)
        # What was before the engine began is not missing, it was not watched.
        if None in values and missing == "breaching" and now - max(self.began, configured(alarm)) < period * count:
            missing = "ignore"
        said = [breaching(alarm, value) if value is not None else None for value in values]
        if all(one is None for one in said) and missing in ("missing", "ignore"):
            return (alarm["StateValue"] if missing == "ignore" else "INSUFFICIENT_DATA"), "There is nothing to judge by."
        filled = [missing == "breaching" if one is None else one for one in said]
        needed = alarm.get("DatapointsToAlarm") or count
        state = "ALARM" if sum(filled) >= needed else "OK"
        statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
        return state, f"{statistic} of the last {count} periods, newest first: {values}; {alarm['ComparisonOperator']} {alarm['Threshold']}"

    def values(self, alarm: dict, now: float) -> list:
        """The statistic of each period, newest first; None where nothing came."""
        period, count = alarm["Period"], alarm["EvaluationPeriods"]
        dimensions = self.cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
        points = self.cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], self.cloudwatch._dims_key(dimensions))) or []
        periods = [[] for _ in range(count)]
        for point in reversed(points):
            age = max(0, now - point["Timestamp"])
            if age >= period * count + LATE_S:
                break
            if age < period * count:
                periods[int(age // period)].append(point)
        statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
        stats = [self.cloudwatch._calc_stats(within) for within in periods]
        return [self.cloudwatch._stat_value(one, statistic, within) if one else None for one, within in zip(stats, periods)]


def configured(alarm: dict) -> float:
    return alarm.get("AlarmConfigurationUpdatedTimestamp", 0)


def breaching(alarm: dict, value: float) -> bool:
    threshold = alarm["Threshold"]
    return {
        "GreaterThanThreshold": value > threshold,
        "GreaterThanOrEqualToThreshold": value >= threshold,
        "LessThanThreshold": value < threshold,
        "LessThanOrEqualToThreshold": value <= threshold,
    }.get(alarm["ComparisonOperator"], False)


def watch(port: str) -> Metrics:
    """Takes CloudWatch's part in this engine. Call it before the engine serves; what comes back takes lines of functions."""
    from ministack.services import apigateway, cloudwatch, sqs

    metrics = Metrics(port, sqs)
    cloudwatch._evaluate_alarm = Judge(cloudwatch)
    cloudwatch.TWO_WEEKS_SECONDS = KEPT_S
    execute = apigateway.handle_execute

    async def execute_and_count(api, stage, path, *rest, **more):
        answer = await execute(api, stage, path, *rest, **more)
        # Who starts this stack asks for its health until it is well: that is no trouble.
        if path != "/health":
            metrics.answered(api, answer[0])
        return answer

    apigateway.handle_execute = execute_and_count
    metrics.start()
    return metrics
