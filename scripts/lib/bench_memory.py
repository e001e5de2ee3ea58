"""What the deployed functions take at their heaviest work about channels, counted by the system (VmHWM)."""

import datetime
import json
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import web
from bench_rows import Row, head, show
from bench_start import SETTINGS, memory_mib
from console import Problem, say
from settings import ROOT
from tools import quiet_env

PATIENCE_S = 300
# What the template gives them, MiB.
SIZES = {"webhook": 256, "collector": 256, "reporter": 512}
# Words of its log by which a function says that it did not do the work.
NOTHING_DONE = ('"hung":"Before"', '"hung":"Refused"', "report.skipped", "day.unknown", '"level":"ERROR"')
RUNTIME = "/2018-06-01/runtime/invocation"


class Runtime:
    """Lambda's runtime API for one process: hands out events one after another and keeps the answers."""

    def __init__(self):
        self.answers: dict[str, tuple[str, bytes]] = {}
        self.waiting: list[tuple[str, dict]] = []
        self.changed = threading.Condition()
        runtime = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                event = runtime.next()
                if event is None:
                    self.close_connection = True
                    return
                number, payload = event
                body = json.dumps(payload).encode()
                self.send_response(200)
                for name, value in (("Lambda-Runtime-Aws-Request-Id", number), ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:bench"),
                                    ("Lambda-Runtime-Deadline-Ms", str(int((time.time() + PATIENCE_S) * 1000))),
                                    ("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                body = self.body()
                number, kind = self.path.removeprefix(f"{RUNTIME}/").split("/")[:2]
                runtime.keep(number, kind, body)
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def body(self) -> bytes:
                if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                whole = b""
                while size := int(self.rfile.readline().strip() or b"0", 16):
                    whole += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return whole

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # A function that is over lets go of its connection.
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_port}"

    def next(self):
        with self.changed:
            return self.waiting.pop(0) if self.changed.wait_for(lambda: self.waiting, PATIENCE_S) else None

    def keep(self, number: str, kind: str, body: bytes) -> None:
        with self.changed:
            self.answers[number] = (kind, body)
            self.changed.notify_all()

    def invoke(self, event: dict) -> dict:
        """Hands an event out and waits for what is answered."""
        with self.changed:
            number = f"bench-{len(self.answers) + 1}"
            self.waiting.append((number, event))
            self.changed.notify_all()
            if not self.changed.wait_for(lambda: number in self.answers, PATIENCE_S):
                raise Problem(f"no answer within {PATIENCE_S} s")
            kind, body = self.answers[number]
        if kind != "response":
            raise Problem(f"the function failed: {body[:500]!r}")
        return json.loads(body or b"null")


def run(binaries: Path) -> list[Row]:
    head("Memory of the functions at their heaviest work about channels (50 channels and three years in the table)")
    say("filling a table")
    stand = subprocess.Popen([binaries / "bench", "stand"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        told = stand.stdout.readline()
        if not told:
            raise Problem("bench stand ended early")
        world = json.loads(told)
        # What Telegram holds back is not ours to measure.
        web.post(f"{world['sandbox']}/control/telegram/limits", {"enforced": False})
        rows = []
        for function, work in (("reporter", reporter), ("collector", collector), ("webhook", webhook)):
            rows += measure(function, binaries / function, world, work)
        return rows
    finally:
        stand.stdin.close()
        stand.wait(20)


def measure(function: str, binary: Path, world: dict, work) -> list[Row]:
    """Each kind of work by a process of its own, and all of it by one."""
    rows = []
    kinds = work(world, 1000)
    if len(kinds) > 1:
        # Ordered anew: what was done before would not be done again.
        kinds.append(("all of it, one after another", [event for _, events in work(world, 2000) for event in events]))
    for what, events in kinds:
        most = mib_after(binary, world, events)
        kept = most <= SIZES[function]
        rows.append(show(Row(f"{function}: {what}", f"≤ {SIZES[function]} MiB", f"{most:.0f} MiB", kept)))
    return rows


def mib_after(binary: Path, world: dict, events: list) -> float:
    runtime = Runtime()
    aws, outside = world["aws"], world["sandbox"]
    queues = {f"{name.upper()}_QUEUE_URL": f"{aws}/000000000000/{name}.fifo" for name in ("bookings", "moves", "reports", "collections", "notifications")}
    env = quiet_env(**{
        **SETTINGS, **queues, "AWS_LAMBDA_RUNTIME_API": runtime.address, "AWS_ENDPOINT_URL": aws, "TABLE_NAME": world["table"],
        "BOT_TOKEN": "42:sandbox", "TELEGRAM_API_URL": f"{outside}/telegram", "T_ME_URL": f"{outside}/tme",
        "WB_COMMON_URL": f"{outside}/wb/common", "WB_SUPPLIES_URL": f"{outside}/wb/supplies", "WB_ANALYTICS_URL": f"{outside}/wb/analytics",
        "GATEWAY_URL": f"{outside}/gateway", "TGSTAT_TOKEN": "", "TELEMETR_TOKEN": "", "PREVIEW_GAP_MS": "10", "BOT_API_GAP_MS": "10", "MAX_CHANNELS": "50",
    })
    log = (ROOT / "target" / f"bench-memory-{binary.name}.log").open("w+")
    with log, subprocess.Popen([binary], env=env, stdout=log, stderr=log) as process:
        try:
            for event in events:
                answer = runtime.invoke(event)
                if isinstance(answer, dict) and (answer.get("batchItemFailures") or answer.get("statusCode", 200) != 200):
                    raise Problem(f"{binary.name} did not do its work: {str(answer)[:500]}; see {log.name}")
            most = memory_mib(process.pid)
        finally:
            process.kill()
            runtime.server.shutdown()
        log.seek(0)
        idle = [line for line in log if any(word in line for word in NOTHING_DONE)]
        if idle:
            raise Problem(f"{binary.name} had nothing to do, or failed at it: {idle[0][:500]}")
        return most


def reporter(world: dict, first: int) -> list:
    user = {"user": world["user"], "chat": world["user"], "language": "ru"}
    many = {**user, "channels": world["channels"], "from": world["from"], "to": world["to"]}
    last = datetime.date.fromisoformat(world["to"])
    month = last.replace(day=1).isoformat()

    def at(number: int) -> str:
        """A moment of its own: orders of one moment are the same order."""
        moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=first // 100 + number)
        return moment.isoformat().replace("+00:00", "Z")

    def order(**fields) -> dict:
        return batch("reports", [{"do": "channel", **fields}])

    return [
        ("an export of 50 channels as CSV", [order(about="export", format="csv", at=at(1), **many)]),
        ("the same as JSON", [order(about="export", format="json", at=at(2), **many)]),
        ("a month's report on 50 channels", [order(about="report", user=world["user"], chat=world["user"], period="month", day=month, asked_at=at(3))]),
        ("pictures of three years of ten channels", [order(about="chart", at=at(4), **{**many, "channels": world["channels"][:10]})]),
    ]


def collector(world: dict, _first: int) -> list:
    now = datetime.datetime.now(datetime.UTC)
    day = (datetime.date.fromisoformat(world["to"]) + datetime.timedelta(days=1)).isoformat()
    at = now.isoformat().replace("+00:00", "Z")
    night = {"task": "collect", "at": at}
    plan = batch("collections", [{"do": "plan", "day": day, "at": at, "after": None}])
    jobs = [{"do": "day", "channel": channel, "day": day, "at": at} for channel in world["channels"]]
    batches = [batch("collections", jobs[first:first + 10]) for first in range(0, len(jobs), 10)]
    return [("a night of 50 channels, ten a batch", [night, plan, *batches])]


def webhook(world: dict, first: int) -> list:
    name = world["channels"][0]
    compared = " ".join(f"@{one}" for one in world["channels"][:5])
    return [
        ("/stats of three years, ten times", [update(world, first + 10 + n, f"/stats @{name} 1095") for n in range(10)]),
        ("/compare of five channels, ten times", [update(world, first + 30 + n, f"/compare {compared}") for n in range(10)]),
        ("/list of 50 channels, ten times", [update(world, first + 50 + n, "/list") for n in range(10)]),
    ]


def batch(queue: str, jobs: list) -> dict:
    now_ms = int(time.time() * 1000)
    return {"Records": [
        {
            "messageId": f"m-{number}", "receiptHandle": f"r-{number}", "messageAttributes": {}, "md5OfBody": "", "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:{queue}.fifo", "awsRegion": "us-east-1",
            "body": json.dumps({"v": 1, "trace": f"{time.time_ns():x}{number}", "queued_at_ms": now_ms, "job": job}),
            "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": str(number), "SentTimestamp": str(now_ms)},
        }
        for number, job in enumerate(jobs)
    ]}


def update(world: dict, number: int, text: str) -> dict:
    event = json.loads((ROOT / "events" / "webhook-start.json").read_text())
    body = json.loads(event["body"])
    body["update_id"] = body["message"]["message_id"] = number
    body["message"]["text"] = text
    body["message"]["from"]["id"] = body["message"]["chat"]["id"] = world["user"]
    body["message"]["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    event["headers"]["x-telegram-bot-api-secret-token"] = SETTINGS["WEBHOOK_SECRET"]
    return {**event, "body": json.dumps(body)}
