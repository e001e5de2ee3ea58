"""The binaries: built with plain cargo, so that functions, sandbox and tests share one target directory."""

import os
import shutil
import subprocess
from pathlib import Path

from console import run
from settings import FUNCTIONS, ROOT, Settings

PACKAGES = ROOT / "target" / "lambda"


def build(settings: Settings) -> Path:
    """Builds everything that runs and lays the functions out for deployment. Returns the directory of the binaries."""
    command = ["cargo", "build", "--locked", "--workspace", "--bins"]
    if settings.release:
        command.append("--release")
    run("building the functions and the sandbox", command, settings.logs / "build.log", cwd=ROOT)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binaries = target / ("release" if settings.release else "debug")
    for function in FUNCTIONS:
        stage(binaries / function, PACKAGES / function)
    return binaries


def stage(binary: Path, package: Path) -> None:
    """A package directory holding nothing but `bootstrap`, without symbols. Does nothing when it is up to date."""
    bootstrap = package / "bootstrap"
    if bootstrap.exists() and os.listdir(package) == ["bootstrap"] and same_time(bootstrap, binary):
        return
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    stripped = shutil.which("strip") and subprocess.run(
        ["strip", "-o", bootstrap, binary], stderr=subprocess.DEVNULL
    ).returncode == 0
    if not stripped:
        shutil.copyfile(binary, bootstrap)
    bootstrap.chmod(0o755)
    # The binary's own time is the mark of what was staged.
    times = binary.stat()
    os.utime(bootstrap, ns=(times.st_atime_ns, times.st_mtime_ns))


def same_time(one: Path, other: Path) -> bool:
    return one.stat().st_mtime_ns == other.stat().st_mtime_ns


def for_the_cloud(tools: Path, log: Path) -> None:
    """The functions as arm64 release binaries in the package directories, which are emptied first."""
    shutil.rmtree(PACKAGES, ignore_errors=True)
    packages = [argument for function in FUNCTIONS for argument in ("--package", function)]
    command = [tools / "cargo-lambda", "lambda", "build", "--release", "--arm64", "--locked", *packages]
    # zig, the linker, comes with the tools.
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    run("building the functions for arm64", command, log, env=env, cwd=ROOT)
