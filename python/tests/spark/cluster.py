"""A Spark cluster of two executor processes on this machine, and a way to kill them while a job runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyspark

import order_contracts

JOB = Path(__file__).parents[2] / "examples" / "spark_job.py"
PACKAGES = str(Path(order_contracts.__file__).resolve().parents[1])
MASTER = "local-cluster[2,1,1024]"
TIMEOUT = 240


def archive(path: Path) -> Path:
    """What executors need of this package: what is in a wheel, in a zip or a packed tar."""
    package = Path(order_contracts.__file__).parent
    files = [file for file in sorted(package.iterdir()) if file.suffix in {".py", ".so", ".pyd"}]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for file in files:
                packed.write(file, f"order_contracts/{file.name}")
    else:
        with tarfile.open(path, "w:gz", compresslevel=1) as packed:
            for file in files:
                packed.add(file, f"order_contracts/{file.name}")
    return path


@dataclass
class Cluster:
    """Runs jobs with `spark-submit`; `folder` takes what Spark leaves behind."""

    folder: Path
    archive: Path

    def submit(
        self, script: Path, *words: str, watch: Callable[[int], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a script to its end. `watch` is called again and again meanwhile, with the id of the process."""
        home = self._home()
        command = [
            str(home / "bin" / "spark-submit"),
            *("--master", MASTER),
            *("--archives", f"{self.archive}#oc"),
            *("--conf", "spark.executorEnv.PYTHONPATH=oc"),
            *("--conf", "spark.ui.enabled=false"),
            *("--conf", f"spark.local.dir={self.folder / 'local'}"),
            *("--conf", "spark.log.level=WARN"),
            str(script),
            *words,
        ]
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
            "PYTHONPATH": PACKAGES,
        }
        with (self.folder / "stdout").open("w+") as out, (self.folder / "stderr").open("w+") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, start_new_session=True)
            try:
                deadline = time.monotonic() + TIMEOUT
                while process.poll() is None:
                    if time.monotonic() > deadline:
                        raise TimeoutError(f"the job took more than {TIMEOUT} s")
                    if watch:
                        watch(process.pid)
                    time.sleep(0.02)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, process.returncode, out.read(), err.read())

    def _home(self) -> Path:
        """Spark's folder as links, so that executors work here and not in the installed package."""
        home = self.folder / "home"
        if not home.exists():
            home.mkdir()
            for path in Path(pyspark.__file__).parent.iterdir():
                (home / path.name).symlink_to(path)
        return home


def descendants(root: int) -> Iterator[tuple[int, int, str]]:
    """The processes below one: id, id of the parent, command line."""
    parents: dict[int, tuple[int, str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = (int(stat.rpartition(")")[2].split()[1]), command)
    for process, (parent, command) in parents.items():
        above = parent
        while above in parents and above != root:
            above = parents[above][0]
        if above == root:
            yield process, parent, command


def executors(root: int) -> list[int]:
    """The JVMs of the executors below a `spark-submit`."""
    return [process for process, _, command in descendants(root) if "CoarseGrainedExecutorBackend" in command]


def python_workers(root: int) -> list[int]:
    """The processes that run the Python functions: children of the daemon that each executor has."""
    found = list(descendants(root))
    daemons = {process for process, _, command in found if "pyspark.daemon" in command}
    return [process for process, parent, command in found if "pyspark.daemon" in command and parent in daemons]
