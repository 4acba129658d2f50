"""Whom a file is encrypted to: what is typed, pasted, compared and stored."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.sharing.recipients import (
    NotAKey,
    NotRecipients,
    Recipient,
    key_in,
    name_problem,
    named,
    recipients_data,
    recipients_from,
    same_fingerprint,
    same_name,
    tidy_name,
)

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
DAY = date(2026, 3, 27)
names = st.text(min_size=1, max_size=30).map(tidy_name).filter(lambda n: not name_problem(n))
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
    assert key_in(text) == KEY


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
    with pytest.raises(NotAKey, match=said) as caught:
        key_in(text)
    assert "1qqq" not in str(caught.value).lower()


def test_names_and_fingerprints_are_compared_as_people_do() -> None:
    assert same_name("Jo  marsh ", "JO Marsh")
    assert same_name("Ｊｏ", "jo")
    assert not same_name("Jo", "Joe")
    assert same_fingerprint("3F2A 9c11", "3f2a-9C11")
    assert not same_fingerprint("3f2a 9c11", "3f2a 9c1")
    assert not same_fingerprint("", " ")


@given(recipients)
def test_what_is_stored_comes_back(several: list[Recipient]) -> None:
    apart = [each for at, each in enumerate(several) if not named(each.name, several[:at])]
    stored = json.loads(json.dumps(recipients_data(apart)))
    assert sorted(recipients_from(stored)) == sorted(apart)


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, {"recipients": {}}, {"recipients": [1]}, {"recipients": [{"name": "Jo"}]},
        {"recipients": [{"name": "Jo", "key": KEY, "fingerprint": "x", "confirmed": "soon"}]},
        {"recipients": [{"name": 1, "key": KEY, "fingerprint": "x", "confirmed": "2026-03-27"}]},
        recipients_data([Recipient("Jo", KEY, "x", DAY), Recipient("jo", KEY, "x", DAY)]),
    ],
)  # fmt: skip
def test_nonsense_is_never_taken_for_nobody(data: object) -> None:
    with pytest.raises(NotRecipients):
        recipients_from(data)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 65, "a\x1b[31m"])
def test_a_name_is_one_short_line(name: str) -> None:
    assert name_problem(name)
