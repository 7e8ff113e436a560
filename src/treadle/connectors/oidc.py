"""The code flow of OpenID Connect with a provider: where to send a browser, and who came back.

OpenID Connect Core 1.0 §3.1, PKCE by RFC 7636 (S256), discovery by OpenID Connect Discovery 1.0. Challenge and rules of
claims are authlib's, signatures joserfc's; here stand the addresses, what is refused, and how long an answer may take.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from treadle.connectors.outbound import Network, check_url, public_address
from treadle.errors import AccessError, LedgerError, MissingExtraError

#: Signatures that are taken: never 'none', never one that the client's own secret could make.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SCOPE = "openid profile email"
#: Seconds for an answer; seconds for which a provider's description and keys are remembered; by how much its clock may
#: be another than ours.
ANSWER_SECONDS, REMEMBER_SECONDS, LEEWAY_SECONDS = 10.0, 600.0, 60
_ELSEWHERE = "The sign-on did not answer as it should: {why}. Try again, or log in with name and password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One way of a browser to the provider and back: all of it follows from a secret that only its cookie holds."""

    secret: str

    @property
    def state(self) -> str:
        """What comes back with the browser, and must be this turn's."""
        return self._part("state")

    @property
    def nonce(self) -> str:
        """What the provider signs, so that a token of another turn is none of this one."""
        return self._part("nonce")

    @property
    def verifier(self) -> str:
        """What only whoever began the turn can tell (RFC 7636)."""
        return self._part("verifier")

    def fits(self, state: str) -> bool:
        """Whether a state that came back is this turn's."""
        return hmac.compare_digest(self.state.encode(), state.encode())

    def _part(self, name: str) -> str:
        return hmac.new(self.secret.encode(), name.encode(), hashlib.sha256).hexdigest()


@dataclass(slots=True, kw_only=True)
class Provider:
    """A provider by its issuer, and this service as its client. `secret` '': a public client, held by PKCE alone.

    It is asked by https in the public network, or within networks that the machine allows (`allowed`).
    """

    issuer: str
    client_id: str
    secret: str = ""
    allowed: Sequence[Network] = ()
    _seen: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def address(self, turn: Turn, back: str) -> str:
        """Where the browser goes. Raises `LedgerError` where the provider does not answer."""
        with _session() as http:
            from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
            from authlib.oauth2.rfc7636 import create_s256_code_challenge

            found: str = prepare_grant_uri(
                self._told(http)["authorization_endpoint"], client_id=self.client_id, response_type="code",
                redirect_uri=back, scope=SCOPE, state=turn.state, nonce=turn.nonce,
                code_challenge=create_s256_code_challenge(turn.verifier), code_challenge_method="S256",
            )  # fmt: skip
        return found

    def claims(self, turn: Turn, code: str, back: str) -> Mapping[str, Any]:
        """Who came back with a code. Raises `AccessError` for a code or token that is none, `LedgerError` where the
        provider does not answer."""
        sent = {"grant_type": "authorization_code", "code": code, "code_verifier": turn.verifier, "redirect_uri": back}
        with _session() as http:
            auth = (quote(self.client_id, safe=""), quote(self.secret, safe="")) if self.secret else None
            sent |= {} if auth else {"client_id": self.client_id}
            place = self._told(http)["token_endpoint"]
            try:
                answer = http.post(self._checked_place(place), data=sent, auth=auth)
                told = answer.json()
            except Exception as error:  # httpx has a tree of its own
                raise _absent(error) from None
            if answer.status_code != 200 or not isinstance(told, dict):
                why = str(told.get("error", ""))[:60] if isinstance(told, dict) else ""
                raise AccessError(f"The sign-on refuses this code ({why or answer.status_code}). Begin again.")
            access_token = str(told.get("access_token", ""))
            claims = self._checked(http, str(told.get("id_token", "")), turn, access_token)
            return {**self._more(http, str(claims["sub"]), access_token), **claims}

    def _more(self, http: Any, sub: str, access_token: str) -> Mapping[str, Any]:
        """What the provider says of the same person beside the token, where it says so at an address of its own (OpenID
        Connect Core 5.3): groups often stand there alone. Nothing where it does not answer, or answers of another."""
        place = self._told(http).get("userinfo_endpoint")
        if not place or not access_token:
            return {}
        try:
            answer = http.get(self._checked_place(str(place)), headers={"Authorization": f"Bearer {access_token}"})
            told = answer.json() if answer.status_code == 200 else {}
        except Exception:  # httpx has a tree of its own; the token's claims stand without
            return {}
        is_same = isinstance(told, dict) and told.get("sub") == sub
        return told if is_same else {}

    def _checked(self, http: Any, id_token: str, turn: Turn, access_token: str) -> Mapping[str, Any]:
        """The claims of a token whose signature, issuer, audience, times and nonce are right."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        why = "it has no key that signed it"
        for is_fresh in (False, True):  # keys that were changed since they were read
            try:
                keys = KeySet.import_key_set(self._keys(http, is_fresh=is_fresh))
                read = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
                options = {"iss": {"essential": True, "value": self.issuer},
                           "aud": {"essential": True, "value": self.client_id}}  # fmt: skip
                params = {"nonce": turn.nonce, "client_id": self.client_id, "access_token": access_token}
                claims = CodeIDToken(dict(read.claims), dict(read.header), options, params)
                claims.validate(leeway=LEEWAY_SECONDS)
                if not hmac.compare_digest(str(claims.get("nonce", "")), turn.nonce) or not claims.get("sub"):
                    raise AccessError("The sign-on answered for somebody else. Begin again.")
                return dict(claims)
            except (JoseError, ValueError) as error:
                why = str(error) or type(error).__name__
        raise AccessError(f"What the sign-on says cannot be trusted ({why}). Begin again.")

    def _told(self, http: Any, name: str = "", *, is_fresh: bool = False) -> Mapping[str, Any]:
        """The provider's description, or what stands at an address of it; remembered for a while."""
        now = time.monotonic()
        until, found = self._seen.get(name, (0.0, None))
        if now < until and not is_fresh:
            remembered: Mapping[str, Any] = found
            return remembered
        place = f"{self.issuer}/.well-known/openid-configuration" if not name else str(self._told(http)[name])
        try:
            answer = http.get(self._checked_place(place))
            answer.raise_for_status()
            told = answer.json()
        except Exception as error:  # httpx has a tree of its own
            raise _absent(error) from None
        if not name and told.get("issuer") != self.issuer:
            raise LedgerError(_ELSEWHERE.format(why="it calls itself by another name"))
        self._seen[name] = (now + REMEMBER_SECONDS, told)
        result: Mapping[str, Any] = told
        return result

    def _keys(self, http: Any, *, is_fresh: bool) -> Any:
        return self._told(http, "jwks_uri", is_fresh=is_fresh)

    def _checked_place(self, place: str) -> str:
        """An address that may be asked. Raises `InputError` for what is none, OSError for one that may not."""
        parts = check_url(place, self.allowed)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        public_address(str(parts.hostname), port, self.allowed, is_plain=parts.scheme == "http")
        return place


def _absent(error: Exception) -> LedgerError:
    return LedgerError(_ELSEWHERE.format(why=str(error) or type(error).__name__))


def _session() -> Any:
    try:
        import authlib
        import httpx
    except ModuleNotFoundError:
        raise MissingExtraError("Coming in by another sign-on", "oidc") from None
    del authlib
    return httpx.Client(timeout=ANSWER_SECONDS, follow_redirects=False)
