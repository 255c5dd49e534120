"""公开: what the public sees. Publishing is a step of its own; an address once shown answers for ever."""
