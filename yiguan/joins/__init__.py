"""认作一个人: two records of one person are joined by two of the staff with a reason, and parted again by staff.

One of the staff asks, a second one confirms (people/seconding.py), and from then on the two are counted once
(people/joining.py). Everybody concerned is told. The office sees every join with its proof. What proves a join without
staff stands elsewhere: the own phone of an account in `people`, the receipts of both records in `progress`.
"""
