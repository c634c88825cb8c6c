"""Who may come in? Whoever has the token of this start; the cookie and the form's key are made from it."""

from __future__ import annotations

import hmac
from hashlib import sha256


class Keys:
    """The token that is printed, the session that the cookie holds, and the key that each form repeats."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.session = self.derived("session")
        self.csrf = self.derived("csrf")

    def derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), sha256).hexdigest()


def same(given: str, kept: str) -> bool:
    """Compared in a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode())
