"""Commands whose every complaint is one Norwegian line and exit status 2, those about the command line too."""

import re
from collections.abc import Callable
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

# What argparse says, and what a person at the keyboard is told.
SENTENCES = (
    (r"the following arguments are required: (.+)", "Mangler {0}."),
    (r"argument (\S+).*: expected one argument", "{0} mangler en verdi."),
    (r"unrecognized arguments: (.+)", "Ukjent på kommandolinjen: {0}."),
    (r"ambiguous option: (\S+) could match .+", "{0} kan bety flere ting."),
)


class PlainCommand(BaseCommand):
    """``usage`` is the command as it is meant to be typed."""

    usage = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = _complainer(parser, self.usage)
        return parser


def _complainer(parser: CommandParser, usage: str) -> Callable[[str], NoReturn]:
    def complain(message: str) -> NoReturn:
        line = f"{_sentence(message)} Bruk: {usage}"
        if parser.called_from_command_line:
            parser.exit(2, f"{line}\n")
        raise CommandError(line, returncode=2)

    return complain


def _sentence(message: str) -> str:
    for pattern, sentence in SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            names = found[1]
            return sentence.format(names if names.isprintable() else ascii(names))
    return "Kommandolinjen kan ikke leses."
