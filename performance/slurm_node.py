"""A Slurm cluster of one node on this machine, without accounting and without cgroups.

It uses Debian's packages and leaves their configuration alone: its own, its key, logs and state are
in one folder, its ports are free ones, and `SLURM_CONF` points its commands there. So it works
beside a cluster that this machine belongs to.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("slurm-wlm", "munge")
COMMANDS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "sinfo")
PATIENCE_S = 60
SETTINGS = """\
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
# No cgroups, no accounting database: states of jobs are those of squeue, which keeps them an hour.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MinJobAge=3600
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
ReturnToService=2
SchedulerParameters=sched_interval=2,batch_sched_delay=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


class NoCluster(RuntimeError):
    """Slurm cannot be installed or started on this machine."""


def install() -> None:
    """Install Debian's packages, unless their commands are there; needs root.

    Raises
    ------
    NoCluster
        If the packages cannot be had.
    """
    if all(_found(command) for command in COMMANDS):
        return
    apt = ["apt-get", "-qq", "--yes"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "--no-install-recommends", *PACKAGES]
    try:
        for command in ([*apt, "update"], install):
            subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoCluster(f"{' and '.join(PACKAGES)} cannot be installed: {error}") from error


@contextlib.contextmanager
def running_node(folder: Path, cpus: int) -> Iterator[dict[str, str]]:
    """The cluster while the context lasts.

    Parameters
    ----------
    folder : Path
        An empty one for its files; short, because it holds a socket.
    cpus : int
        That the node offers, whatever the machine has.

    Yields
    ------
    dict of str
        Environment in which Slurm's commands find this cluster.

    Raises
    ------
    NoCluster
        If the node is not idle within a minute; with the ends of the logs.
    """
    folder.chmod(0o755)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    host = socket.gethostname().split(".")[0]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    controller, daemon = _free_ports()
    (folder / "slurm.conf").write_text(SETTINGS.format_map(locals()), encoding="utf-8")
    environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf")}
    environment["PATH"] = f"{_wrapped_srun(folder)}:{environment['PATH']}"
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        daemons.append(_munged(folder))
        _wait_for((folder / "munge.socket").exists, folder, "the socket of munged")
        for name in ("slurmctld", "slurmd"):
            command = [_found(name), "-D", "-f", environment["SLURM_CONF"]]
            daemons.append(_started(command, environment, folder / f"{name}.out"))
        _wait_for(lambda: _is_idle(environment), folder, "an idle node")
        yield environment
    finally:
        _cancel_jobs(environment)
        for one in reversed(daemons):
            one.terminate()
            try:
                one.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                one.kill()


def _cancel_jobs(environment: dict[str, str]) -> None:
    """Stop the jobs that an interrupted run leaves; their processes would outlive the daemons."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        options = {"env": environment, "timeout": PATIENCE_S, "capture_output": True}
        subprocess.run([_found("scancel"), "--user=root"], **options)
        end = time.monotonic() + PATIENCE_S
        while subprocess.run(["squeue", "--noheader"], **options).stdout.strip():
            if time.monotonic() > end:
                break
            time.sleep(0.5)


def _munged(folder: Path) -> "subprocess.Popen[bytes]":
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    options = {
        "key-file": key,
        "socket": folder / "munge.socket",
        "pid-file": folder / "munged.pid",
        "log-file": folder / "munged.log",
        "seed-file": folder / "munged.seed",
    }
    command = [_found("munged"), "--foreground", "--force"]
    command += [f"--{name}={path}" for name, path in options.items()]
    return _started(command, dict(os.environ), folder / "munged.out")


def _wrapped_srun(folder: Path) -> Path:
    """A folder with an `srun` that finds this cluster.

    The executor of Snakemake removes all variables of Slurm from the environment in which a job
    calls `srun`; on clusters whose configuration is in its usual place they are not needed.
    """
    wrapper = folder / "bin" / "srun"
    wrapper.parent.mkdir()
    text = f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {_found("srun")} "$@"\n'
    wrapper.write_text(text, encoding="utf-8")
    wrapper.chmod(0o755)
    return wrapper.parent


def _started(
    command: list[str], environment: dict[str, str], output: Path
) -> "subprocess.Popen[bytes]":
    with output.open("wb") as file:
        return subprocess.Popen(command, env=environment, stdout=file, stderr=file)


def _found(command: str) -> str:
    """Path of a command, also in the folders of daemons; empty if it is missing."""
    return shutil.which(command, path=os.environ["PATH"] + ":/usr/sbin:/sbin") or ""


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _is_idle(environment: dict[str, str]) -> bool:
    command = ["sinfo", "--noheader", "--format=%T"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)
    return answer.stdout.strip() == "idle"


def _wait_for(condition, folder: Path, what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            files = sorted([*folder.glob("*.log"), *folder.glob("*.out")])
            ends = [f"{one.name}: {one.read_text('utf-8', 'replace')[-800:]}" for one in files]
            raise NoCluster(f"{what} was not there within {PATIENCE_S} s\n" + "\n".join(ends))
        time.sleep(0.2)
