"""签到核对: the equation, settling unclear scans, reviewing bursts, corrections, the closing."""
