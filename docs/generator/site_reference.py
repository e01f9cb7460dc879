"""The reference of the site: pages that are made from the code, so that none can be out of date."""

from command_page import command_page
from feature_pages import feature_page, feature_parts_page
from model_page import model_page
from statistics_page import statistics_page
from table_page import table_page


def reference_pages() -> dict[str, str]:
    """Text of every page of the reference by its place in the site."""
    return {
        "reference/tables.md": table_page(),
        "reference/features.md": feature_page(),
        "reference/feature-parts.md": feature_parts_page(),
        "reference/models.md": model_page(),
        "reference/statistics.md": statistics_page(),
        "reference/commands.md": command_page(),
    }
