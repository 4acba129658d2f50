"""What a coach was sent instead of a pack, told by how it begins."""

from __future__ import annotations

_PAGE = "the page for reading, not the pack: ask for the pack itself"
_TABLE = "the spreadsheet, not the pack: ask for the pack itself"
_SHEET = "the Markdown text, not the pack: ask for the pack itself"

#: The first characters, in small letters, and what such a file is.
_BEGINNINGS = (
    (b"<!doctype html", _PAGE),
    (b"<html", _PAGE),
    (b"field,value", _TABLE),
    (b"# ", _SHEET),
    (b"age-encryption.org/", "encrypted, and was not decrypted"),
    (b"-----begin age encrypted", "encrypted, and was not decrypted"),
    (b"age-secret-key-1", "a secret key: never send it to anybody"),
    (b"age1", "a public key, not a pack"),
    (b'{"v":', "a journal's own lines, which are not for sending: ask for a pack"),
    (b"pk\x03\x04", "a zip file: unpack it, and give what is in it"),
    (b"%pdf", "a PDF, not the pack: ask for the pack itself"),
)
#: The same for other documents of ours, by their schema.
_SCHEMAS = (
    ("syslead/sponsor/", "what a sponsor gets (attendance and goals), not a pack"),
    ("syslead/export/", "a whole journal, which is not for sending: ask for a pack"),
    ("syslead/", "another document of syslead's, not a pack"),
)


def other_kind(content: bytes, schema: object = "") -> str:
    """The rest of a sentence that begins "It is"; empty where nothing is known of it."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for lead, said in _BEGINNINGS:
        if start.startswith(lead):
            return said
    if not isinstance(schema, str):
        return ""
    return next((said for lead, said in _SCHEMAS if schema.startswith(lead)), "")
