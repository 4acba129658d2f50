"""``share preview`` and ``share write``: what is asked, the summary, the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from syslead_cli.base.options import one_of
from syslead_cli.base.page_cli import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.fold import Journal
from syslead_cli.sharing.disguise import disguised, doubts
from syslead_cli.sharing.pack import sealed
from syslead_cli.sharing.share_address import Address, address_of, target_of
from syslead_cli.sharing.share_asking import (
    ask_period,
    ask_purpose,
    ask_what,
    ask_whom,
    deciding,
    keep,
    kept,
)
from syslead_cli.sharing.share_choice import Call, Way, choice_of
from syslead_cli.sharing.sharing import Settled, checked, draw_up, record_of, send, settle


def show(context: Context, call: Call, form: str) -> int:
    """The preview; names that were replaced before are shown as they would leave."""
    from syslead_cli.sharing.pack_texts import FORMATS
    from syslead_cli.sharing.share_render import preview_page

    if form:
        one_of(form, FORMATS, "Format", "json, html, md or csv is meant.")
    journal = context.journal.read()
    choice = checked(journal, choice_of(context, call), call.audience)
    drawn = draw_up(journal, context.framework, choice, call.audience)
    document = disguised(drawn, context.aliases.read())
    if form:
        context.screen.raw(FORMATS[form](sealed(document)))
    else:
        put_page(context.screen, preview_page(document, doubts(document), context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def write_pack(context: Context, call: Call, way: Way) -> int:
    """Ask what is open, show what would leave, and write it when the leader says so."""
    from syslead_cli.sharing.pack_texts import FORMATS

    one_of(way.form, FORMATS, "Format", "json, html, md or csv is meant.")
    asks = not way.yes
    if asks and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was written.",
            "syslead share preview shows what would leave; share write … --yes writes it.",
        )
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    choice = choice_of(context, call)
    if call.from_:  # before the first question, where the days are known
        checked(journal, choice, call.audience)
    address = ask_whom(context, way) if asks else address_of(context, way)
    path = target_of(context, f"syslead-{call.audience}-{choice.last}", way, address)
    if not asks:
        return _write(context, call, way, journal, address=address, path=path)
    call = ask_period(context, call, journal, address.to)
    asked = ask_purpose(context, call)
    with kept(context, "" if call.purpose else asked.purpose):
        code = _write(context, asked, way, journal, address=address, path=path)
    if code != ExitCode.DONE and not call.purpose:
        keep(context, asked.purpose)
    return code


def _write(
    context: Context, call: Call, way: Way, journal: Journal, *, address: Address, path: Path
) -> int:
    """Choose, settle every finding, confirm, write."""
    from syslead_cli.sharing.pack_texts import FORMATS
    from syslead_cli.sharing.share_render import not_encrypted, sent_words

    choice = checked(journal, choice_of(context, call), call.audience)
    if not way.yes:
        choice = ask_what(context, choice, journal, call.audience)
    settled = settle(
        draw_up(journal, context.framework, choice, call.audience),
        {**context.aliases.read(), **_replacements(context, way)},
        drop_rest=way.drop,
        ask=None if way.yes else deciding(context),
    )
    if not way.yes and not _confirmed(context, settled, address, path):
        context.screen.line(" Nothing was written.")
        return ExitCode.FAILED
    content = FORMATS[way.form](settled.document).encode("utf-8", "replace")
    content = address.sealed(context, content)
    share = record_of(content, address.to or "not said", choice, context.stamp, path.name)
    send(
        context.journal,
        share,
        lambda: context.new_file(path, content),
        lambda: context.take_away(path),
    )
    context.screen.line(f"{path}")
    _remember(context, settled.roles)
    recipient = address.recipient
    context.screen.say(sent_words(recipient) if recipient else not_encrypted(address.to))
    return ExitCode.DONE


def _remember(context: Context, roles: Mapping[str, str]) -> None:
    """For the next time; what was shared is shared, whether they are kept or not."""
    try:
        context.aliases.remember(roles)
    except SysleadError as problem:
        context.screen.warn(f"{problem.message} Replacements are not remembered.")


def _replacements(context: Context, way: Way) -> dict[str, str | None]:
    if not way.replacements:
        return {}
    from syslead_cli.base.answers_file import read_document

    data = read_document(context, way.replacements)
    if not isinstance(data, dict) or not all(
        v is None or isinstance(v, str) for v in data.values()
    ):
        raise UsageError(
            f"{way.replacements} must be a JSON object of words and what stands for them.",
            '{"Priya Sharma": "a council officer", "Tom": ""}',
        )
    return data


def _confirmed(context: Context, settled: Settled, address: Address, path: Path) -> bool:
    from syslead_cli.sharing.share_render import preview_page, summary_page

    document, width = settled.document, context.screen.width
    put_page(context.screen, preview_page(document, doubts(document), width))
    put_page(
        context.screen,
        summary_page(
            document, settled.decided, address.to, address.recipient, path=str(path), width=width
        ),
    )
    return context.asker.confirm("Write it?")
