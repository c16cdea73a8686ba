"""Make the virtual environment: `python scripts/environment.py FOLDER`. Runs on any Python, to say which one is needed."""

import sys

NEEDED = (3, 11)


def main(folder):  # noqa: ANN001, ANN201 (an old Python must be able to read this file)
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    if sys.version_info[:2] < NEEDED:
        return "Commonweal needs Python 3.11 or later; %s is %s. Say which to use: make run PYTHON=python3.12" % (  # noqa: UP031
            sys.executable,
            version,
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        return "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python%s-venv" % version  # noqa: UP031
    del ensurepip
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
