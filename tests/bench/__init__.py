"""Measurements beside a floor, in the same interleaved run: `make load`. Ratios last, absolute rates drift."""
