"""签到: who came.

The way of a scan: a door (`doors/`: a tap, a personal code, a record of the check-in desk, somebody seen by staff, a
paper list, a hall box) gathers facts (`facts.py`), `decide.py` judges them, `ledger/` writes the row. A row is never
changed; it is its own audit and the answer to its key. The contract is: acknowledged = committed = never lost, never
doubled. `screen/` shows the hall what has come, `closing/` settles what is unclear and fixes the figures.
"""
