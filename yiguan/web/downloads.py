"""Files made for this answer, which a browser saves and never opens here."""

from urllib.parse import quote

from flask import Response


def as_file(body: bytes, media_type: str, name: str) -> Response:
    """To be saved under this name, whatever characters it has (RFC 6266)."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(body, mimetype=media_type, headers=headers)
