"""`make bench`: pages for each second of a server's processor time, ours beside bare Litestar template pages.

One bare page is small, the other about as large as our first page. Ours are measured as they are shipped, where what is
freed is overwritten, and plainly, as the bare ones run.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from benchmarks.figures import Goal, quantile
from benchmarks.service import AS_SHIPPED, ROOT, Service, free_port

OURS = {"landing": "/", "intake": "/talk"}
LARGE = "bare Litestar template, as large as our landing"
BARE = {LARGE: "/large", "bare Litestar template, small": "/"}
PLAIN = ", nothing overwritten"
MUST, GOAL = 0.3, 0.5
LINES = 4
TICK = os.sysconf("SC_CLK_TCK")


async def _asked(url: str, pid: int, seconds: float) -> dict[str, float]:
    until, took = time.perf_counter() + seconds, []

    async def asks() -> None:
        async with httpx.AsyncClient(timeout=30) as http:
            while time.perf_counter() < until:
                start = time.perf_counter()
                (await http.get(url)).raise_for_status()
                took.append(time.perf_counter() - start)

    before = _cpu(pid)
    await asyncio.gather(*(asks() for _ in range(LINES)))
    return {"per_cpu_second": len(took) / (_cpu(pid) - before), "p99": quantile(took, 0.99) * 1000}


def _cpu(pid: int) -> float:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICK


def run(*, rounds: int = 5, seconds: float = 2) -> dict[str, dict[str, float]]:
    """Return the medians of rounds in which each page has its turn."""
    with tempfile.TemporaryDirectory(prefix="earshot-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # when root measures, PostgreSQL runs as nobody
        port = free_port()
        bare = subprocess.Popen([sys.executable, "-m", "benchmarks.peers.litestar_page", str(port)], cwd=ROOT)
        try:
            with (
                Service(Path(folder) / "shipped", env=AS_SHIPPED) as shipped,
                Service(Path(folder) / "plain") as plain,
            ):
                asked = {name: (f"{shipped.origin}{path}", shipped.pid) for name, path in OURS.items()}
                asked |= {f"{name}{PLAIN}": (f"{plain.origin}{path}", plain.pid) for name, path in OURS.items()}
                asked |= {name: (f"http://127.0.0.1:{port}{path}", bare.pid) for name, path in BARE.items()}
                told: dict[str, list[dict[str, float]]] = {name: [] for name in asked}
                for _ in range(rounds + 1):
                    for name, (url, pid) in asked.items():
                        told[name].append(asyncio.run(_asked(url, pid, seconds)))
        finally:
            bare.kill()
            bare.wait()
    return {
        name: {key: round(median(one[key] for one in rows[1:]), 2) for key in rows[0]} for name, rows in told.items()
    }


def goals(figures: dict[str, dict[str, float]]) -> list[Goal]:
    """Return what was reached of them."""
    bare = figures[LARGE]["per_cpu_second"]
    return [Goal(f"{name} / bare page", figures[name]["per_cpu_second"] / bare, GOAL, MUST) for name in OURS]


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return the figures as a table of Markdown."""
    bare = [figures[name]["per_cpu_second"] for name in BARE]
    lines = [
        f"Ours must reach {MUST:.2f} of the bare page of like size; the goal is {GOAL:.2f}. {LINES} connections.",
        "",
        "| page | pages per server-CPU-second | of the large bare page | of the small | p99 ms |",
        "|---|---|---|---|---|",
    ]
    for name, one in figures.items():
        large, small = (one["per_cpu_second"] / theirs for theirs in bare)
        lines.append(f"| {name} | {one['per_cpu_second']:,.0f} | {large:.2f} | {small:.2f} | {one['p99']:.1f} |")
    return "\n".join(lines)
