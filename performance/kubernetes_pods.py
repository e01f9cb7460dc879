"""The tiny benchmark through `profiles/kubernetes`, with a folder and a process for each pod.

    python performance/kubernetes_pods.py [--config FILE] [--set KEY=VALUE] [--targets FILE ...]
        --local RESULTS

There is no cluster: the client of the executor gets an API that runs the command of a pod in an
empty folder, as the executor wrote it. So a pod sees nothing but this environment, what Snakemake
unpacks there, and the storage. What a cluster adds is not tested: images, volumes, requests, and
`pip install` of the storage provider, which is left out. The tables must equal those of
``--local``, as in `slurm_cluster.py`. Needs `rsync`. The exit code is 1 if a table differs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kubernetes
from slurm_cluster import PROJECT, comparable, differences
from snakemake.cli import main as snakemake


class Pods:
    """Both interfaces of the cluster that the executor uses.

    Parameters
    ----------
    folder : Path
        Of the folders of pods.
    programs : Path
        A folder before all others in their `PATH`.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def create_namespaced_job(self, _namespace: str, body: Any) -> Any:
        """Start the command of the only container."""
        name = body.metadata.name
        container = body.spec.template.spec.containers[0]
        place = self.folder / name
        place.mkdir()
        environment = os.environ | {"PYTHONPATH": str(self.folder.parent / "clone")}
        environment["PATH"] = f"{self.programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        with (self.folder / f"{name}.log").open("wb") as output:
            self.processes[name] = subprocess.Popen(
                [*container.command, *container.args],
                cwd=place,
                env=environment,
                stdout=output,
                stderr=output,
            )
        return body

    def read_namespaced_job_status(self, name: str, _namespace: str) -> Any:
        """Whether the process has ended, and how."""
        code = self.processes[name].poll()
        counts = SimpleNamespace(failed=int(bool(code)), succeeded=int(code == 0))
        return SimpleNamespace(status=counts)

    def list_namespaced_pod(self, namespace: str, label_selector: str) -> Any:
        """The pod of a job."""
        name = label_selector.removeprefix("job-name=")
        code = self.processes[name].poll()
        ended = None if code is None else SimpleNamespace(exit_code=code)
        state = SimpleNamespace(terminated=ended)
        status = SimpleNamespace(
            container_statuses=[SimpleNamespace(name="snakemake", state=state)]
        )
        pod = SimpleNamespace(metadata=SimpleNamespace(name=name), status=status)
        return SimpleNamespace(items=[pod])

    def read_namespaced_pod_log(self, name: str, **_: Any) -> str:
        """What a pod has printed."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def create_namespaced_secret(self, _namespace: str, _secret: Any) -> None:
        """Environment variables that are passed on; processes inherit them."""

    def delete_namespaced_secret(self, *_: Any, **__: Any) -> None:
        """See `create_namespaced_secret`."""

    def delete_namespaced_pod(self, *_: Any, **__: Any) -> None:
        """Its folder and log are deleted at the end."""

    def delete_namespaced_job(self, name: str, *_: Any, **__: Any) -> None:
        """Stop a process that still runs."""
        self.processes[name].terminate()


def main() -> int:
    """Run it, compare, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", type=Path, default=PROJECT / "tests" / "tiny.yaml")
    parser.add_argument("--set", nargs="+", metavar="KEY=VALUE", help="as snakemake --config")
    parser.add_argument("--local", type=Path, required=True, help="results of a run without pods")
    parser.add_argument("--targets", nargs="+", default=[], help="as of snakemake")
    given = parser.parse_args()
    local = given.local.resolve()
    with tempfile.TemporaryDirectory(prefix="pods-") as name:
        folder = Path(name)
        for part in ("pods", "programs", "storage"):
            (folder / part).mkdir()
        (folder / "programs" / "pip").symlink_to("/bin/true")
        pods = Pods(folder / "pods", folder / "programs")
        _replace_client(pods)
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        os.chdir(clone)
        status = _snakemake(given, folder / "storage")
        results = folder / "storage" / "results"
        folders = comparable(local, results)
        faults = [
            f"{one}/{fault}" for one in folders for fault in differences(local / one, results / one)
        ]
        tables = sum(len(list((results / one).glob("*.csv"))) for one in folders)
    found = f"{len(pods.processes)} pods; {tables} tables, {len(faults)} differences"
    print(found, *faults, sep="\n  ")
    return int(bool(status) or bool(faults) or tables == 0)


def _replace_client(pods: Pods) -> None:
    kubernetes.config.load_kube_config = lambda: None
    kubernetes.client.CoreV1Api = kubernetes.client.BatchV1Api = lambda: pods


def _snakemake(given: argparse.Namespace, storage: Path) -> int:
    options = ["--profile", "profiles/kubernetes", "--container-image", "none", "--jobs", "2"]
    options += ["--default-storage-prefix", str(storage), "--retries", "0"]
    options += ["--seconds-between-status-checks", "2"]
    options += ["--configfile", os.path.relpath(given.config.resolve(), PROJECT)]
    options += ["--config", *given.set] if given.set else []
    options += ["--", *given.targets]
    sys.argv = ["snakemake", *options]
    try:
        snakemake(options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
