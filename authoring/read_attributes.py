"""Reads attributes.yaml: which attributes customers and purchases have, and of what kind. The file may be missing."""

from __future__ import annotations

from typing import get_args

from yaml.nodes import SequenceNode

from authoring.block import Block
from authoring.experience import AttributeKind, Attributes, AttributeType
from authoring.header import version
from authoring.spot import Spot
from authoring.values import list_of, named, one_of, text

KINDS: tuple[AttributeKind, ...] = get_args(AttributeKind)


def read_attributes(root: Spot) -> Attributes:
    """The attributes of customers and of purchases, by name; where one of the two is not written, anything goes."""
    block = Block(root.at(("attributes",), root.node), "attributes.yaml")
    version(block)
    attributes = Attributes(customer=named(block, "customer", _type), purchase=named(block, "purchase", _type))
    block.end()
    return attributes


def _type(spot: Spot) -> AttributeType | None:
    """A kind (text, number, money, date, yes_no, numbers, texts), or a list of the words it may be."""
    if isinstance(spot.node, SequenceNode):
        words = list_of(text, "words")(spot)
        return AttributeType("text", words) if words else None
    kind = one_of(KINDS)(spot)
    return None if kind is None else AttributeType(kind)
