"""The coach's side: packs come in, are looked at, and are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Protocol

from syslead_cli.core.clients import Client, KeptPack
from syslead_cli.core.pack_read import PackRead
from syslead_cli.errors import SysleadError


class ClientsPort(Protocol):
    """The coach's store as flows use it."""

    def everyone(self) -> list[Client]:
        """The clients, who wrote last first."""

    def named(self, word: str) -> Client:
        """The client of that name. Raises SysleadError."""

    def read(self, client: Client, pack: KeptPack) -> PackRead:
        """A pack, checked anew. Raises SysleadError where it is not as it came."""

    def holding(self, sha256: str) -> Client | None:
        """Who has this pack already."""

    def keep(self, name: str, content: bytes, sha256: str, received: date) -> Path:
        """On return the pack is on disk."""

    def forget(self, client: Client) -> int:
        """On return nothing of theirs is here; how many packs there were."""


def looked_at(
    clients: ClientsPort,
) -> Iterator[tuple[Client, list[tuple[KeptPack, PackRead | None]]]]:
    """Every client with every pack; None stands for one that is not as it came."""
    for client in clients.everyone():
        yield client, [(pack, read_or_none(clients, client, pack)) for pack in client.packs]


def read_or_none(clients: ClientsPort, client: Client, pack: KeptPack) -> PackRead | None:
    """The pack, or None where it cannot be read as it came."""
    try:
        return clients.read(client, pack)
    except SysleadError:
        return None
