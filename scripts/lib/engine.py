"""The local AWS engine: how it is started, and (run inside .venv) the program that is it.

It differs from the engine's own command in three things: what functions print goes to one file per function at once,
not at the end of an invocation; GET /health of our API reaches our function; and CloudWatch's part is taken (metrics.py).
"""

import os
import socketserver
import sys
from pathlib import Path

import metrics

HEALTH = "/_ministack/health"


def command(python: Path) -> list:
    return [python, Path(__file__).resolve()]


def env(home: Path, port: int) -> dict:
    """Its whole environment. Functions inherit it, so nothing of ours or of the machine's owner belongs here."""
    directories = {"STATE_DIR": home / "engine", "S3_DATA_DIR": home / "s3", "TMPDIR": home / "tmp"}
    for directory in directories.values():
        directory.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        # State is written on a graceful stop only.
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "LOG_LEVEL": "WARNING",
        # Listeners we have no use for.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "FUNCTION_LOGS": str(home / "log"),
        **{name: str(directory) for name, directory in directories.items()},
    }


class Copied:
    """A function's output that is copied to a file, and read for figures, while the engine reads it."""

    def __init__(self, stream, path: Path, figures: metrics.Metrics):
        self.stream = stream
        self.file = open(path, "ab", buffering=0)
        self.figures = figures

    def readline(self) -> bytes:
        line = self.stream.readline()
        if line:
            self.file.write(line)
            self.figures.take(line)
        return line

    def close(self) -> None:
        self.stream.close()
        self.file.close()


def serve() -> None:
    from ministack import app
    from ministack.core.lambda_runtime import ProvidedWorker

    logs = Path(os.environ.pop("FUNCTION_LOGS"))
    figures = metrics.watch(os.environ["GATEWAY_PORT"])
    drain = ProvidedWorker._pump_output

    def drain_and_copy(worker, stream, queue):
        function = worker.func_name.split("-local-")[-1]
        drain(worker, Copied(stream, logs / f"{function}.jsonl", figures), queue)

    ProvidedWorker._pump_output = drain_and_copy
    app._HEALTH_PATHS = (HEALTH,)
    # Small writes go out at once: waiting for the other side's delayed acknowledgement costs 40 ms an answer.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    app.main()


if __name__ == "__main__":
    sys.argv[1:] = []
    serve()
