# A failed job costs no other its results: craftbench/steps/rest_of_run.py.
REST = RestOfRun(
    Path("results"),
    sys.argv[1:],
    workflow.workdir_init,
    lambda failures: bool(remaining_cards(ALL_CARDS, failures)),
)


def is_whole():
    """Whether the whole benchmark was asked for, and not some of its files."""
    return set(workflow.dag_settings.targets) <= {"all", "verify"}


def writes_page():
    """Whether the report is written: by the whole benchmark, not by `verify` alone."""
    return is_whole() and set(workflow.dag_settings.targets) != {"verify"}


onstart:
    REST.start(is_whole(), writes_page())


onsuccess:
    REST.succeed(is_whole())


onerror:
    REST.fail(is_whole(), ", ".join(log))
