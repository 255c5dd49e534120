"""The signed cookie of a sign-in. Most requests come from phones that have none: for them it must cost nothing."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class SignedCookie(SecureCookieSessionInterface):
    """Flask's own makes its signer anew at every request, and works out the cookie's flags before it looks whether
    there is a cookie to set. The key is the same as long as the program runs."""

    signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self.signer = self.signer or super().get_signing_serializer(app)
        return self.signer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session or session.modified:
            super().save_session(app, session, response)
