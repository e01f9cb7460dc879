"""The page on all models: what they are fitted on, their options and search spaces."""

from models import MODELS, Model
from models.options import CountOption, Option, WordOption
from models.search_space import SearchRange

HEAD = """\
# Models

An arm of a card has one **model**: a classifier with the interface of scikit-learn, or a network.
Options of networks are keys of `options` of the arm ([networks](../networks.md)); the search
space is that of a run with `tuning` or `budget: thorough` ([overfitting](../overfitting.md)). A
network is a function that needs no benchmark:

```python
from models.lenet5 import lenet5

network = lenet5((32, 32, 1), 10) ```

| model | kind | fitted on | options | search space |
|---|---|---|---|---|
"""


def model_page() -> str:
    """Every model: a table of all, and the function of each."""
    rows = [
        f"| [`{name}`](#{one.module}.{one.function}) | {_kind(one)} | {' or '.join(one.inputs)} "
        f"| {_listed(map(_option, one.options))} | {_listed(map(_range, one.space))} |\n"
        for name, one in MODELS.items()
    ]
    functions = [f"::: {one.module}.{one.function}\n" for one in MODELS.values()]
    return HEAD + "".join(rows) + "\n## Functions\n\n" + "\n".join(functions)


def _kind(one: Model) -> str:
    return "fixed filters" if one.fixed_filter else one.kind


def _listed(words) -> str:
    return "<br>".join(words) or "–"


def _option(option: Option) -> str:
    if isinstance(option, WordOption):
        return f"`{option.name}`: {', '.join(option.values)}"
    if isinstance(option, CountOption):
        return f"`{option.name}`: {option.least} to {option.most}"
    return f"`{option.name}`: from 0 to below 1"


def _range(one: SearchRange) -> str:
    return f"`{one.name}`: {one.low:g} to {one.high:g}{', whole' if one.whole else ''}"
