"""What memory a process has, as the kernel says."""

from pathlib import Path


def resident(pid: int) -> float:
    """Return megabytes that it has now."""
    return _megabytes(pid, "VmRSS")


def highest(pid: int) -> float:
    """Return megabytes that it had at most."""
    return _megabytes(pid, "VmHWM")


def _megabytes(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
