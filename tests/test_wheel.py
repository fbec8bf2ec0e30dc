"""The wheel, installed outside the checkout, has everything it needs."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from newsgraph import library

ROOT = Path(__file__).resolve().parents[1]


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300,
                          **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A fresh environment that has the wheel, and sees the packages of this one but not its checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
        "-w", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index",
        wheel)
    # A .pth line adds the folder, without the .pth files in it: the editable install of the checkout stays
    # out.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.fixture
def outside(tmp_path):
    """Where the checkout cannot be found by accident."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {"cwd": tmp_path, "env": {**env, "OMP_NUM_THREADS": "1"}}


def test_it_is_the_wheel_that_runs(python, outside):
    where = run(python, "-c", "import newsgraph; print(newsgraph.__file__)", **outside)
    assert not Path(where).is_relative_to(ROOT)


def test_the_library_is_inside(python, outside):
    listed = run(python, "-m", "newsgraph", "queries",
                 **{**outside, "env": {**outside["env"], "COLUMNS": "200"}})
    for name in library.library():
        assert name in listed
    assert run(python, "-m", "newsgraph", "queries", "executives", **outside).startswith("# title")


def test_the_demo_runs(python, outside, tmp_path):
    shown = run(python.parent / "newsgraph", "demo", **outside)
    assert "facts" in shown and "Next:" in shown
    output = tmp_path / "output"
    assert {path.name for path in output.iterdir()} == {"graph.ttl", "graph.html", "graph.db"}
    table = run(python, "-m", "newsgraph", "query", "most-connected", **outside)
    assert "rows" in table
    assert (output / "graph.ttl").stat().st_size > 10_000
