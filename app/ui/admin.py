"""Who may change the library: whoever gave the administrator's password, or all where there is none."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

ATTEMPTS = 5
"""Wrong passwords that one client may give within `WINDOW`; ten times as many may come from all."""
WINDOW = 300.0
"""Seconds after which a wrong password is forgotten."""
SESSION = 8 * 3600.0
"""Seconds for which somebody who has signed in stays so: a working day."""

_EVERYBODY = ""


class TooManyAttemptsError(Exception):
    """No password is looked at for `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Admin:
    """The password, and who has given it. Safe for several threads; keeps no password in the clear."""

    def __init__(self, password: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask for `password`; None or empty: everybody may change the library."""
        self._salt = secrets.token_bytes(16)
        self._digest = self._of(password) if password else None
        self._clock = clock
        self._sessions: dict[str, float] = {}
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    @property
    def locked(self) -> bool:
        """Say whether changing the library needs the password."""
        return self._digest is not None

    def sign_in(self, password: str, client: str) -> str | None:
        """Return the token of a new session, None for a wrong password.

        Raises TooManyAttemptsError, whatever the password, after too many wrong ones.
        """
        with self._lock:
            now = self._clock()
            for who, most in ((client, ATTEMPTS), (_EVERYBODY, 10 * ATTEMPTS)):
                recent = [at for at in self._wrong.get(who, []) if now - at < WINDOW]
                self._wrong[who] = recent
                if len(recent) >= most:
                    raise TooManyAttemptsError(WINDOW - (now - recent[0]))
            if self._digest is None or not hmac.compare_digest(self._of(password), self._digest):
                self._wrong[client].append(now)
                self._wrong[_EVERYBODY].append(now)
                return None
            self._sessions = {token: until for token, until in self._sessions.items() if until > now}
            token = secrets.token_urlsafe(32)
            self._sessions[token] = now + SESSION
            return token

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(token, None)

    def allows(self, token: str | None) -> bool:
        """Say whether whoever brings this token may change the library."""
        if self._digest is None:
            return True
        with self._lock:
            return self._clock() < self._sessions.get(token or "", float("-inf"))

    def _of(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, n=2**12, r=8, p=1)
