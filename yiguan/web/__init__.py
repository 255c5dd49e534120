"""Requests: surfaces, forms, the API, one commit per write. Only surfaces import it."""
