"""What can be done to a case (办理件): assigned, disputed, answered, cleared, signed, sent, followed.

The order of declaration is the order of the buttons, which star imports keep.
"""

from yiguan.handling.acts.assigning import *  # noqa: F403
from yiguan.handling.acts.clearing import *  # noqa: F403
from yiguan.handling.acts.following import *  # noqa: F403
