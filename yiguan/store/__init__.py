"""The database and the stored files; this layer knows no request."""
