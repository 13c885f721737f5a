"""Timing many answers, by the clock and by CPU."""

import statistics
import time


class Stopwatch:
    """Collects the times of blocks."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def __enter__(self) -> None:
        self._started = time.perf_counter(), time.process_time()

    def __exit__(self, *_exception: object) -> None:
        wall, cpu = self._started
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    def report(self, what: str, limit: float, note: str = "") -> None:
        """Print the median, the 95th percentile and the longest, and whether the limit on the 95th was met by CPU."""
        mark = "met" if p95(self.cpu) <= limit else "MISSED"
        wall = f"p50 {statistics.median(self.wall):7.2f}  p95 {p95(self.wall):7.2f}  max {max(self.wall):7.2f} ms"
        middle = f"mean {statistics.mean(self.cpu):6.2f}  p50 {statistics.median(self.cpu):6.2f}"
        cpu = f"cpu {middle}  p95 {p95(self.cpu):6.2f} ms"
        print(f"{what:28} {wall}   {cpu}   limit {limit:g} {mark}  {note}")


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]
