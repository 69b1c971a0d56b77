"""What the measurements share: samples of time, figures with their goals, a free port and the end of a server."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Sample:
    """Milliseconds of each answer."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, ask: Callable[[], Any]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        self.cpu.append((time.process_time() - cpu) * 1000)
        self.wall.append((time.perf_counter() - wall) * 1000)

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)

    @property
    def median_wall(self) -> float:
        return statistics.median(self.wall)


class Figures(dict[str, dict[str, Any]]):
    """Name → value, unit, goal and whether it holds; both None where nothing was asked for."""

    def note(
        self, name: str, value: float, unit: str, limit: float | None = None, *, least: float | None = None
    ) -> None:
        """With what it should be at most, or at least."""
        goal = holds = None
        if limit is not None:
            goal, holds = f"≤ {limit}" if limit else "0", value <= limit
        elif least is not None:
            goal, holds = f"≥ {least}", value >= least
        self[name] = {"value": value, "unit": unit, "goal": goal, "holds": holds}

    def write(self, file: Path) -> None:
        """Beside the figures that another measurement has put there."""
        known = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps(known | self, indent=2, ensure_ascii=False) + "\n")

    def missed(self) -> int:
        """Says which goals are missed; how many."""
        names = [name for name, figure in self.items() if figure["holds"] is False]
        for name in names:
            print(f"GOAL MISSED: {name} is {self[name]['value']}, wanted {self[name]['goal']}")
        return len(names)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(running: subprocess.Popen[bytes]) -> None:
    """The server and all it started, and nothing else: they are a session of their own."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(running.pid, kind)
            running.wait(10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
