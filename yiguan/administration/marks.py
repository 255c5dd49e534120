from yiguan.base.act import Mark

EXPORT_TRAIL = Mark("audit_entry", "export_trail", "导出审计记录")
