"""协商建议: advice in items, reviewed by the office, signed by the chair, numbered in the same transaction.

CPPCC advises; what departments do with it is handling's (later).
"""
