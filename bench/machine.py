"""What a benchmark must know of the machine: how busy others keep it, what its disk flushes, where it may write."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "bench"
IN_MEMORY = ("tmpfs", "ramfs", "overlay-memory")


def place() -> Path:
    """The folder benchmarks write to. Raises SystemExit where it lies in memory: nothing there is ever flushed."""
    PLACE.mkdir(parents=True, exist_ok=True)
    device = _device(PLACE)
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if parts[2] == device and parts[parts.index("-") + 1] in IN_MEMORY:
            raise SystemExit(f"{PLACE} lies in memory: a commit there costs nothing")
    return PLACE


def flushes() -> int:
    """How often the disk under `place` has been told to flush since the machine started (0: it does not count)."""
    device = _device(PLACE)
    for line in Path("/proc/diskstats").read_text(encoding="ascii").splitlines():
        parts = line.split()
        if f"{parts[0]}:{parts[1]}" == device and len(parts) > 18:
            return int(parts[18])
    return 0


def _device(path: Path) -> str:
    number = path.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


def busy_s() -> float:
    """Seconds that all cores of this machine have worked since it started."""
    user, nice, system = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def cpu_s_of(pid: int) -> float:
    """Processor seconds of a process so far."""
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Resident memory of a process that it shares with nobody, in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass(slots=True)
class Stopwatch:
    """Wall time, this process's processor time, and how many cores other processes kept busy meanwhile."""

    _busy: float = field(default_factory=busy_s)
    _cpu: float = field(default_factory=process_time)
    _start: float = field(default_factory=perf_counter)

    def seconds(self) -> float:
        """Wall time so far."""
        return perf_counter() - self._start

    def cpu_s(self) -> float:
        """This process's processor time so far."""
        return process_time() - self._cpu

    def others(self, own_s: float = 0.0) -> float:
        """Cores kept busy by others; `own_s` are processor seconds of processes that belong to us."""
        return max(0.0, (busy_s() - self._busy - self.cpu_s() - own_s) / self.seconds())
