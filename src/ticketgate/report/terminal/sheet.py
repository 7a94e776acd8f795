"""A sheet of text lines of one width, which names options in the words of the front that shows it."""

from collections.abc import Callable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

__all__ = ["Sheet"]

#: Stands before a per cent sign while lines are broken, which happens at every blank, no-break ones included.
_NO_BREAK = "\ue000"
#: Columns that a label such as ``Target`` takes.
_LABEL = 8


class Sheet(Console):
    """Takes what is printed and gives it back as text; lines to copy are never broken."""

    def __init__(self, width: int, *, color: bool, in_words: Callable[[str], str]) -> None:
        """Prepare an empty one.

        in_words puts options into other words, which can be longer: lines are broken afterwards.
        """
        super().__init__(
            file=StringIO(),
            width=width,
            force_terminal=color,
            no_color=not color,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        self.in_words = in_words

    def indented(self, text: str, by: int) -> None:
        """Print a paragraph so many columns to the right."""
        text = self.in_words(text).replace(" %", f"{_NO_BREAK}%")
        self.print(Padding(Text(text), (0, 0, 0, by), expand=False))

    def hanging(self, text: Text) -> None:
        """Print lines of which all but the first stand below the text behind its label."""
        text.plain = text.plain.replace(" %", f"{_NO_BREAK}%")
        first, *rest = text.wrap(self, self.width - _LABEL)
        for line in (first, *(Text(" " * _LABEL).append_text(line) for line in rest)):
            self.print(line, soft_wrap=True)

    @property
    def text(self) -> str:
        """What was printed: the layout pads lines to the width, which only makes a diff of two logs noisy."""
        assert isinstance(self.file, StringIO)
        printed = self.file.getvalue().replace(_NO_BREAK, " ")
        return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
