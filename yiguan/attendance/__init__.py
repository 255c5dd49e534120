"""签到: who came.

A door (`doors/`: a tap, a personal code, a record of the check-in desk, somebody seen by staff, a paper list, a hall
box) gathers facts about a scan (`facts.py`), `decide.py` returns the verdict, `ledger/` writes the row. Only the state
of a row can change; the row is its own audit and the answer to its key. An acknowledged scan is committed, never lost
and never doubled. `screen/` serves the hall's screen, `closing/` settles unclear scans and fixes the figures.
"""
