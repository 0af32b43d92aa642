"""Parses command lines of `az` as the CLI itself does, and runs none of them.

Reads a JSON array of arguments a line, without `az`; writes a JSON array a line: whether they fit, and what was said.
"""

import contextlib
import io
import json
import sys

from azure.cli.core import get_default_cli
from knack.events import EVENT_INVOKER_POST_PARSE_ARGS


def fits(args):
    parsed = []

    def stop(*_, **__):
        parsed.append(True)
        raise SystemExit(0)

    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        cli = get_default_cli()
        cli.register_event(EVENT_INVOKER_POST_PARSE_ARGS, stop)
        try:
            cli.invoke(args)
        except (Exception, SystemExit) as error:  # Whatever it is, it says why.
            print(error)
    return [bool(parsed), "" if parsed else said.getvalue()]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(fits(json.loads(line))))
