"""Guards what changes something: a form of another site cannot post here in a visitor's name."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import HTTPException, Request


def same_origin(request: Request) -> None:
    """A dependency: answers 403 to a post that the browser says comes from elsewhere.

    Browsers send Origin with every post, and Sec-Fetch-Site where they are new enough; programs send neither.
    """
    if request.method in ("GET", "HEAD"):
        return
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign or site not in ("same-origin", "none"):
        raise HTTPException(403, "This form belongs to another site. Open the page here and send it from there.")
