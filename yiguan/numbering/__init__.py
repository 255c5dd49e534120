"""编号: official series without gaps; a number is allotted in the transaction that signs and never reused."""
