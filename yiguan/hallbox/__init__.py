"""会场盒子: one laptop with a hotspot serves a meeting for an evening without internet, and sends it home afterwards.

Two installations of the same program meet here. At **home** somebody who runs the meeting makes a pack (`packs.py` is
the file, `contents.py` what is in it); on the **laptop** the pack is loaded (`loading.py`) and makes the installation a
box: `settings.is_box`. There the evening is the same program, less what would not travel (`only.py`), over https with
a little authority of its own (`certificates.py`). Afterwards `sending.py` brings the box's scans to the ordinary batch
of `attendance`, any number of times; what they are worth there, `attendance/doors/box.py` says.
"""
