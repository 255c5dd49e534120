from yiguan.base.labels import Labelled


class Spreadsheet(Labelled):
    XLSX = "xlsx", "Excel 表"
    CSV = "csv", "CSV"


class PaperFormat(Labelled):
    DOCX = "docx", "Word 文档"
    PDF = "pdf", "PDF"


class Layout(Labelled):
    """GB/T 9704-2012, chapters 7 and 10.1; a form of the house has neither red head nor sender."""

    OFFICIAL = "official", "公文格式"
    LETTER = "letter", "信函格式"
    FORM = "form", "内部用表"


class Part(Labelled):
    """What a line of a paper is; each writer has one look for each."""

    MARK = "mark", "类别"
    HEAD = "head", "发文机关标志"
    NUMBER = "number", "发文字号"
    TITLE = "title", "标题"
    ADDRESSEE = "addressee", "主送机关"
    LEVEL_1 = "level-1", "一级标题"
    LEVEL_2 = "level-2", "二级标题"
    LEVEL_3 = "level-3", "三级标题"
    LEVEL_4 = "level-4", "四级标题"
    BODY = "body", "正文"
    ENCLOSED = "enclosed", "附件说明"
    SENDER = "sender", "发文机关署名"
    DATE = "date", "成文日期"
    NOTE = "note", "附注"
    ANNEX = "annex", "附件"
    ANNEX_TITLE = "annex-title", "附件标题"
    COPIES = "copies", "版记"
    CELL = "cell", "表格"
