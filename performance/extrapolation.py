"""Coverage of extrapolated learning curves, on simulated curves of several true laws.

python performance/extrapolation.py [curves]
"""

import sys

import pandas as pd

from performance.simulated_curves import ERRORS, GRIDS, TRUE_LAWS, coverage, excess_coverage

CURVES = 500
PAIRS = (
    ("power law", "power law"),
    ("exponential", "exponential"),
    ("power law", "exponential"),
    ("Hill", "Hill"),
    ("Hill", "exponential"),
)


def main(curves: int) -> None:
    """Print one row a true law, one a grid of sizes, and one a pair of laws and a grid."""
    rows = [
        {"law": law, "sizes": len(sizes), "error": error, **coverage(law, sizes, error, curves)}
        for law in TRUE_LAWS
        for sizes in GRIDS
        for error in ERRORS
    ]
    table = pd.DataFrame(rows)
    shown = ["averaged", "width", "power law", "exponential"]
    print(table.groupby("law", sort=False)[shown].mean().round(3).to_markdown())
    print(table.groupby(["sizes", "error"])[shown].mean().round(3).to_markdown())
    print(f"least coverage of a cell: {table['averaged'].min():.3f}")
    rows = [
        {"laws": " and ".join(laws), "sizes": len(sizes), **excess_coverage(laws, sizes, e, curves)}
        for laws in PAIRS
        for sizes in GRIDS[:2]
        for e in ERRORS
    ]
    pairs = pd.DataFrame(rows).groupby(["laws", "sizes"], sort=False).mean()
    print(pairs.round(3).to_markdown())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CURVES)
