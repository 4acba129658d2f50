"""Forgetting: what would go, then taking it out, then what stays out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from syslead_cli.base.ports import Stamper
from syslead_cli.errors import SysleadError
from syslead_cli.journal.fold import Journal, Placed
from syslead_cli.journal.forgetting_core import Order
from syslead_cli.journal.forgotten import Beside, Found, Unreached, chosen
from syslead_cli.journal.raw_lines import RawJournal
from syslead_cli.journal.records import Record, Remove
from syslead_cli.setup.configuring import ConfigPort, change


class ForgettingPort(Protocol):
    """The disk as forgetting sees it."""

    def read_raw(self, keeping: Callable[[Placed], bool] | None = None) -> RawJournal:
        """Every line, and the journal they make."""

    def beside(self, order: Order) -> Sequence[Beside]:
        """What there is besides records."""

    def forget(
        self,
        order: Order,
        ids: Sequence[str],
        records: Sequence[Record],
        renamed: Mapping[str, str],
    ) -> None:
        """On return it is gone from this device's files."""

    def still_in(self, order: Order, *, done: bool) -> list[str]:
        """Files of the leader's own that hold a word or a name all the same."""

    def repository(self) -> str:
        """The git repository the journal is in."""

    def synced_by(self) -> str:
        """The service that synchronises it."""

    def other_devices(self) -> list[str]:
        """The names of the other devices."""


def look(port: ForgettingPort, order: Order, voices: Sequence[str]) -> Found:
    """What would go. ``voices`` are those of the settings.

    Raises SysleadError where a file cannot be read: nobody could say that it is forgotten.
    """
    here = port.read_raw()
    _check_readable(here.journal)
    listed = tuple(voice for voice in voices if order.voices and order.is_in(voice))
    found = chosen(here, order, port.other_devices())
    unopened = sum(line.unopened for line in here.lines)
    return Found(order, found, tuple(port.beside(order)), listed, unopened)


def _check_readable(journal: Journal) -> None:
    unread = [damage for damage in journal.damage if not damage.place.line]
    if unread:
        place, problem = unread[0].place, unread[0].problem
        raise SysleadError(
            f"Nothing was erased: {place.file} {problem}, so what is in it cannot be told.",
            hint="Mend that file or move it away, then do it again.",
            code="unread",
        )


def forget(
    port: ForgettingPort, found: Found, config: ConfigPort, voices: Sequence[str], stamp: Stamper
) -> None:
    """Take it out: of the settings first, then of the journal and all that lies beside it.

    The plan that finishes what was cut short does not know of the settings.
    """
    if found.listed:
        kept = [voice for voice in voices if voice not in found.listed]
        change(config, {"voices": kept or None})
    if found.chosen.ids or found.beside:
        removals = [Remove(**stamp(None)._asdict(), of=id_) for id_ in found.chosen.ids]
        records = [*found.chosen.instead, *removals]
        port.forget(found.order, found.chosen.ids, records, found.chosen.renamed)


def out_of_reach(port: ForgettingPort, found: Found, *, done: bool) -> Unreached:
    """What no program on this machine can take out, and what this one left to the leader."""
    return Unreached(
        port.repository(),
        port.synced_by(),
        tuple(port.other_devices()),
        tuple(_besides(port.still_in(found.order, done=done), found, done=done)),
    )


def _besides(places: Iterable[str], found: Found, *, done: bool) -> Iterator[str]:
    """Files nobody named yet: other devices' are; settings that will be mended do not count."""
    mended = found.listed and not done
    for place in places:
        if place in found.chosen.elsewhere or (mended and place.endswith("config.toml")):
            continue
        yield place
