"""Import and call of own code; errors name the user's own line."""

import importlib
import re
import sys
import traceback
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from craftbench.errors import CraftbenchError

OWN = "own_"
"""Beginning of the names under which own files are imported: `own_my_features`."""
_MODIFIED = "_craftbench_modified"


def module_name(path: Path) -> str:
    """Name of the module of an own file; it depends on its path as the card gives it."""
    return OWN + re.sub(r"\W", "_", str(path.with_suffix("")))


def import_file(path: Path) -> ModuleType:
    """Run an own file once; it may import its neighbours by their plain names.

    Raises
    ------
    CraftbenchError
        Naming the line that failed.
    """
    name, file = module_name(path), path.resolve()
    modified = file.stat().st_mtime_ns if file.is_file() else None
    known = sys.modules.get(name)
    if known is not None and (known.__file__, getattr(known, _MODIFIED)) == (str(file), modified):
        return known
    spec = spec_from_file_location(name, file)
    if modified is None or spec is None or spec.loader is None:
        raise CraftbenchError(f"there is no file {path}; the working folder is {Path.cwd()}")
    module = module_from_spec(spec)
    setattr(module, _MODIFIED, modified)
    if str(file.parent) not in sys.path:
        # The last place: an own file never hides a library from craftbench.
        sys.path.append(str(file.parent))
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise _import_error(str(path), error) from error
    return module


def import_module_named(name: str) -> ModuleType:
    """Import a module of the user's own package; raises CraftbenchError naming the line."""
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise _import_error(name, error) from error


def _import_error(place: str, error: BaseException) -> CraftbenchError:
    remedy = "keep what runs on its own below `if __name__ == '__main__':`"
    if isinstance(error, ModuleNotFoundError):
        remedy = "install that package, or put its file beside this one"
    return CraftbenchError(
        f"{place} cannot be imported: {in_words(error)}{at_line(error)}; correct it, or {remedy}"
    )


def called(what: str, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Call own code.

    Parameters
    ----------
    what : str
        Its reference, for the error.
    function : callable
        Called with the other arguments.

    Raises
    ------
    CraftbenchError
        For any exception inside, naming it and the user's own line.
    """
    try:
        return function(*given, **named)
    except CraftbenchError:
        raise
    except (Exception, SystemExit) as error:
        raise CraftbenchError(f"{what} failed: {in_words(error)}{at_line(error)}") from error


def in_words(error: BaseException) -> str:
    """Type and text of an exception, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def at_line(error: BaseException) -> str:
    """Where in the user's own files an exception was raised: ``(x.py, line 3, in f)``, or ""."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" ({_shown(error.filename)}, line {error.lineno})"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame)]
    if not frames:
        return ""
    last = frames[-1]
    return f" ({_shown(last.filename)}, line {last.lineno}, in {last.name}: `{last.line}`)"


def _is_own(frame: traceback.FrameSummary) -> bool:
    """Neither craftbench nor a library."""
    if frame.filename.startswith("<") or "site-packages" in frame.filename:
        return False
    path, here = Path(frame.filename).resolve(), Path(__file__).resolve().parents[2]
    packages = [here / name for name in ("craftbench", "features", "models", "workflow")]
    libraries = Path(traceback.__file__).resolve().parent
    return not any(path.is_relative_to(folder) for folder in (*packages, libraries))


def _shown(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else filename
