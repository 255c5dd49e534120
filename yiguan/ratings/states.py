from yiguan.base.labels import Labelled


class Attitude(Labelled):
    """How people were dealt with, apart from what came of it."""

    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    NOT = "not", "不满意"


class Satisfaction(Labelled):
    """With the result. Silence is none of them (domain.md E17)."""

    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    NOT = "not", "不满意"


class RatingWay(Labelled):
    """How the person proved who they are when they rated."""

    PHONE = "phone", "自己的手机"
    RECEIPT = "receipt", "编号和四位数"
    CALL = "call", "打电话问本人"
    VISIT = "visit", "当面问本人"


BY_STAFF = (RatingWay.CALL, RatingWay.VISIT)
"""The station asked somebody who has no phone here, and read it back to them."""
