"""Requests: surfaces, forms, the API, one commit a write. Only surfaces import it."""
