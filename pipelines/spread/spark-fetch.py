"""Copy a folder from any file system that Spark reads: spark-fetch.py URI FOLDER.

FOLDER appears when all files are there with their sizes, or not at all.
"""

import os
import shutil
import signal
import sys
import tempfile

from pyspark import SparkConf, SparkContext


def fail(name, why):
    """End, with nothing made."""
    print("spark: %s: %s" % (name, why), file=sys.stderr)
    sys.exit(2)


def sizes_there(system, path):
    """The size of each file under a path of Hadoop's, by its name in there."""
    sizes = {}
    top = system.getFileStatus(path).getPath().toUri().getPath().rstrip("/")
    files = system.listFiles(path, True)
    while files.hasNext():
        file = files.next()
        name = file.getPath().toUri().getPath()
        sizes[name[len(top) + 1 :]] = file.getLen()
    return sizes


def sizes_here(folder):
    """The same of a folder of this machine."""
    sizes = {}
    for place, _, names in os.walk(folder):
        for name in names:
            whole = os.path.join(place, name)
            sizes[os.path.relpath(whole, folder)] = os.path.getsize(whole)
    return sizes


def fetch(context, uri, folder):
    """Copy URI to a folder that is not there yet."""
    of = context._jvm.org.apache.hadoop.fs.Path
    path = of(uri)
    system = path.getFileSystem(context._jsc.hadoopConfiguration())
    if not system.getFileStatus(path).isDirectory():
        raise ValueError("is no folder")
    system.copyToLocalFile(False, path, of("file://" + folder), True)
    if sizes_there(system, path) != sizes_here(folder):
        raise ValueError("changed while it was read, or was not copied whole")


def main():
    """Copy to a name of its own first."""
    uri, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.path.lexists(folder):
        fail(sys.argv[2], "is there already")
    parent, name = os.path.split(folder)
    try:
        beside = tempfile.mkdtemp(prefix=".%s.fetch." % name, dir=parent)
    except OSError as fault:
        fail(parent, fault.strerror)
    conf = SparkConf().setMaster("local[1]").set("spark.ui.enabled", "false")
    for line in os.environ["SPREAD_CONF"].splitlines():
        conf.set(*line.split("=", 1))
    try:
        context = SparkContext(conf=conf)
        fetch(context, uri, os.path.join(beside, name))
        os.chmod(os.path.join(beside, name), 0o700)
        os.rename(os.path.join(beside, name), folder)
    except Exception as fault:  # of many kinds
        lines = [line.strip(" :") for line in str(fault).splitlines()]
        why = [line for line in lines if "Exception: " in line] or lines
        fail(uri, why[0])
    finally:
        shutil.rmtree(beside, ignore_errors=True)


main()
