"""The `planchat` command.

Commands stand in `app/commands`, one module each, and import what is heavy when they run, so that
`planchat --help` does not wait for machine learning.
"""

from __future__ import annotations

import io
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import typer

from app.commands import ask, chat, confirm, doctor, evaluate, ingest, plans, records
from app.commands.screen import tell
from app.commands.session import sentence, settings, text
from ingest.errors import PlanchatError

CANNOT = 2
"""Exit status when the user has to do something before the command can be carried out."""

BROKEN = 70
"""Exit status of an error that nobody foresaw (EX_SOFTWARE)."""

_LOG_BYTES = 2_000_000

log = logging.getLogger(__name__)


def build() -> typer.Typer:
    """Return the command with all its subcommands."""
    commands = typer.Typer(
        name="planchat",
        help=text("help"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands.command("ingest", help=text("ingest.help"))(ingest.ingest)
    commands.command("ask", help=text("ask.help"))(ask.ask)
    commands.command("chat", help=text("chat.help"))(chat.chat)
    commands.command("records", help=text("records.help"))(records.records)
    commands.command("plans", help=text("plans.help"))(plans.plans)
    commands.command("confirm", help=text("confirm.help"))(confirm.confirm)
    commands.command("remove", help=text("remove.help"))(plans.remove)
    commands.command("doctor", help=text("doctor.help"))(doctor.doctor)
    commands.command("eval", help=text("eval.help"), context_settings=evaluate.PASS_ON)(evaluate.evaluate)
    return commands


def main() -> None:
    """Run the command; every error ends in a sentence."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # whatever the locale says
    try:
        write_log(settings().home)
        build()()
    except PlanchatError as error:
        tell(sentence(error))
        sys.exit(CANNOT)
    except Exception as error:
        # The last line of defence: what happened goes to the log, the person gets a sentence.
        log.exception("unexpected error in: %s", " ".join(sys.argv))
        if settings().debug:
            raise
        tell(text("broken", kind=type(error).__name__, log=log_file(settings().home)))
        sys.exit(BROKEN)


def log_file(home: Path) -> Path:
    """Return where warnings and errors are written."""
    return home / "logs" / "planchat.log"


def write_log(home: Path) -> None:
    """Send warnings and errors to the log file, which is made with the first of them."""
    logging.getLogger().addHandler(_LogFile(log_file(home)))


class _LogFile(RotatingFileHandler):
    """A log file whose folder is made when the first line is written."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self.setLevel(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # a home that cannot be written to: the command itself says so
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Lose a line rather than print a traceback over the output."""


if __name__ == "__main__":
    main()
