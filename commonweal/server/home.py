"""Where the embedded server lives, and the keys to it.

An ordinary user's server lies whole in the data folder. PostgreSQL refuses to run as root, so root's is run by an
unprivileged account that exists already, in a folder of its own that this account can reach: no parent of the data
folder is opened for it. The socket's folder has a short name, since a socket's path may hold about 100 bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from commonweal.engine import findings
from commonweal.server.problem import ServerProblem

DATABASE, OWNER, APP, READER, SUPERUSER = (
    "commonweal",
    "commonweal_owner",
    "commonweal_app",
    "commonweal_reader",
    "postgres",
)
PORT = "5432"  # never listened on: it only names the socket's file
ROOTS_FOLDER = Path("/var/lib")
ROOTS_THROWAWAY_FOLDER = Path("/var/tmp")  # noqa: S108 (our folder in it is made privately and checked)
SOCKETS_FOLDER = Path("/tmp")  # noqa: S108 (the same for every process, whatever TMPDIR says; the name is not guessable)
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Keys:
    """What `keys.json` keeps, readable by its owner only: the server's random name and four passwords."""

    name: str
    superuser: str
    owner: str
    app: str
    reader: str
    throwaway: bool = False  # a tests' server: made again rather than mended, and not written safely to disk


@dataclass(frozen=True, slots=True)
class Home:
    """The server's folders, and the account that runs it (None: the present one)."""

    kept: Path  # keys, locks and marks, in the data folder
    folder: Path
    socket: Path
    account: str | None

    @property
    def data(self) -> Path:
        """PostgreSQL's own data."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.folder / "log"


def home(data_folder: Path, kept: Keys) -> Home:
    """The folders of this data folder's server; nothing is made."""
    mine = data_folder / "server"
    path_digest = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:12]
    if os.geteuid() == 0:
        folder = ROOTS_FOLDER / f"commonweal-{kept.name}"
        if kept.throwaway:  # named by its place: the next clone there takes it over, none piles up
            folder = ROOTS_THROWAWAY_FOLDER / f"commonweal-{path_digest}"
        return Home(mine, folder, folder / "socket", unprivileged_account())
    return Home(mine, mine, SOCKETS_FOLDER / f"commonweal-{kept.name}-{path_digest}", None)


def keys(data_folder: Path, throwaway: bool = False) -> Keys:
    """This data folder's keys, made on first use; of two processes that make them the first one's hold."""
    file = data_folder / "server" / "keys.json"
    try:
        if not file.exists():
            _make_keys(file, throwaway)
        return Keys(**json.loads(file.read_text()))
    except PermissionError as fault:
        raise ServerProblem(_of_another_account(file)) from fault


def make_throwaway(data_folder: Path) -> None:
    """This data folder's server holds nothing worth keeping: fast rather than safe, made again when in doubt."""
    keys(data_folder, throwaway=True)


def _make_keys(file: Path, throwaway: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    passwords = {role: secrets.token_urlsafe(32) for role in ("superuser", "owner", "app", "reader")}
    made = Keys(name=secrets.token_hex(6), **passwords, throwaway=throwaway)
    whole = file.with_name(f"keys.{os.getpid()}.new")
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
        json.dump(asdict(made), new)
    try:
        os.link(whole, file)  # fails where another process was first, and never shows half a file
    except FileExistsError:
        pass
    finally:
        whole.unlink()


def unprivileged_account() -> str:
    """An account that exists already and may run PostgreSQL for root."""
    for account in UNPRIVILEGED:
        try:
            return pwd.getpwnam(account).pw_name
        except KeyError:
            continue
    raise ServerProblem(
        findings.error(
            "no-unprivileged-account",
            "this machine",
            f"PostgreSQL does not run as root, and there is no account called {' or '.join(UNPRIVILEGED)}.",
            "Start Commonweal as an ordinary user.",
        )
    )


def _of_another_account(file: Path) -> findings.Finding:
    return findings.error(
        "server-of-another-account",
        str(file),
        "The database of this folder was made by another account of this machine.",
        "Start Commonweal as that account, or set COMMONWEAL_DATA to a folder of your own.",
    )
