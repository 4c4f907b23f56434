"""The API's door: a bearer key, looked up by its hash."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.web.doors import HouseHere
from storage.api_keys import ApiKeyRow, find_key

BEARER = HTTPBearer(auto_error=False, description="A key made by `echoloop key create NAME`.")
WAY_OUT = "Send `Authorization: Bearer <key>`; `echoloop key create NAME` makes one."


async def caller(
    house: HouseHere, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> ApiKeyRow:
    """Whose key this is; 401 for anybody else, with nothing read or stored."""
    if credentials is None:
        raise HTTPException(401, f"This call carries no key. {WAY_OUT}", {"WWW-Authenticate": "Bearer"})
    secret = credentials.credentials
    found = await house.store.read(lambda tx: find_key(tx, secret))
    if found is None:
        raise HTTPException(401, f"This key is not valid. {WAY_OUT}", {"WWW-Authenticate": "Bearer"})
    return found
