"""What points to a person: found in free text, and masked wherever it is shown."""
