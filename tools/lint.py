"""Static checks: style, types, templates, import order."""

import subprocess
import sys

PYTHON = (sys.executable, "-m")
CHECKS = {
    "ruff check": (*PYTHON, "ruff", "check", "--quiet", "."),
    "ruff format": (*PYTHON, "ruff", "format", "--check", "--quiet", "."),
    "mypy": (*PYTHON, "mypy", "--no-error-summary"),
    "djlint": (*PYTHON, "djlint", "--lint", "--quiet", "templates"),
    "import order": (
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
        "--no-logo",
    ),
}


def failing_checks() -> list[str]:
    """Runs every check, prints its findings, and returns the names of the failing ones."""
    return [name for name, command in CHECKS.items() if not _passes(name, command)]


def _passes(name: str, command: tuple[str, ...]) -> bool:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(1 if failing_checks() else 0)
