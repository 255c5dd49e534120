"""议关: grassroots consultation, from a resident's words to an answer everyone can read."""
