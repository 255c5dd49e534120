"""The one place that writes rows of check_in, keeps their keys and counts them."""
