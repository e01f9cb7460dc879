"""The page on the command `craftbench`, from its own parser."""

import argparse

from craftbench.cli.options import parser

HEAD = """\
# Commands

`craftbench COMMAND --help` prints the same. The workflow itself is run by `snakemake`
([configuration](../project/config/README.md)).

"""


def command_page() -> str:
    """Every subcommand: usage, arguments, and its examples."""
    return HEAD + "\n".join(_command(name, one) for name, one in commands().items())


def commands() -> dict[str, argparse.ArgumentParser]:
    """Parsers of the subcommands by name."""
    (subcommands,) = (
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return dict(subcommands.choices)


def _command(name: str, one: argparse.ArgumentParser) -> str:
    formatter = argparse.HelpFormatter(one.prog, width=88)
    formatter.add_usage(one.usage, one._actions, one._mutually_exclusive_groups, prefix="")
    rows = [_argument(action) for action in one._actions if action.dest != "help"]
    examples = [line.strip() for line in (one.epilog or "").splitlines()[1:]]
    return "\n".join(
        [
            f"## craftbench {name}\n\n{one.description}\n",
            f"```text\n{formatter.format_help().strip()}\n```\n",
            *("| argument | default | meaning |", "|---|---|---|", *rows),
            "\nExamples:\n",
            *("```bash", *examples, "```\n"),
        ]
    )


def _argument(action: argparse.Action) -> str:
    named = "<br>".join(f"`{option}`" for option in action.option_strings)
    shown = named or f"`{action.metavar or action.dest}`"
    missing = action.default in (None, [], False, True, argparse.SUPPRESS)
    default = "" if missing else f"`{action.default}`"
    meaning = (action.help or "") % {"default": action.default, "prog": ""}
    choices = f" One of {', '.join(map(str, action.choices))}." if action.choices else ""
    return f"| {shown} | {default} | {meaning.replace('|', chr(92) + '|')}.{choices} |"
