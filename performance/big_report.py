"""Size and loading time of a report on 10 data sets with 20 arms each.

    python performance/big_report.py [--run .] [--configfile config/config.yaml] [--out big.html]

Takes the tables of a finished run, repeats its data sets, arms and training sizes under other
names, draws all charts, renders the page as the benchmark does and opens it in Chromium (Playwright
is among the packages for tests). Prints megabytes, seconds to render and seconds until the page has
loaded, the median of five.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import pandas as pd
import yaml

from craftbench.analyses.read import read_cells, read_table
from craftbench.config.configuration import read_config
from craftbench.datasets.stored_file import read_parquet
from craftbench.report.charts.joint import draw_joint
from craftbench.report.charts.labels import Labels
from craftbench.report.charts.registry import CHARTS, draw
from craftbench.report.facts import DatasetFacts
from craftbench.report.page import render_report
from craftbench.steps.facts_of_card import facts_of_card

DATASETS, ARMS, SIZES = 10, 20, 6
LOADS = 5
OF_ARMS = ("history", "fits")
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


@dataclass(frozen=True)
class Run:
    """What the report of a run is made of; see `craftbench.report.page.render_report`.

    The charts of a copy are those of its original, which `originals` names.
    """

    facts: dict[str, DatasetFacts]
    tables: dict[str, pd.DataFrame]
    figures: dict[tuple[str, str], bytes]
    rejected: dict[str, pd.DataFrame]
    rules: dict[str, str]
    samples: dict[str, Path]
    originals: dict[str, str] = field(default_factory=dict)


def read_run(folder: Path, configfile: Path) -> Run:
    """The finished run in a folder, whose cards are those of a configuration.

    Data sets of the configuration that have not run are left out.
    """
    _, cards = read_config(yaml.safe_load(configfile.read_text("utf-8")))
    results = folder / "results"
    facts = {
        name: facts_of_card(card)
        for name, card in cards.items()
        if (results / name / "rule.txt").is_file()
    }
    return Run(
        facts,
        {file.stem: read_table(file) for file in (results / "tables").glob("*.csv")}
        | {title: _of_arms(results, title, facts) for title in OF_ARMS},
        {(n, f.stem): f.read_bytes() for n in facts for f in results.glob(f"{n}/figures/*.svg")},
        {name: read_cells(results / name / "rejected.csv") for name in facts},
        {name: (results / name / "rule.txt").read_text("utf-8") for name in facts},
        {n: results / n for n in facts if (results / n / "shown_samples.json").is_file()},
    )


def _of_arms(results: Path, title: str, datasets: Iterable[str]) -> pd.DataFrame:
    """The files of all networks in a folder such as ``history``, as one table."""
    files = [file for name in datasets for file in (results / name / title).glob("*.parquet")]
    own = [read_parquet(f).assign(dataset=f.parts[-3], arm=f.stem) for f in files]
    return pd.concat(own, ignore_index=True) if own else pd.DataFrame()


def grown(run: Run, datasets: int = DATASETS, arms: int = ARMS, sizes: int = SIZES) -> Run:
    """A run with this many data sets, arms and training sizes, all of them copies."""
    own = list(run.facts)
    copies = {f"{own[i % len(own)]}_{i}": own[i % len(own)] for i in range(datasets)}
    names = {name: _copies_of_arms(run, name, arms) for name in own}
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in run.tables}
    for copy, name in copies.items():
        for title, table in run.tables.items():
            if "dataset" not in table:
                continue
            one = table[table["dataset"] == name].assign(dataset=copy)
            parts[title].append(_with_sizes(_with_arms(title, one, names[name]), sizes))
    figures = {
        (copy, figure): svg
        for copy, name in copies.items()
        for (owner, figure), svg in run.figures.items()
        if owner == name
    }
    return Run(
        {c: _with_names(run.facts[name], c, names[name]) for c, name in copies.items()},
        {t: pd.concat(found) if found else run.tables[t] for t, found in parts.items()},
        figures,
        {copy: run.rejected[name] for copy, name in copies.items()},
        {copy: run.rules[name] for copy, name in copies.items()},
        {copy: run.samples[name] for copy, name in copies.items() if name in run.samples},
        copies,
    )


def _copies_of_arms(run: Run, dataset: str, count: int) -> dict[str, list[str]]:
    """Names of the copies by arm, the arm itself first; `count` names in all."""
    accuracy = run.tables["accuracy"]
    arms = list(accuracy.loc[accuracy["dataset"] == dataset, "arm"])
    names: dict[str, list[str]] = {arm: [] for arm in arms}
    for i in range(max(count, len(arms))):
        arm = arms[i % len(arms)]
        names[arm].append(arm if i < len(arms) else f"{arm}_{i // len(arms) + 1}")
    return names


def _with_arms(title: str, table: pd.DataFrame, names: dict[str, list[str]]) -> pd.DataFrame:
    """A table with a row for each copy of an arm, or of a pair of arms.

    Tables with a row for each family stay as they are: copies do not add families.
    """
    if title == "selection" or "rival_arm" in table:
        return table
    for column in ("arm", "arm_a", "arm_b"):
        if column in table:
            copies = table[column].map(lambda arm: names.get(arm, [arm]))
            table = table.assign(**{column: copies}).explode(column, ignore_index=True)
    return table


def _with_sizes(table: pd.DataFrame, count: int) -> pd.DataFrame:
    """A table with smaller training sizes too, if it has more than one."""
    if "training_size" not in table or table["training_size"].nunique() < 2:
        return table
    smallest = table["training_size"].min()
    first = table[table["training_size"] == smallest]
    more = range(1, count - table["training_size"].nunique() + 1)
    added = [first.assign(training_size=max(1, smallest // 2**i)) for i in more]
    return pd.concat([*added[::-1], table], ignore_index=True)


def _with_names(facts: DatasetFacts, title: str, names: dict[str, list[str]]) -> DatasetFacts:
    shown = {
        copy: f"{facts.arm_names.get(arm, arm)} {i + 1}" if i else facts.arm_names.get(arm, arm)
        for arm, copies in names.items()
        for i, copy in enumerate(copies)
    }
    return replace(facts, title=f"{facts.title} {title}", arm_names=shown)


def render(run: Run) -> str:
    """The page with all charts."""
    drawn: dict[str, dict] = {}
    for name in run.facts:
        original = run.originals.get(name, name)
        if original not in drawn:
            drawn[original] = _charts(run, name)
    own = {name: drawn[run.originals.get(name, name)] for name in run.facts}
    charts = own | {"all": draw_joint(run.tables)}
    return render_report(
        run.facts,
        run.tables,
        run.figures,
        run.rejected,
        run.rules,
        seed=0,
        resamples=1000,
        charts=charts,
        samples=run.samples,
    )


def _charts(run: Run, dataset: str) -> dict:
    facts = run.facts[dataset]
    own = {
        name: table[table["dataset"] == dataset]
        for name, table in run.tables.items()
        if "dataset" in table
    }
    units = {"groups": facts.group_name["plural"], "samples": facts.sample_name["plural"]}
    labels = Labels(facts.title, facts.arm_names, units)
    return {name: draw(name, own, labels) for name in CHARTS}


@contextmanager
def chromium() -> Iterator:
    """Chromium without a window, as it is installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def load_seconds(browser, file: Path, loads: int = LOADS) -> float:
    """Median seconds until a page has loaded, each time in a new context without a network."""
    seconds = []
    for _ in range(loads):
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.goto(file.resolve().as_uri())
        seconds.append(page.evaluate(LOADED) / 1000)
        context.close()
    return median(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--run", type=Path, default=Path(), help="folder of a finished run")
    parser.add_argument("--configfile", type=Path, default=Path("config/config.yaml"))
    parser.add_argument("--out", type=Path, help="keep the page in this file")
    given = parser.parse_args()
    run = read_run(given.run, given.configfile)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        pages = {"this run": run, f"{DATASETS} data sets with {ARMS} arms": grown(run)}
        print("| page | MB | seconds to render | seconds to load |\n|---|---|---|---|")
        for name, one in pages.items():
            file = given.out or Path(folder) / "report.html"
            start = time.perf_counter()
            file.write_text(render(one), encoding="utf-8")
            rendered = time.perf_counter() - start
            megabytes = file.stat().st_size / 1e6
            seconds = load_seconds(browser, file)
            print(f"| {name} | {megabytes:.1f} | {rendered:.1f} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
