"""Make the virtual environment: `python scripts/environment.py FOLDER`. An old Python can read it, to be told so."""

import sys

NEEDED = (3, 11)


def main(folder):  # noqa: ANN001, ANN201 (an old Python must be able to read this file)
    version = ".".join(str(part) for part in sys.version_info[:2])
    if sys.version_info[:2] < NEEDED:
        needed = "Commonweal needs Python 3.11 or later; " + sys.executable + " is " + version
        return needed + ". Say which one to use: make run PYTHON=python3.12"
    try:
        import ensurepip
        import venv
    except ImportError:
        missing = "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python"
        return missing + version + "-venv"
    del ensurepip
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
