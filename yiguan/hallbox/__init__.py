"""会场盒子: one laptop with a hotspot serves a meeting without internet, and sends its check-ins to the platform.

This slice runs in two installations. On the **platform** (also called home) somebody who runs the meeting makes a pack
(`packs.py` is its file format, `contents.py` its content). On the **laptop** the pack is loaded (`loading.py`), which
makes the installation a box: `settings.is_box`. The box runs the same program without the acts whose results would not
be sent (`only.py`), over https with its own certificate authority (`certificates.py`). Afterwards `sending.py` sends
the box's scans to the ordinary batch of `attendance`, any number of times; `attendance/doors/box.py` decides them.
"""
