"""What a process that parses a stranger's file may do: `child` and `scan_page` bind themselves to it."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path

FILE_BYTES = 512 * 1024 * 1024
"""The largest file that such a process, and what it starts, writes."""

_ROOT = Path(__file__).resolve().parents[2]
# What it sees of the environment: no key, no address, no setting.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ")
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def environment(folder: str) -> dict[str, str]:
    """Return the environment in which to start it; temporary files go to `folder`."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "HOME": folder,
        "TMPDIR": folder,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def confine(memory: int, kind: int = resource.RLIMIT_DATA) -> None:
    """Set the limits that this process and all it starts have to keep; `memory` (bytes) is of `kind`."""
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, FILE_BYTES), (kind, memory)):
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    # Nothing a reader does needs the network. Where the system does not let it go, it stays.
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)


def allow_seconds(seconds: float) -> None:
    """Let this process use so much more of the processor; the system kills it when that is over."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))
