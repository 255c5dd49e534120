"""Runs a command within limits: `python -I limited.py COMMAND…`. It becomes that command; scanning.py starts it."""

import os
import resource
import sys
from contextlib import suppress

GIB = 1024**3
LIMITS = {
    resource.RLIMIT_AS: 4 * GIB,
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_FSIZE: GIB,
    resource.RLIMIT_CORE: 0,
}
"""A scanner that loads its whole database by itself needs more than one GiB."""
NICENESS = 10
NO_COMMAND = 127

if __name__ == "__main__":
    os.nice(NICENESS)
    for limit, most in LIMITS.items():
        with suppress(ValueError):  # macOS has no limit of memory
            resource.setrlimit(limit, (most, most))
    with suppress(OSError):
        os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the operator's own command, without a shell
    sys.exit(NO_COMMAND)
