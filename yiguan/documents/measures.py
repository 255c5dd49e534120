"""GB/T 9704-2012 in numbers: A4, 22 lines of 28 characters on 156 × 225 mm, and what stands where."""

MM_PT = 72 / 25.4
PAGE_MM = (210.0, 297.0)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
TEXT_MM = (156.0, 225.0)
LINES, CHARACTERS = 22, 28
TITLE_PT, BODY_PT, SMALL_PT, TABLE_PT = 22.0, 16.0, 14.0, 12.0
"""2号, 3号, 4号, 小4号."""
LINE_PT = 28.95
BODY_SPACING_PT = -0.25
"""28 characters of 16 points are wider than 156 mm."""
HEAD_MM = 72.0
LETTER_HEAD_MM = 30.0
"""From the top of the page to the sender's name."""
RULE_MM = 4.0
"""From it, or from the number, to the red line."""
LETTER_RULE_MM = 170.0
FOOT_MM, LETTER_FOOT_MM = 7.0, 20.0
"""From the text down to the number of the page; from the lower red line down to the edge."""
LARGEST_HEAD_PT, SMALLEST_HEAD_PT = 42.0, 18.0


def head_pt(sender: str) -> float:
    """As large as the sender's name stands in one line."""
    wide = TEXT_MM[0] * MM_PT / max(len(sender), 1)
    return max(SMALLEST_HEAD_PT, min(LARGEST_HEAD_PT, float(int(wide))))
