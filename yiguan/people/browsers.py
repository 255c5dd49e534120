"""A short name of a browser, by which its owner recognises it in the list of sign-ins."""

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("wxwork", "企业微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("HuaweiBrowser", "华为浏览器"),
    ("QQBrowser", "QQ浏览器"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "平板"),
    ("Windows", "Windows电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux电脑"),
)
"""The first part that occurs decides, since a browser also names those it descends from."""


def named(user_agent: str) -> str:
    browser = next((name for part, name in BROWSERS if part in user_agent), "浏览器")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    return f"{browser} · {system}" if system else browser
