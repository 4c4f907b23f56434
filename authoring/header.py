"""The first lines of every file: the language version, and the name that the file's name repeats."""

from __future__ import annotations

from pathlib import PurePosixPath

from authoring.block import Block
from authoring.values import name, text

VERSION = "1"


def version(block: Block) -> None:
    """`echoloop: 1`, the version of the language the file is written in."""
    found = block.need("echoloop", text, VERSION, VERSION)
    if found != VERSION and (spot := block.spot_of("echoloop")) is not None:
        spot.report(
            "language-version",
            f'this version reads language {VERSION}, not "{found}"',
            "`echoloop upgrade` rewrites older files",
        )


def own_name(block: Block, kind: str, file: str) -> str:
    """The name behind `flow:` or `journey:`, which is the file's name too."""
    stem = PurePosixPath(file).stem
    found = block.need(kind, name, stem, stem)
    if found != stem and (spot := block.spot_of(kind)) is not None:
        way_out = f"name the file {found}.yaml, or write {kind}: {stem}"
        spot.report("file-name", f'the file is called "{stem}" but the {kind} "{found}"', way_out)
    return found
