"""Reads personas.yaml: kinds of customers, told apart by a rule."""

from __future__ import annotations

from authoring.block import Block
from authoring.experience import Persona
from authoring.header import version
from authoring.read_condition import condition
from authoring.read_wording import read_wording
from authoring.spot import Spot
from authoring.values import named


def read_personas(root: Spot) -> dict[str, Persona]:
    """All personas, by name."""
    block = Block(root, "personas.yaml")
    version(block)
    personas = named(block, "personas", _persona, "and one key a persona")
    block.end()
    return personas


def _persona(spot: Spot) -> Persona:
    block = Block(spot, "persona")
    persona = Persona(name=spot.path[-1], text=read_wording(block), when=block.take("when", condition))
    block.end()
    return persona
