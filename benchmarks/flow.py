"""``python -m benchmarks.flow``: what Prefect costs, and where a cold start goes.

Three questions, all on the sample inbox (20 villages, 27 files), each in processes of its own:

* the steps as plain functions against the same steps as a flow on a server that is running: the overhead of Prefect;
* a cold start: ``doisoat run`` in a home that never was, then again, without a Prefect server;
* the imports of such a start by package, as ``-X importtime`` counts them.

Aims: overhead under 3 s and under 30 %, a cold start under 10 CPU-seconds.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

AS_OF = "2024-11-15"
REPEATS = 5
_INBOX = Path(__file__).parents[1] / "examples" / "inbox"
_STARTED = "import pandas, sqlalchemy, flows.local_run, great_expectations.expectations"


def _cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _clean(home: Path, **more: str) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
    return own | {"DOISOAT_HOME": str(home), "DOISOAT_INBOX": str(_INBOX)} | more


def _measured(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """CPU of the command and all it started, and wall seconds."""
    before, began = _cpu(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr[-2000:])
    return _cpu(resource.RUSAGE_CHILDREN) - before, time.monotonic() - began


def compare(home: Path) -> dict[str, list[tuple[float, float]]]:
    """In this process, turn about: plain steps and the flow, ``REPEATS`` of each; (CPU of this process, wall)."""
    from doisoat.settings import read_settings
    from flows.prefect_home import settle
    from flows.run_spec import new_run_spec

    settle(home)
    from flows.nightly import run_as_flow
    from flows.reconcile import reconcile
    from flows.runner import PlainRunner

    settings = read_settings()

    def spec() -> object:
        return new_run_spec(
            settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date.fromisoformat(AS_OF), offline=True
        )

    ways: dict[str, Callable[[], object]] = {
        "plain": lambda: reconcile(spec(), settings, PlainRunner(), lambda _text: None),  # type: ignore[arg-type]
        "flow": lambda: run_as_flow(spec(), settings, lambda _text: None),  # type: ignore[arg-type]
    }
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for number in range(REPEATS + 1):
        for way, call in ways.items():
            cpu, began = _cpu(), time.monotonic()
            call()
            if number:  # the first of each pays for imports and caches
                found[way].append((_cpu() - cpu, time.monotonic() - began))
    return found


def overhead(folder: Path) -> None:
    """Print plain steps against the flow on a running server."""
    from flows.prefect_home import SERVER

    env = _clean(folder / "home", **SERVER, PREFECT_HOME=str(folder / "server"))
    port = "4217"
    with subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}/api"
            _wait_for(f"{url}/health")
            command = [sys.executable, "-m", "benchmarks.flow", "compare", str(folder / "home")]
            done = subprocess.run(
                command, env=_clean(folder / "home", PREFECT_API_URL=url), stdout=subprocess.PIPE, check=True
            )
            used = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
        finally:
            server.terminate()
    found = json.loads(done.stdout)
    (plain_cpu, plain), (flow_cpu, flow) = (
        [statistics.median(run[i] for run in found[way]) for i in (0, 1)] for way in ("plain", "flow")
    )
    print(f"plain steps              {plain_cpu:6.2f} CPU-s {plain:6.2f} s wall (median of {REPEATS})")
    print(f"flow on a running server {flow_cpu:6.2f} CPU-s {flow:6.2f} s wall")
    print(f"overhead                 {flow_cpu - plain_cpu:6.2f} CPU-s {flow - plain:6.2f} s wall", end="")
    print(f" ({100 * (flow / plain - 1):.0f} %; aim < 3 s and < 30 %)")
    ticks = (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")
    print(f"the server meanwhile     {ticks:6.2f} CPU-s, its start and {REPEATS + 1} runs together")


def _wait_for(url: str) -> None:
    import urllib.request

    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own server, see overhead()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


def cold_start(folder: Path) -> None:
    """Print ``doisoat run`` in a new home and again."""
    env = _clean(folder / "new home")
    command = [sys.executable, "-m", "flows.cli", "run", "--as-of", AS_OF, "--offline", "--json"]
    for title in ("first run of a home", "second run"):
        cpu, wall = _measured(command, env)
        print(f"{title:<24} {cpu:6.2f} CPU-s {wall:6.2f} s wall (aim < 10 CPU-s)")
    cpu, wall = _measured([sys.executable, "-c", _STARTED], env)
    print(f"{'its imports alone':<24} {cpu:6.2f} CPU-s {wall:6.2f} s wall")
    cpu, wall = _measured([sys.executable, "-m", "flows.cli", "--help"], env)
    print(f"{'--help':<24} {cpu:6.2f} CPU-s {wall:6.2f} s wall")


def imports(folder: Path) -> None:
    """Print the imports by package: each module's own time, added up under the package it was imported from."""
    command = [sys.executable, "-X", "importtime", "-c", _STARTED]
    done = subprocess.run(command, env=_clean(folder / "home"), stderr=subprocess.PIPE, text=True, check=True)
    spent: Counter[str] = Counter()
    for own, name in re.findall(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", done.stderr, re.MULTILINE):
        spent[name.partition(".")[0]] += int(own)
    total = sum(spent.values())
    told = ", ".join(f"{name} {spent[name] / 1e6:.2f}" for name, _ in spent.most_common(12))
    print(f"imports by package, s    {told}; all others {(total - sum(n for _, n in spent.most_common(12))) / 1e6:.2f}")


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        overhead(folder)
        cold_start(folder)
        imports(folder)


if __name__ == "__main__":
    if sys.argv[1:2] == ["compare"]:
        print(json.dumps(compare(Path(sys.argv[2]))))
    else:
        main()
