"""How long a function takes from its process' start until it asks for its first event, and what it weighs then."""

import io
import re
import socket
import subprocess
import time
import zipfile
from pathlib import Path

from bench_rows import Row, head, percentile, show
from console import Problem
from settings import FUNCTIONS
from tools import quiet_env

STARTS = 30
# Not counted: they bring the binary into the page cache.
WARM_UP = 3
# The package's is that of docs/adr/0017.
READY_BUDGET_MS, MEMORY_BUDGET_MIB, ZIP_BUDGET_MB = 15, 20, 7
PATIENCE_S = 20
NEXT = b"GET /2018-06-01/runtime/invocation/next"
NOWHERE = "http://127.0.0.1:9"
# Whatever any of them asks for at its start; nothing is called.
SETTINGS = {
    "TABLE_NAME": "bench", "KMS_KEY_ID": "bench", "BOT_TOKEN": "42:bench", "WEBHOOK_SECRET": "bench-bench-bench-bench",
    "BOOKINGS_QUEUE_URL": f"{NOWHERE}/bookings.fifo", "MOVES_QUEUE_URL": f"{NOWHERE}/moves.fifo",
    "REPORTS_QUEUE_URL": f"{NOWHERE}/reports.fifo", "COLLECTIONS_QUEUE_URL": f"{NOWHERE}/collections.fifo", "NOTIFICATIONS_QUEUE_URL": f"{NOWHERE}/notifications.fifo",
    "QUEUES": f"bookings={NOWHERE}/bookings.fifo", "SUPPORT_CONTACT": "@bench", "ADMINS": "1",
    "TELEGRAM_API_URL": NOWHERE, "WB_COMMON_URL": NOWHERE, "WB_SUPPLIES_URL": NOWHERE, "WB_ANALYTICS_URL": NOWHERE, "T_ME_URL": NOWHERE,
    "GATEWAY_URL": NOWHERE,
    "AWS_REGION": "us-east-1", "AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
}


def run(packages: Path) -> list[Row]:
    head(f"A function's start ({STARTS} starts each, binary in the page cache)")
    return [row for function in FUNCTIONS for row in measure(function, packages / function / "bootstrap")]


def measure(function: str, binary: Path) -> list[Row]:
    starts = [start(binary) for _ in range(WARM_UP + STARTS)][WARM_UP:]
    times = [ready_ms for ready_ms, _ in starts]
    memory = max(mib for _, mib in starts)
    zipped = zip_mb(binary)
    median = percentile(times, 50)
    return [
        show(Row(f"{function}: process start → asks for its first event", f"≤ {READY_BUDGET_MS} ms",
                 f"p50 {median:.1f}  p95 {percentile(times, 95):.1f}  max {max(times):.1f} ms", median <= READY_BUDGET_MS)),
        show(Row(f"{function}: memory then", f"≤ {MEMORY_BUDGET_MIB} MiB", f"{memory:.1f} MiB", memory <= MEMORY_BUDGET_MIB)),
        show(Row(f"{function}: zip", f"≤ {ZIP_BUDGET_MB} MB", f"{zipped:.2f} MB", zipped <= ZIP_BUDGET_MB)),
    ]


def start(binary: Path) -> tuple[float, float]:
    """Starts it once against a stand-in for Lambda's runtime API. Returns (milliseconds until ready, MiB then)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_S)
        env = quiet_env(**SETTINGS, AWS_LAMBDA_RUNTIME_API=f"127.0.0.1:{server.getsockname()[1]}")
        begun = time.monotonic()
        # Handed-on files keep Python from copying itself for the start.
        with subprocess.Popen([binary], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False) as process:
            try:
                connection, _ = server.accept()
                with connection:
                    request = connection.recv(4096)
                    ready = time.monotonic()
                    if not request.startswith(NEXT):
                        raise Problem(f"{binary} asked for something else first: {request[:100]!r}")
                    return (ready - begun) * 1000, memory_mib(process.pid)
            except TimeoutError:
                raise Problem(f"{binary} asked for no event within {PATIENCE_S} s; does it need a setting that is not in bench_start.py?") from None
            finally:
                process.kill()


def memory_mib(pid: int) -> float:
    """The most it had resident so far; pages of the binary that were read count."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
    except OSError:
        return int(subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True).stdout) / 1024


def zip_mb(binary: Path) -> float:
    """Megabytes of the package as it is uploaded."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(binary, "bootstrap")
    return len(packed.getvalue()) / 1e6
