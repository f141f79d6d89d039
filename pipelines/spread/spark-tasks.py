"""Tasks of a spread run, carried out by Spark: spark-tasks.py TASK WORK.

Reads the name of a list of tasks from each line of standard input, has the
executors run TASK WORK NAME for all names in it, one a partition, and answers
with a line: 0, or 2 and what is the matter. Of rows Spark sees nothing: they
go from file to file, as bytes.

A task checks its programs, and gives its folder its name when all was well.
Here it is checked that it ended with 0, and that the folder is there.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from pyspark import SparkConf, SparkContext

# Whoever kills the worker that waits for a task ends its programs, too: they
# are one group, in which somebody waits for the end of a pipe from the worker.
BEGIN = """
exec 3<&0 </dev/null
(read -r -u 3; kill -TERM 0) >/dev/null 2>&1 &
exec 3<&-
exec "$@"
"""
GRACE = 5


def end(child):
    """End all programs of a task."""
    for what in signal.SIGTERM, signal.SIGKILL:
        try:
            os.killpg(child.pid, what)
            child.wait(timeout=GRACE)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def attempt(job, name):
    """Try a task once: None where it is done, else what is the matter."""
    done = os.path.join(job["work"], "done", name)
    over = os.path.join(job["work"], "over")
    environment = {
        "LC_ALL": "C",
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": tempfile.gettempdir(),
    }
    began = time.monotonic()
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        ["bash", "-c", BEGIN, "task", job["task"], job["work"], name],
        stdin=subprocess.PIPE,
        stdout=said,
        stderr=said,
        env=environment,
        cwd="/",
        start_new_session=True,
    ) as child:
        why = None
        while why is None and child.poll() is None:
            time.sleep(0.02)
            seconds = time.monotonic() - began
            if os.path.isdir(done):
                why = "another try was quicker"
            elif os.path.exists(over) or not os.path.isdir(job["work"]):
                why = "the job is over"
            elif job["seconds"] and seconds > job["seconds"]:
                why = "took longer than %d s" % job["seconds"]
        if why is not None:
            end(child)
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip()
    if os.path.isdir(done):
        return None
    if why is None:
        why = "exit status %d" % child.returncode
        if child.returncode == 0:
            why = "ended, but its folder is not there"
    return why + (": " + words if words else "")


def carrier(job):
    """The function that carries out the tasks of a partition."""

    def carry_out(names):
        for name in names:
            why = attempt(job, name)
            if why is not None:
                where = socket.gethostname()
                raise RuntimeError("%s on %s: %s" % (name, where, why))
            yield name

    return carry_out


def reason(fault):
    """The line of a fault that says why; the log has all of it."""
    print(fault, file=sys.stderr)
    lines = [line.strip(" :") for line in str(fault).splitlines()]
    for mark in "RuntimeError: ", "Exception: ", "Error: ", "":
        for line in lines:
            if mark in line:
                return line
    return type(fault).__name__


def carry_out_all(context, job, names):
    """Carry out tasks: None, or what is the matter."""
    try:
        ended = (
            context.parallelize(names, len(names))
            .mapPartitions(carrier(job))
            .collect()
        )
    except Exception as fault:
        why = reason(fault)
        stopped = context._jsc is None or context._jsc.sc().isStopped()
        return "the cluster ended the application" if stopped else why
    if sorted(ended) != sorted(names):
        return "has lost tasks, or carried them out twice"
    return None


def settings():
    """What the options say, before what the site has set."""
    conf = SparkConf()
    tries = os.environ["SPREAD_TRIES"]
    conf.setAppName("kvalitetsbokslut")
    conf.setIfMissing("spark.ui.enabled", "false")
    conf.set("spark.task.maxFailures", tries)
    master = os.environ["SPREAD_MASTER"]
    if master:
        conf.setMaster(master)
    conf.setIfMissing("spark.master", "local[*,%s]" % tries)
    for line in os.environ["SPREAD_CONF"].splitlines():
        key, _, value = line.partition("=")
        conf.set(key, value)
    return conf


def main():
    """Carry out list after list."""
    job = {
        "task": sys.argv[1],
        "work": sys.argv[2],
        "seconds": int(os.environ["SPREAD_TIMEOUT"] or 0),
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        context = SparkContext(conf=settings())
    except Exception as fault:  # of many kinds
        print("2", reason(fault), flush=True)
        sys.exit(2)
    context.setLogLevel("ERROR")
    for line in sys.stdin:
        with open(line.rstrip("\n"), encoding="utf-8") as file:
            names = file.read().split()
        why = carry_out_all(context, job, names)
        print("0" if why is None else "2 " + why, flush=True)
    context.stop()


main()
