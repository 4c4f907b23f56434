"""How a door reaches the house: `HouseHere` as a parameter of any route."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.wiring import House


def the_house(request: Request) -> House:
    """The house the application was made for."""
    house: House = request.app.state.house
    return house


HouseHere = Annotated[House, Depends(the_house)]
