"""The first start of an installation: what lies in experience/ is published, so that there is something to run."""

from __future__ import annotations

from app.cli.failure import CommandError
from app.wiring import House
from authoring.load_files import load_files
from usecases.bundles import NoBundleError
from usecases.publish_bundle import Published, publish


async def make_sure_something_is_published(house: House) -> None:
    """The first start publishes what lies in experience/; later changes wait for `echoloop publish`."""
    try:
        await house.bundles.current()
    except NoBundleError:
        folder = house.settings.experience_dir
        if not folder.is_dir():
            way_out = "Set experience_dir, or call this where it lies."
            raise CommandError(f"Nothing is published, and there is no folder {folder}.", way_out) from None
        files = load_files(folder)
        outcome = await publish(house.store, files, who="first start", now=house.clocks.business())
        if not isinstance(outcome, Published):
            raise CommandError(
                f"Nothing is published, and {folder} has mistakes: {len(outcome)}.",
                f"`echoloop check {folder}` names them; then `echoloop publish`.",
            ) from None
        house.bundles.keep(outcome.experience)
