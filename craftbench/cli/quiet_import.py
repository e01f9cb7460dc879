"""TensorFlow imported without its messages on the terminal."""

import os
import sys
import tempfile


def import_keras_quietly() -> None:
    """Import Keras with its TensorFlow; what they print is only shown if the import fails.

    TensorFlow 2.21 prints before it reads ``TF_CPP_MIN_LOG_LEVEL``, and from C++, so that the file
    descriptor of the standard error is what must be redirected.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), 2)
        try:
            import keras  # noqa: F401
        except BaseException:
            printed.seek(0)
            os.write(terminal, printed.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
