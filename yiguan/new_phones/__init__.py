"""换手机: moves what a resident did from one phone to another, by a proof of theirs or by two of the staff, never one.

The old phone shows the code itself. Without it somebody of the staff asks with a reason, a second one confirms, and
only then there is a code. The person is told, and it can be undone (decision 0039). What a receipt opens is kept by the
phone that opened it: that is the leads' own matter.
"""
