"""The database and the files beside it; knows no request."""
