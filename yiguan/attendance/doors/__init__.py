"""The ways a scan comes in; each gathers what it knows and hands it over."""
