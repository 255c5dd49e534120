"""组织: terms (届), one tree of units, and the words a district chooses itself (reasons, fields of life).

A second district or a city above this one is one more row of `unit`, no code.
"""
