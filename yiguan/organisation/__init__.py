"""组织: terms (届), one tree of units, and the lists a district defines itself (reasons, fields of life).

A second district or a city above this one is one more row of `unit` and needs no code.
"""
