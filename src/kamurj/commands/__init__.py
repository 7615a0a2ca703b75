"""Commands: what a person types after `./kamurj`; one module a command, each with `run(arguments) -> exit status`.

Holds always: an expected failure is one sentence with a way out, never a traceback; `--json` prints one JSON object as the
last line of stdout and progress goes to stderr; whatever a command started, it stops.
"""
