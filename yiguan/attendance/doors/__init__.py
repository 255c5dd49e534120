"""The ways a scan comes in. Each gathers what it can know; none decides and none writes.

What page and device agree on (static/attendance/reception/ is the other side):

The page `/reception/<code>` includes `attendance/head.html` in its head, `attendance/board.html` where scans are shown,
and is sent through `camera.allow(html)`. Its forms work alone; a device that runs scripts takes them over by id:
`#scan` (field `code`), `#search` (field `q`, GET), `#walk-in` (field `name`). Without the network the device shows
`/reception/offline` in its place: the same board, no word about anybody in it.

`GET …/roster` → `{meeting: {code, title, place, starts_at, ends_at, tracks_exit, parts}, csrf, people}`. There is at
least one of `parts`, each `{number, label, title, place, starts_at, ends_at}`; `people` are `{person, name, hint, code,
here}`: `person` is text (63 bits are more than a script's number holds), `name` masked, `hint` what tells two of one
name apart (their unit or number, maybe empty), `here` the numbers of the parts they are counted at already, `code` the
SHA-256 in hexadecimal of `<meeting code>:<20 capitals of the personal code>`, or empty. `csrf` is the token for the
header `X-CSRFToken` of the batch, empty for a helper.

`POST …/check-ins/batch` ← `{device, sent_at, made, records}`, each of them `{key, counter, device_at, source, part,
way, and code, person or name}`.
`device` is 32 hexadecimal digits the device made once; `counter` counts the scans of that device in this meeting from
1, and `made` is the last of them, so that the server knows what has not come yet (an empty batch only tells `made`).
`part` null goes by the clock; `way` is `in`, `out` (leaves) or `back`.
Sources: `desk_scan` (code: whatever was read, 200 characters at most), `desk_number`, `desk_search` (person), `proxy`
(name). → `{results: [{key, result, state, id, message, name}]}`, `message` a sentence for the helper, `name` masked.
A hall box, and nobody else but who runs the meeting, may also send the sources `screen`, `print`, `personal`, `paper`,
and says how it decided: `state` with its `result`, `settled` when a person there said who it was, `reason` why it was
undone, `guest` its own number for somebody who is on no list, `raw` what nobody could read (box.py).
401 and 403 mean: sign in again, everything waits on the device.
"""
