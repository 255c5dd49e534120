"""The project's own tools, called by the Makefile; nothing here is part of the running product."""
