"""进展: "where is my matter now?" — one timeline across the slices, derived, read only; and everyone concerned told."""
