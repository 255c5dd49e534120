"""协商会: planning, agenda, announcing, the course of the meeting. Closing it (the sheet must balance) is attendance's."""
