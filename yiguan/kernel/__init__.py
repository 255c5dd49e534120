"""The kernel knows the web and the database and no word of the domain."""
