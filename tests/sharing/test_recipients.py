"""Whom a file is encrypted to: what is typed, pasted, compared and stored."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.text import same_name
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.sharing.share import (
    Recipient,
    Recipients,
    by_name,
    checked_name,
    find_recipient,
    key_in,
    same_fingerprint,
    tidy_name,
)

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def stored(*entries: dict[str, Any], **changes: Any) -> str:
    """The file with an entry for each set of changes."""
    entry = {"name": "Jo", "key": KEY, "fingerprint": "x", "confirmed": "2026-03-27"}
    return json.dumps({"recipients": [{**entry, **each} for each in entries or (changes,)]})


def store_in(folder: Path) -> Recipients:
    return Recipients(folder / "recipients.json", folder / "lock", SystemClock())


names = st.text(min_size=1, max_size=30).map(tidy_name).filter(str.isprintable).filter(bool)
recipients = st.lists(
    st.builds(Recipient, names, st.text(max_size=70), st.text(max_size=30), st.dates()), max_size=5
)


@pytest.mark.parametrize(
    "text",
    [
        KEY, f" {KEY} \n", f"# Jo Marsh\n# public key\n{KEY}\n", f"\ufeff{KEY}\r\n",
        f"{KEY}  # Jo Marsh\n\n",
    ],
)  # fmt: skip
def test_a_key_is_found_among_comments(text: str) -> None:
    assert key_in(text, "it") == KEY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one public key"), ("# only this\n", "one public key"),
        (f"{KEY}\n{KEY}\n", "one public key"),
        (f"# public key: {KEY}\nAGE-SECRET-KEY-1QQQ\n", "secret key"),
        (f"{KEY}\nage-secret-key-1qqq", "secret key"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_showing_it(text: str, said: str) -> None:
    with pytest.raises(SysleadError, match=said) as caught:
        key_in(text, "it")
    assert "1qqq" not in (caught.value.message + caught.value.hint).lower()


def test_names_and_fingerprints_are_compared_as_people_do() -> None:
    assert same_name("Jo  marsh ") == same_name("JO Marsh")
    assert same_name("Ｊｏ") == same_name("jo")
    assert same_name("Jo") != same_name("Joe")
    assert same_fingerprint("3F2A 9c11", "3f2a-9C11")
    assert not same_fingerprint("3f2a 9c11", "3f2a 9c1")
    assert not same_fingerprint("", " ")


@given(recipients)
def test_what_is_stored_comes_back(several: list[Recipient]) -> None:
    apart = [each for at, each in enumerate(several) if not find_recipient(each.name, several[:at])]
    with TemporaryDirectory() as folder:
        store = store_in(Path(folder))
        for each in apart:
            store.put(each.name, each)
        assert store.read() == list(by_name(apart))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("null", 'has no list "recipients"'), ("[]", 'has no list "recipients"'),
        ("{}", 'has no list "recipients"'), ('{"recipients": {}}', 'has no list "recipients"'),
        ("", "is not JSON"), ("{", "is not JSON"), ("[" * 10_000, "is not JSON"),
        ('{"recipients": [1]}', "entry 1 is not a recipient"),
        ('{"recipients": [{"name": "Jo"}]}', "entry 1 is not a recipient"),
        (stored(confirmed="soon"), "entry 1 is not a recipient"),
        (stored(name=1), "entry 1 is not a recipient"),
        (stored({}, {"name": 1}), "entry 2 is not a recipient"),
        (stored({}, {"name": "jo"}), 'has "jo" twice'),
    ],
)  # fmt: skip
def test_nonsense_is_never_taken_for_nobody(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "recipients.json").write_text(content)
    with pytest.raises(SysleadError, match=said):
        store_in(tmp_path).read()


@pytest.mark.parametrize("name", ["", " \n", "x" * 65, "a\x1b[31m"])
def test_a_name_is_one_short_line(name: str) -> None:
    with pytest.raises(UsageError, match="The name"):
        checked_name(name)
