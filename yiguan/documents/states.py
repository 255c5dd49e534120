from yiguan.base.labels import Labelled


class Spreadsheet(Labelled):
    XLSX = "xlsx", "Excel 表"
    CSV = "csv", "CSV"
