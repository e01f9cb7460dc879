"""What stands in place of a figure that failed."""

from matplotlib.figure import Figure

from craftbench.report.plot_style import INK, TITLE, WIDTH


def not_drawn(name: str, log: str) -> Figure:
    """A figure that says which one is missing, and where the reason is.

    Parameters
    ----------
    name : str
        Of the figure.
    log : str
        Log file of the job that failed to draw it.
    """
    figure = Figure(figsize=(WIDTH, 0.6))
    words = f"The figure {name.replace('_', ' ')} failed and is missing, see {log}"
    figure.text(0.01, 0.5, words, fontsize=TITLE, color=INK, va="center")
    return figure
