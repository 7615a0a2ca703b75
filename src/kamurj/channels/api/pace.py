"""How fast one caller may read: so many requests a minute, counted in each web process (docs/decisions/0070-pace.md)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from kamurj.channels.api.callers import Guest, caller_of, name_of
from kamurj.foundation.http.errors import TooManyAttempts

MOST_CALLERS = 20_000
"""So many callers are remembered at once; whoever has been quiet longest is forgotten first, and may begin anew."""
READS = ("GET", "HEAD")


@dataclass(slots=True)
class Bucket:
    """What a caller may still ask at a moment; it fills again evenly, up to one minute's worth."""

    left: float
    at: float


class Pace(BaseThrottle):
    """Lets a caller read `settings.API_READS_PER_MINUTE` times a minute (0: without limit), all at once or spread.

    A program is told by its key, somebody who is logged in by their account, everybody else by their address: a guest can
    have as many carts, and so tokens, as they like. Writes are not counted here.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = Lock()

    def allow_request(self, request: HttpRequest) -> bool:
        """True, and one request less is left. Raises TooManyAttempts with the seconds after which one more is."""
        a_minute = settings.API_READS_PER_MINUTE
        if a_minute <= 0 or request.method not in READS:
            return True
        wait = self._take(who(request), a_minute)
        if wait > 0:
            raise TooManyAttempts(retry_seconds=math.ceil(wait))
        return True

    def forget(self) -> None:
        """Begin anew with everybody."""
        with self._lock:
            self._buckets.clear()

    def _take(self, caller: str, a_minute: int) -> float:
        """Seconds until the caller may ask; 0 where they just did."""
        a_second, now = a_minute / 60, self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(caller, Bucket(a_minute, now))
            self._buckets.move_to_end(caller)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
            bucket.left = min(a_minute, bucket.left + (now - bucket.at) * a_second)
            bucket.at = now
            if bucket.left < 1:
                return (1 - bucket.left) / a_second
            bucket.left -= 1
            return 0.0


def who(request: HttpRequest) -> str:
    """Whose pace it is. A key that nobody has checked says nothing: open doors count the address."""
    caller = caller_of(request)
    return f"address:{address_of(request)}" if caller is None or isinstance(caller, Guest) else name_of(caller)


def address_of(request: HttpRequest) -> str:
    """The address that asked, as the last of our own proxies saw it; of IPv6 the network, since a caller has a whole one."""
    seen: str = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies and (forwarded := request.headers.get("X-Forwarded-For")):
        hops = [hop.strip() for hop in forwarded.split(",")]
        seen = hops[-min(proxies, len(hops))]
    try:
        address = ip_address(seen)
    except ValueError:
        return seen
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


pace = Pace()
