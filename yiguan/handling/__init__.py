"""办理: what a paper asks of a unit: assigned, answered by items, signed twice, sent. It knows no paper by itself."""
