"""协商会: planning, agenda, announcing, the course of the evening; closing it belongs to attendance."""
