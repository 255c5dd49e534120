"""Records for tests, committed so that a request of the test client finds them; one file a slice."""
