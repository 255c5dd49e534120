"""The ways a scan comes in. Each door gathers facts; none decides and none writes.

The contract between page and device (static/attendance/reception/ is the other side):

The page `/reception/<code>` includes `attendance/head.html` in its head, `attendance/board.html` where scans are shown,
and is sent through `camera.allow(html)`. Its forms work without a script; a script takes them over by id: `#scan`
(field `code`), `#search` (field `q`, GET), `#walk-in` (field `name`). Offline, the device shows `/reception/offline`
instead: the same board, with nothing about any person.

`GET …/roster` → `{meeting: {code, title, place, starts_at, ends_at, tracks_exit, parts}, csrf, people}`. `parts` has at
least one `{number, label, title, place, starts_at, ends_at}`; `people` are `{person, name, hint, code, here}`: `person`
is text (63 bits do not fit into a JavaScript number), `name` is masked, `hint` distinguishes two of one name (their
unit, may be empty), `here` are the numbers of the parts where they are already counted, `code` is the hexadecimal
SHA-256 of `<meeting code>:<20 capitals of the personal code>`, or empty. `csrf` is the token for the header
`X-CSRFToken` of the batch, empty for a helper.

`POST …/check-ins/batch` ← `{device, sent_at, made, records}`, each of them `{key, counter, device_at, source, part,
way, and code, person or name}`.
`device` is 32 hexadecimal digits the device made once; `counter` counts the scans of that device in this meeting from
1, and `made` is the highest one, so that the server knows which scans are missing (an empty batch only reports `made`).
`part` null means the part that runs at that time; `way` is `in`, `out` (leaves) or `back`.
Sources: `desk_scan` (code: any text, 200 characters at most), `desk_number`, `desk_search` (person), `proxy` (name).
→ `{results: [{key, result, state, id, message, name}]}`, `message` is a sentence for the helper, `name` is masked.
Only a hall box, and whoever runs the meeting, may also send the sources `screen`, `print`, `personal`, `paper`, with
the box's verdict: `state` and `result`, `settled` when a person there said who it was, `reason` why it was undone,
`guest` the box's own id of somebody not on the list, `raw` the text of an unclear scan (box.py).
401 and 403 mean that the helper must sign in again; the device keeps all scans.
"""
