"""The screens of ``share recipients``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.page_render import PLAIN, QUIET, STRONG, Page, cells, cut, paragraph
from syslead_cli.base.wording import short_day, whole_day
from syslead_cli.sharing.recipients_core import Recipient

#: Below this a name and its fingerprint stand on two lines.
_NARROW = 60


def recipients_page(known: Sequence[Recipient], width: int) -> Page:
    """Everybody, a line each: name, fingerprint, day."""
    if not known:
        return [
            [(PLAIN, " No keys yet, so nothing you share is encrypted.")],
            [(QUIET, " syslead share recipients add NAME KEY keeps a coach's public key.")],
        ]
    if width < _NARROW:
        return [line for each in known for line in _stacked(each, width)]
    widest = max(8, min(max(cells(each.name) for each in known), width - 44))
    page: Page = [[(QUIET, f" {'name':<{widest}}  {'fingerprint':<24}  confirmed")]]
    for each in sorted(known, key=lambda each: each.name.casefold()):
        name = cut(each.name, widest)
        pad = " " * (widest - cells(name))
        page.append(
            [
                (STRONG, f" {name}{pad}"),
                (PLAIN, f"  {each.fingerprint}  {short_day(each.confirmed, date.min)}"),
            ]
        )
    return page


def _stacked(each: Recipient, width: int) -> Page:
    said = f"{cut(each.name, max(8, width - 14))}"
    return [
        [(STRONG, f" {said}"), (QUIET, f"  {short_day(each.confirmed, date.min)}")],
        [(PLAIN, f"   {each.fingerprint}")],
    ]


def confirm_page(new: Recipient, before: Recipient | None, width: int) -> Page:
    """The fingerprint to compare, and the one from before where the key is another."""
    page: Page = [[]]
    if before and before.key != new.key:
        page += paragraph(
            f"This is not the key of {before.name} that you confirmed on "
            f"{whole_day(before.confirmed, new.confirmed)}. Coaches change keys, and so do people "
            "who would like to read along.",
            width,
        )
        page += [[], [(QUIET, "   before       "), (PLAIN, before.fingerprint)]]
    else:
        page += [[(STRONG, f" {cut(new.name, width - 1)}")], []]
    page += [[(QUIET, "   fingerprint  "), (STRONG, new.fingerprint)], []]
    page += paragraph(
        f"Ask {new.name} to read out the fingerprint of their key, by telephone or face to face: "
        "not from the message the key came in.",
        width,
    )
    return [*page, []]
