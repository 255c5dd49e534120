"""签到核对: the equation, what waits for a person, what deserves a second look, corrections, the closing."""
