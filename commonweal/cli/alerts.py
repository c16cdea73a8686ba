"""`commonweal alerts`: what changed in a month, as text, or (--as-mail) as the message that a mailer would send."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Annotated

import typer

from commonweal import server
from commonweal.cli import manage, steps
from commonweal.engine.findings import error
from commonweal.engine.periods import Month


def alerts(
    area: Annotated[str, typer.Option(help="Code of an area, such as E10000015; every area if left away")] = "",
    month: Annotated[str, typer.Option(help="Month, such as 2019-05; the latest if left away")] = "",
    measure: Annotated[str, typer.Option(help="Id of one measure, such as remaining; every one if left away")] = "",
    root: Annotated[str, typer.Option(help="Address of the site, put before links")] = "",
    as_mail: Annotated[bool, typer.Option("--as-mail", help="As a message with its headers")] = False,
) -> None:
    """Say what changed in a month by more than chance explains, by area and trust."""
    with server.running(manage.data_folder()):
        manage.set_up()
        subject, body = _digest(area.strip(), month.strip(), measure.strip(), root.rstrip("/"))
    if as_mail:
        message = EmailMessage()
        message["Subject"] = subject
        message.set_content(body)
        body = message.as_string()
    typer.echo(body, nl=False)


def _digest(area: str, month: str, measure: str, root: str) -> tuple[str, str]:
    """Subject and text; ends with 1 and a finding where there is no such area or month."""
    from commonweal.core import scope  # Django is set up by now, not when this file is read
    from commonweal.core.clock import today
    from commonweal.observations import alerting, atlas
    from commonweal.observations.presenters import alerts as pages

    with scope.within(scope.NOBODY):
        listed = next((one for one in atlas.every_area(today()) if one.code == area), None)
        if area and listed is None:
            _stop("--area", f"No area has the code {area}.", "Find its code on the page Areas.")
        measures = alerting.asked(measure, of_area=listed is not None)
        if not measures:
            known = ", ".join(one.id for one in alerting.asked("", of_area=listed is not None))
            _stop("--measure", f"No measure {measure!r} is watched here.", f"Choose one of {known}.")
        months = alerting.months(measures, listed)
        asked = next((one for one in months if one.iso == month), None) if month else max(months, default=None)
        if asked is None:
            known = f"There are {months[0].iso} to {months[-1].iso}." if months else "Import publications first."
            _stop("--month", f"Nothing was published for {month or 'any month'}.", known)
        digest = pages.digest(
            alerting.watched(asked or Month(1, 1), listed, measure), listed.name if listed else "", root
        )
    return digest.subject, digest.body


def _stop(where: str, message: str, what_to_do: str) -> None:
    steps.say_finding(error("alerts-not-there", where, message, what_to_do))
    raise typer.Exit(1)
