"""The documents of ``share``, in the short words of ``render.plan_schema``."""

from __future__ import annotations

from typing import Any

from syslead_cli.journal.kinds import TIERS
from syslead_cli.sharing.identifiers import KINDS

SHARING: dict[str, Any] = {
    "check": {"spans": [{"start": "count", "end": "count", "kind": "|".join(KINDS)}]},
    "share-log": {
        "shares": [
            {
                "day": "day",
                "id": "text",
                "tier": "|".join(TIERS),
                "to": "text",
                "sha256": "text",
                "file": "text?",
                "from": "day",
                "until": "day",
            }
        ]
    },
    "recipients": {
        "recipients": [{"name": "text", "key": "text", "fingerprint": "text", "confirmed": "day"}]
    },
}
