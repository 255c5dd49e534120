"""区级设置: what the office sets in the browser: calendar, reasons, fields of life, numbers."""
