"""Personal data: found in free text, and masked wherever it is shown."""
