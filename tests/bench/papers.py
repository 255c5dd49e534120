"""`make papers`: LibreOffice opens papers of every kind, and its full pages have 22 lines of 28 characters.

What LibreOffice would have to repair it does not convert without a person, so each file must become a PDF. Prints what
was looked at; the exit code is 1 when a paper fails, 2 when LibreOffice is missing.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pypdf import PageObject

from tests.bench.targets import say
from tests.factories.papers import a_full_paper, a_list, a_paper
from tests.measuring import full_lines, lines_of, pages_of
from yiguan.documents import docx
from yiguan.documents.measures import CHARACTERS, LINES
from yiguan.documents.paper import Paper

PROGRAMS = ("soffice", "libreoffice")
GENERATED = 60
LIMIT_S = 300
MISSING = (
    "没有找到 LibreOffice，公文没有检查。请先安装：\n"
    "    sudo apt-get install --no-install-recommends libreoffice-writer-nogui\n"
    "LibreOffice was not found, so no paper was checked; the line above installs it."
)
FULL = "full"


def main() -> int:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        say(MISSING)
        return 2
    papers = {FULL: a_full_paper(5), "list": a_list(500)} | {f"{n}": a_paper(n) for n in range(GENERATED)}
    with tempfile.TemporaryDirectory() as folder:
        converted = _converted(program, Path(folder), papers)
        faults = [f"{name}: {fault}" for name, pdf in converted.items() for fault in faults_of(name, papers[name], pdf)]
    for line in (*faults, f"{len(papers)} 份公文，{len(faults)} 处不对 / {len(papers)} papers, {len(faults)} faults"):
        say(line)
    return 1 if faults else 0


def _converted(program: str, folder: Path, papers: Mapping[str, Paper]) -> dict[str, bytes | None]:
    """Each as PDF, or None where LibreOffice made none; its settings are in the same folder and go with it."""
    for name, paper in papers.items():
        (folder / f"{name}.docx").write_bytes(docx.write(paper))
    command = [program, f"-env:UserInstallation=file://{folder}/settings", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", folder, *sorted(folder.glob("*.docx"))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=LIMIT_S,
        check=True,
    )
    made = {name: folder / f"{name}.pdf" for name in papers}
    return {name: path.read_bytes() if path.exists() else None for name, path in made.items()}


def faults_of(name: str, paper: Paper, pdf: bytes | None) -> Iterator[str]:
    if pdf is None:
        yield "LibreOffice did not convert it"
        return
    pages = pages_of(pdf)
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages}
    if sizes != {(595, 842)}:
        yield f"pages of {sizes}, not A4"
    if paper.title not in "".join("".join(lines_of(page)) for page in pages):
        yield "its title is not in the PDF"
    if name == FULL:
        yield from (f"page {n}: {count}" for n, page in enumerate(pages[1:-1], start=2) if (count := _wrong(page)))


def _wrong(page: PageObject) -> str:
    found = [len(line) for line in full_lines(page)]
    return "" if found == [CHARACTERS] * LINES else f"lines of {found} characters, not {LINES} of {CHARACTERS}"


if __name__ == "__main__":
    sys.exit(main())
