from yiguan.base.labels import Labelled


class ScanState(Labelled):
    """What the installation's virus scanner says of a file; `unscanned` was stored while there was none."""

    UNSCANNED = "unscanned", "没有查过毒"
    WAITING = "waiting", "等着查毒"
    CLEAN = "clean", "查过毒"
    REFUSED = "refused", "查出有害内容"
