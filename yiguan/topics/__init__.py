"""议题: what is consulted on. Leads join it (merging *is* joining), the office screens it, meetings deliberate it.

How far a matter has come for people (待协商, 办理中 …) is derived in progress, never stored here.
"""
