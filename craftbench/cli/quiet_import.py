"""Keras and TensorFlow imported without messages on the terminal, and without extras."""

import os
import sys
import tempfile

EXTRAS = ("matplotlib", "sklearn")
"""Keras imports them for plots and wrappers if they are there, which no command uses; it takes more
than a quarter of the import."""


def import_keras_quietly() -> None:
    """Import Keras with its TensorFlow, without its `EXTRAS`.

    What they print is only shown if the import fails.

    TensorFlow 2.21 prints before it reads ``TF_CPP_MIN_LOG_LEVEL``, and from C++, so that the file
    descriptor of the standard error is what must be redirected.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), 2)
        try:
            _import_without_extras()
        except BaseException:
            printed.seek(0)
            os.write(terminal, printed.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


def _import_without_extras() -> None:
    """None in `sys.modules` is an ImportError (Python's reference, `sys.modules`)."""
    absent = [name for name in EXTRAS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        import keras  # noqa: F401
    finally:
        for name in absent:
            del sys.modules[name]
