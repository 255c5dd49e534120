"""`make papers` without LibreOffice: what it says when that is missing, and that its counting can fail."""

from dataclasses import replace

from tests.bench import papers
from tests.factories.papers import a_full_paper
from yiguan.documents import pdf
from yiguan.documents.paper import Paragraph


def test_without_libreoffice_it_says_so_and_fails(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert papers.main() == 2
    assert "没有找到 LibreOffice" in capsys.readouterr().out


def test_a_file_that_was_not_converted_is_a_fault():
    assert list(papers.faults_of("1", a_full_paper(1), None)) == ["LibreOffice did not convert it"]


def test_full_pages_are_counted():
    paper = a_full_paper(3)
    assert list(papers.faults_of(papers.FULL, paper, pdf.write(paper))) == []
    ragged = replace(paper, blocks=(*paper.blocks, Paragraph("议" * 99), *paper.blocks))
    (fault,) = papers.faults_of(papers.FULL, ragged, pdf.write(ragged))
    assert fault.startswith("page 4: ")
    assert "not 22 of 28" in fault
    assert "title" in next(papers.faults_of("1", replace(paper, title="另一份"), pdf.write(paper)))
