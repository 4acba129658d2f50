"""Files, folders and zips from elsewhere: hostile ones are refused in one sentence."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.importing import LIMIT, read_file, read_folder, read_members


def zip_of(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def refused(path: Path, words: str, limit: int = LIMIT) -> None:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(SysleadError) as caught:
        read_members(path, ".json", limit)
    assert words in caught.value.message
    assert caught.value.hint == "Nothing was imported."
    assert sorted(path.parent.rglob("*")) == before


def test_members(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip", ("B.json", b"2"), ("A.json", b"1"), ("photos/x.jpeg", b"jpg"),
        ("__MACOSX/._A.json", b"?"), ("._B.json", b"?"),
    )  # fmt: skip
    assert [tuple(one) for one in read_members(path, ".json")] == [
        ("A.json", b"1"), ("B.json", b"2")
    ]  # fmt: skip
    path.write_bytes(b"{}")  # a file that is no zip is its own member
    assert read_members(path, ".json")[0].content == b"{}"


@pytest.mark.parametrize(
    "name", ["../out.json", "a/../../b.json", "/etc/x.json", "..\\x.json", "C:/x.json"]
)
def test_paths_that_lead_out(tmp_path: Path, name: str) -> None:
    refused(zip_of(tmp_path / "a.zip", ("A.json", b"{}"), (name, b"{}")), "a member has the path")


def test_a_link_in_a_zip_and_a_zip_without_a_journal(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("A.json")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    refused(zip_of(tmp_path / "a.zip", (link, b"/etc/passwd")), "is a symbolic link")
    refused(zip_of(tmp_path / "b.zip", ("photo.jpeg", b"x")), "contains no .json file")


def test_a_bomb_by_its_declared_size(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", b"0" * 5_000_000))
    assert path.stat().st_size < 10_000
    refused(path, "too large when unpacked", limit=1_000_000)


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", b"0" * 5_000_000))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(mark) + offset, 1000)
    path.write_bytes(content)
    refused(path, "the zip", limit=1_000_000)


def test_a_member_protected_by_a_password(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", b"{}"))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    refused(path, "protected by a password")


def test_half_a_zip_and_a_spoilt_one(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", os.urandom(4000)))
    whole = path.read_bytes()
    for cut in (4, 100, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:cut])
        refused(path, "damaged or cut short")
    spoilt = bytearray(whole)
    spoilt[200] ^= 0xFF
    path.write_bytes(spoilt)
    refused(path, "damaged or cut short")


def test_every_byte_of_a_zip_may_be_wrong(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", b'{"entries": []}' * 9))
    whole = path.read_bytes()
    for place in range(0, len(whole), 2):
        for value in (0x00, 0xFF, whole[place] ^ 0x10):
            path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            with contextlib.suppress(SysleadError):
                read_members(path, ".json", 10_000)


def test_a_list_of_contents_no_archive_has(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("A.json", b"{}"))
    content = bytearray(path.read_bytes())
    end = content.index(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 12, 100_000_000)
    struct.pack_into("<I", content, end + 16, 0)
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(100_000_000)
        file.seek(100_000_000)
        file.write(content[end:])
    refused(path, "list of contents")


def test_ten_gigabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    for read in (lambda: read_file(path), lambda: read_folder(path, (".md",)),
                 lambda: read_members(path, ".json")):  # fmt: skip
        with pytest.raises(SysleadError, match="too large"):
            read()
    with path.open("r+b") as file:
        file.write(b"PK\x03\x04")
    refused(path, "too large")


def test_no_waiting_on_a_pipe_and_no_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(SysleadError, match="not an ordinary file"):
            read_file(path)
        with pytest.raises(SysleadError, match="not an ordinary file"):
            read_members(path, ".json")


def test_what_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SysleadError, match="nothing does not exist"):
        read_file(tmp_path / "nothing")
    with pytest.raises(SysleadError, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(SysleadError, match="is a folder"):
        read_members(tmp_path, ".json")


def test_a_folder_without_its_links_pipes_and_hidden_names(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("secret")
    folder = tmp_path / "notes"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "b.md").write_text("b")
    (folder / "a.MD").write_text("a")
    (folder / "photo.png").write_text("p")
    (folder / ".hidden.md").write_text("h")
    (folder / "link.md").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    found = read_folder(folder, (".md",))
    assert [one.name for one in found] == ["2024/b.md", "a.MD"]


def test_a_folder_too_deep_or_too_large(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("d", *["d"] * 40)
    deep.mkdir(parents=True)
    with pytest.raises(SysleadError, match="folders deep"):
        read_folder(tmp_path / "d", (".md",))
    many = tmp_path / "many"
    many.mkdir()
    for name in "abc":
        (many / f"{name}.md").write_bytes(b"x" * 60)
    with pytest.raises(SysleadError, match="too large"):
        read_folder(many, (".md",), 100)


def test_a_stored_member_is_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("A.json", b"1" * 40_000_000)
    path.write_bytes(buffer.getvalue())
    assert len(read_members(path, ".json")[0].content) == 40_000_000
