"""The fitter of an arm of any kind, for analyses that fit arms again."""

from craftbench.runs.arm import ArmData, ArmTask
from craftbench.runs.fitting import Fitter


def fitter(task: ArmTask, data: ArmData) -> Fitter:
    """The fitter of an arm; a network is built and traced once for all fits.

    Raises
    ------
    CraftbenchError
        Naming the data set and the arm whose network cannot be built for its samples.
    """
    # Imported when needed: classifiers do without TensorFlow.
    kind = task.contest.arms[task.arm].kind
    if kind == "classifier":
        from craftbench.runs import fit_classifier

        return fit_classifier.fitter(task, data)
    if kind == "network":
        from craftbench.runs import fit_network

        return fit_network.fitter(task, data)
    from craftbench.runs import fit_latent

    return fit_latent.fitter(task, data)
