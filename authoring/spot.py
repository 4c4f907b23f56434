"""A value of a file together with its place, and the map of all places that checks look up later."""

from __future__ import annotations

from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from authoring.problems import Place, Problem, Severity, problem

Path = tuple[str, ...]

TEXT = "|"
"""The last part of the path under which the first letter of a text is remembered."""


@dataclass(slots=True)
class Page:
    """One file while it is read: the problems found so far, and where everything stands."""

    file: str
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """One node of a file; `path` is its name for checks ("flows", "welcome", "opinion", "de")."""

    page: Page
    node: Node
    path: Path = ()

    @property
    def place(self) -> Place:
        """Where the node begins."""
        mark = self.node.start_mark
        return Place(self.page.file, mark.line + 1, mark.column + 1)

    @property
    def scalar(self) -> ScalarNode | None:
        """The node where it is a single value that is not empty."""
        node = self.node
        return node if isinstance(node, ScalarNode) and (node.value or node.style) else None

    @property
    def what(self) -> str:
        """What stands here, in the author's words."""
        if isinstance(self.node, MappingNode):
            return "a map"
        if isinstance(self.node, SequenceNode):
            return "a list"
        return f'"{self.node.value}"' if self.scalar else "nothing"

    def at(self, path: Path, node: Node) -> Spot:
        """Another node under its own path, whose place is remembered."""
        spot = Spot(self.page, node, path)
        self.page.places.setdefault(path, spot.place)
        return spot

    def mark_text(self) -> None:
        """Remember where the text itself begins: behind quotes, or on the line below |."""
        place = self.place
        style = self.node.style if isinstance(self.node, ScalarNode) else None
        if style in ("|", ">") and place.line < len(self.page.lines):
            line = self.page.lines[place.line]
            place = Place(place.file, place.line + 1, len(line) - len(line.lstrip()) + 1)
        elif style:
            place = Place(place.file, place.line, place.column + 1)
        self.page.places.setdefault((*self.path, TEXT), place)

    def items(self) -> list[Spot]:
        """The entries of a list, numbered from 0."""
        nodes = self.node.value if isinstance(self.node, SequenceNode) else []
        return [self.at((*self.path, str(number)), node) for number, node in enumerate(nodes)]

    def report(self, code: str, message: str, way_out: str, severity: Severity = "error", column: int = 0) -> None:
        """Note a problem here (or `column` signs further right)."""
        place = self.place
        shifted = Place(place.file, place.line, place.column + column)
        self.page.problems.append(problem(shifted, code, message, way_out, severity))
