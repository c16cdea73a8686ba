"""`python -m commonweal` is the `commonweal` command."""

from commonweal.cli import main

main()
