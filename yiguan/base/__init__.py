"""Pure code: no web, no database, no word of the domain."""
