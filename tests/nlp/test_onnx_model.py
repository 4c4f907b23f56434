"""A missing or broken model is told in one line with the way out, at the first text and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nlp.onnx_model import clips_sums
from nlp.reader import ModelUnavailableError, OnnxReader


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    """Building the reader is fine; the first text raises one line that names the folder and the way out."""
    reader = OnnxReader(tmp_path)
    with pytest.raises(ModelUnavailableError, match="echoloop train") as caught:
        reader.read_now(["gut"])
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.anyio
async def test_a_broken_model_is_reported_through_the_thread(tmp_path: Path) -> None:
    """The error reaches whoever awaits the reading."""
    (tmp_path / "reading.json").write_text("{", encoding="utf-8")
    reader = OnnxReader(tmp_path)
    try:
        with pytest.raises(ModelUnavailableError, match=r"reading\.json is broken"):
            await reader.read(["gut"])
    finally:
        reader.close()


def test_importing_the_reader_loads_no_model_library() -> None:
    """Starting the product stays light: transformers and onnxruntime come with the first text."""
    code = (
        "import sys; import nlp.reader; "
        "print([name for name in ('torch', 'transformers', 'onnxruntime') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("told", "clips"),
    [
        ("processor : 0\nflags\t\t: fpu avx avx2 fma\n", True),
        ("processor : 0\nflags\t\t: fpu avx avx2 avx512f avx512_vnni\n", False),
        ("processor : 0\nflags\t\t: fpu avx avx2 avx_vnni\n", False),
        ("processor : 0\nFeatures\t: fp asimd asimddp\n", False),
    ],
    ids=["x86", "x86 with VNNI", "newer desktop x86", "ARM"],
)
def test_sums_are_exact_where_the_processor_would_clip_them(tmp_path: Path, told: str, *, clips: bool) -> None:
    """Only an x86 processor without VNNI clips sums of int8 products; where nothing is told, nothing is set."""
    assert not clips_sums(tmp_path / "cpuinfo")
    (tmp_path / "cpuinfo").write_text(told, encoding="utf-8")
    assert clips_sums(tmp_path / "cpuinfo") is clips
