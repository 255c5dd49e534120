from yiguan.organisation.kinds import Number

DRAFT_BEFORE = Number(
    name="draft_before",
    label="拟好答复要提前多少",
    about="答复到期以前几个工作日，承办单位要拟好稿子，留给会签、核稿和两位领导签。",
    unit="个工作日",
    least=1,
    most=30,
    default=10,
)
REMIND_BEFORE = Number(
    name="remind_before",
    label="到期前几天提醒",
    about="答复到期前几天，自动提醒这件事现在所在的人。",
    unit="天",
    least=1,
    most=30,
    default=7,
)
LONG_LATE = Number(
    name="long_late",
    label="逾期几天告诉督查室",
    about="逾期第二天先提醒承办单位负责人；再逾期到这么多天，自动告诉督查室。",
    unit="天",
    least=2,
    most=60,
    default=7,
)
FORMAL_LATE = Number(
    name="formal_late",
    label="逾期几天该上门督办",
    about="逾期到这么多天，自动告诉督查室和办公室，该上门督办或者通报了。",
    unit="天",
    least=3,
    most=90,
    default=15,
)
PARAMETERS = (DRAFT_BEFORE, REMIND_BEFORE, LONG_LATE, FORMAL_LATE)
