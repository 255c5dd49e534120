"""Numbers as Chinese headings and names count: 一 to 九十九."""


def numeral(number: int) -> str:
    """Raises ValueError beyond 0 to 99."""
    if not 0 <= number <= 99:
        raise ValueError(f"{number} is written in digits")
    ones = "〇一二三四五六七八九"
    tens, rest = divmod(number, 10)
    return ("" if tens < 2 else ones[tens]) + ("十" if tens else "") + (ones[rest] if rest or not tens else "")
