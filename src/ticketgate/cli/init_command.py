"""``ticketgate init``: writes the first files of a gate, and never over one that is there."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from ticketgate import __version__
from ticketgate.cli.output import say
from ticketgate.errors import UsageError
from ticketgate.launch.configuration_file import FILE_NAME, configuration_in

__all__ = ["init"]

_TEMPLATES: Final = Path(__file__).with_name("first_files")
#: Each file with its template and what it is for.
_ALWAYS: Final = {
    Path(FILE_NAME): ("ticketgate.toml", "what is judged, and what fails"),
    Path("waivers.yaml"): ("waivers.yaml", "findings that are known and accepted until a day"),
}
_CI: Final = {
    "github": {Path(".github/workflows/ticketgate.yml"): ("github.yml", "the job of GitHub Actions")},
    "gitlab": {Path(".gitlab-ci.yml"): ("gitlab.yml", "the job of GitLab CI")},
}
_NEXT: Final = """
`ticketgate run` judges the embedded mock now, and your instance once ticketgate.toml names it.
`ticketgate config` shows what is in force."""


@click.command()
@click.option("--ci", type=click.Choice(list(_CI)), help="Write the job of a CI system as well.")
def init(ci: str | None) -> int:
    """Write a first ticketgate.toml and a file of waivers.

    They go into the folder that it is called in. A file that is there is never written over: then nothing is
    written at all.
    """
    files = _ALWAYS | (_CI[ci] if ci else {})
    _refuse_present(files)
    _write_all({path: (_TEMPLATES / name).read_text(encoding="utf-8") for path, (name, _) in files.items()})
    column = max(len(str(path)) for path in files)
    say("\n".join([*(f"{path!s:<{column}}  {purpose}" for path, (_, purpose) in files.items()), _NEXT]))
    return 0


def _refuse_present(files: Mapping[Path, object]) -> None:
    present = [str(path) for path in files if os.path.lexists(path)]
    if not present and (found := configuration_in(Path())) is not None:
        present = [f"{found} with a table [tool.ticketgate]"]
    if present:
        be, them = ("is", "it") if len(present) == 1 else ("are", "them")
        raise UsageError(
            f"nothing written: there {be} {' and '.join(present)} already; move {them} away first"
        )


def _write_all(contents: Mapping[Path, str]) -> None:
    """Write the files, or none of them; raises UsageError when one cannot be written."""
    with ExitStack() as undo:
        for path, content in contents.items():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    undo.callback(path.unlink)
                    file.write(content.replace("@VERSION@", __version__))
            except OSError as error:
                raise UsageError(f"nothing written: cannot write {path}: {error.strerror}") from None
        undo.pop_all()
