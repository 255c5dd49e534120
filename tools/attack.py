"""`make attack` runs completely, on both databases, the walks and property tests of which `make test` runs a sample.

All traffic stays on loopback, and the run ends after half an hour at the latest.
"""

import os
import subprocess
import sys

from tools.cluster import end_on_sigterm, throwaway_cluster
from tools.find import NotFound
from tools.test import KEPT, PYTEST

LIMIT_S = 1800
CHOSEN = ("-m", "walk or hypothesis", "-o", "faulthandler_timeout=900")


def main() -> int:
    end_on_sigterm()
    try:
        with throwaway_cluster() as url:
            environ = os.environ | {"YIGUAN_TEST_PG_URL": url, "YIGUAN_TEST_WHOLE": "1"} | KEPT
            return subprocess.run([*PYTEST, *CHOSEN], stdin=subprocess.DEVNULL, env=environ, timeout=LIMIT_S).returncode
    except NotFound as error:
        print(error)
        return 2
    except subprocess.TimeoutExpired:
        print(f"{LIMIT_S // 60} 分钟内没有做完，已停下 / not done within {LIMIT_S // 60} minutes, ended")
        return 1


if __name__ == "__main__":
    sys.exit(main())
