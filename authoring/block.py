"""Reads the keys of one map: each is asked for by name, and what nobody asked for is reported at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode

from authoring.problems import pick
from authoring.spot import Path, Spot

T = TypeVar("T")
D = TypeVar("D")

Take = Callable[[Spot], T | None]
"""Reads one value; None where it has reported a problem."""


class Block:
    """One map of a file. `what` is its name in messages; keys are read with `take`, `take_or` and `need`."""

    def __init__(self, spot: Spot, what: str) -> None:
        self.spot = spot
        self.what = what
        self._asked: dict[str, None] = {}
        self._keys: dict[str, tuple[Node, Node]] = {}
        if not isinstance(spot.node, MappingNode):
            spot.report("wrong-type", f"{what}: a map of keys is expected, found {spot.what}", "write key: value lines")
            return
        for key, value in spot.node.value:
            if isinstance(key, ScalarNode):
                self._keys.setdefault(key.value, (key, value))
                spot.at((*spot.path, f"{key.value}:"), key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys as written, in order."""
        return tuple(self._keys)

    def moved(self, path: Path) -> Block:
        """The same map under another path."""
        block = Block(self.spot.at(path, self.spot.node), self.what)
        block._asked = self._asked
        return block

    def spot_of(self, key: str) -> Spot | None:
        """The value of a key, without reading it."""
        self._asked[key] = None
        pair = self._keys.get(key)
        return self.spot.at((*self.spot.path, key), pair[1]) if pair else None

    def key_spot(self, key: str) -> Spot:
        """The key itself: where a message about a missing or wrong key points."""
        return Spot(self.spot.page, self._keys[key][0]) if key in self._keys else self.spot

    def take(self, key: str, take: Take[T]) -> T | None:
        """The value of a key that may be missing."""
        spot = self.spot_of(key)
        return None if spot is None else take(spot)

    def take_or(self, key: str, take: Take[T], default: D) -> T | D:
        """The value of a key that may be missing, then `default`."""
        value = self.take(key, take)
        return default if value is None else value

    def need(self, key: str, take: Take[T], default: D, hint: str = "") -> T | D:
        """The value of a key that must be there; `default` stands in so that reading can go on."""
        self.require(key, hint)
        return self.take_or(key, take, default)

    def require(self, key: str, hint: str = "") -> None:
        """Report a key that is missing."""
        self._asked[key] = None
        if key not in self._keys and isinstance(self.spot.node, MappingNode):
            self.spot.report("missing-key", f'{self.what}: "{key}" is missing', f"add {key}: {hint}".rstrip())

    def end(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._keys:
            if key not in self._asked:
                self.key_spot(key).report(
                    "unknown-key", f'{self.what}: "{key}" is not known here', pick(key, self._asked)
                )
