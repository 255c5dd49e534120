"""The signed session cookie. Most requests come from phones without one and should spend no time on it."""

import time
from typing import Any

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

DAY_S = 86_400


class PatientSigner(TimestampSigner):
    """Accepts a signature from up to a day ahead: the server's clock has been set back since."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]
        except SignatureExpired as expired:
            ahead = expired.date_signed.timestamp() - time.time() if expired.date_signed else 0
            if not 0 < ahead < DAY_S:
                raise
            return super().unsign(signed_value, None, return_timestamp)  # type: ignore[call-overload]


class SignedCookie(SecureCookieSessionInterface):
    """Flask creates the signer at every request, and computes the cookie's flags before it checks whether there is a
    cookie to set. Here the signer is created once, since the key does not change while the program runs.
    """

    signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self.signer is None:
            self.signer = super().get_signing_serializer(app)
            if self.signer is not None:
                self.signer.signer = PatientSigner
        return self.signer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified:
            super().save_session(app, session, response)
