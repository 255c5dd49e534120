"""示例: the sample district of an empty demo installation, every row flagged, played through the services.

Dates are relative to the day of loading. Nothing of it comes along to a production start.
"""

from yiguan.sample.load import load_if_empty

__all__ = ["load_if_empty"]
