"""The wheel holds the data the checkout holds, byte for byte."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    subprocess.run([*build, str(folder), str(ROOT)], check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


@pytest.mark.parametrize("folder", ["frameworks", "prompts"])
def test_the_data_is_the_checkouts(wheel: zipfile.ZipFile, folder: str) -> None:
    ours = {path.name: path.read_bytes() for path in (ROOT / folder).glob("[!.]*")}
    prefix = f"syslead_cli/_data/{folder}/"
    theirs = {
        name.removeprefix(prefix): wheel.read(name)
        for name in wheel.namelist()
        if name.startswith(prefix)
    }
    assert ours
    assert theirs == ours


def test_every_module_is_in_it(wheel: zipfile.ZipFile) -> None:
    ours = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert ours <= set(wheel.namelist())


def test_the_sql_of_programmes_is_in_it(wheel: zipfile.ZipFile) -> None:
    path = ROOT / "src" / "syslead_cli" / "coach" / "published.sql"
    ours = {"syslead_cli/coach/published.sql": path.read_bytes()}
    assert {name: wheel.read(name) for name in wheel.namelist() if name.endswith(".sql")} == ours


def test_every_template_is_in_it(wheel: zipfile.ZipFile) -> None:
    folder = ROOT / "src" / "syslead_cli" / "data" / "templates"
    ours = {f"syslead_cli/data/templates/{p.name}": p.read_bytes() for p in folder.iterdir()}
    assert "syslead_cli/data/templates/page.html.j2" in ours
    assert {name: wheel.read(name) for name in ours if name in wheel.namelist()} == ours
