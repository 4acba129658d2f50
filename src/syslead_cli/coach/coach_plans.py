"""The documents of ``coach add`` and ``coach list``, in the short words of ``plan_schema``."""

from __future__ import annotations

from typing import Any

COACHING: dict[str, Any] = {
    "coach-add": {
        "files": [
            {
                "file": "text",
                "state": "added|moved|here|refused",
                "client": "text?",
                "sha256": "text?",
                "code": "text?",
                "problem": "text?",
            }
        ],
    },
    "coach-list": {
        "clients": [
            {
                "id": "text",
                "name": "text",
                "packs": [
                    {
                        "file": "text",
                        "received": "day",
                        "sound": "yes",
                        "tier": "text?",
                        "from": "day?",
                        "until": "day?",
                        "made": "day?",
                        "expires": "day?",
                        "expired": "yes",
                        "sha256": "text?",
                    }
                ],
            }
        ],
    },
}
