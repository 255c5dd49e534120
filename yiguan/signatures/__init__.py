"""签名: who put their name under which text. The slices whose records are signed stand above it."""
