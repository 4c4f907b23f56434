"""Guards what changes something: a form of another site cannot post here in a visitor's name."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import HTTPException, Request


def same_origin(request: Request) -> None:
    """A dependency: answers 403 to a post that the browser says comes from elsewhere.

    Browsers send Origin with every post, and Sec-Fetch-Site where they are new enough; programs send neither. A proxy
    may put its own name for us into Host, so the public address counts as ours too.
    """
    if request.method in ("GET", "HEAD"):
        return
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    public = getattr(request.app.state, "public_url", "")
    ours = {request.headers.get("host", "").lower(), urlsplit(public).netloc.lower()}
    foreign = origin is not None and origin.partition("://")[2].lower() not in ours
    if foreign or site not in ("same-origin", "none"):
        raise HTTPException(403, "This form belongs to another site. Open the page here and send it from there.")
