"""编号: official series, gap-free and never reused; a number is allotted in the transaction that signs."""
