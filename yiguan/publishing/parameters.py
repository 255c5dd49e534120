from yiguan.organisation.kinds import Number

REVIEWS = Number(
    name="reviews",
    label="公开前的审核",
    about="一件事公开以前，要几个人各读一遍。最后一个读的人按“公开”。有个人信息要放行的，至少两个人。",
    default=3,  # domain.md §9.1, publication.reviews
    unit="个人",
    least=1,
    most=3,
)
DISPLAY = Number(
    name="display_days",
    label="公示期",
    about="一件事第一次公开以后公示几天。页面上写明到哪天、有话找谁说；期满记一句结果。",
    default=7,  # domain.md §9.1, publication.display_d
    unit="天",
    least=1,
    most=30,
)
PARAMETERS = (REVIEWS, DISPLAY)
