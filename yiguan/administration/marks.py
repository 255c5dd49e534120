from yiguan.base.act import Mark

EXPORT_TRAIL = Mark("audit_entry", "export_trail", "导出审计记录")
REPLACE_KEY = Mark("key_proof", "replace_key", "换密钥")
RETIRE_KEY = Mark("key_proof", "retire_key", "停用旧密钥")
