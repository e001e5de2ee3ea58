"""A thousand jobs of one tick on the local engine's queue."""

import json
import subprocess
from pathlib import Path
from urllib.parse import urlencode

from bench_rows import Row, head, show
from console import Problem
from settings import Settings
from stack import request
from tools import quiet_env

# Nobody works on it.
QUEUE = "bench.fifo"


def run(settings: Settings, binaries: Path) -> list[Row]:
    head("Jobs of one tick on the local engine's queue, ten a request")
    form = urlencode({"Action": "CreateQueue", "Version": "2012-11-05", "QueueName": QUEUE,
                      "Attribute.1.Name": "FifoQueue", "Attribute.1.Value": "true"})
    made = request(settings, "sqs", "POST", "/", form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    if not made.ok:
        raise Problem(f"The engine made no queue: {made.status} {made.body[:300]!r}")
    env = quiet_env(AWS_ENDPOINT_URL=settings.engine, AWS_REGION="us-east-1")
    url = f"{settings.engine}/000000000000/{QUEUE}"
    answer = subprocess.run([binaries / "bench", "queue", url], capture_output=True, text=True, env=env)
    if answer.returncode != 0:
        raise Problem(f"bench queue failed:\n{answer.stderr}")
    rows = []
    for line in map(json.loads, answer.stdout.splitlines()):
        rows.append(show(Row(f"{line['jobs']:,} jobs of different shops, batches {line['kind']}", "", f"{line['took_ms']} ms")))
    return rows
