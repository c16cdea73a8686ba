"""Writing papers. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.core.refusal import Refused
from commonweal.scrutiny.actions.papers import note_paper, publish_paper, write_paper

__all__ = ["Refused", "note_paper", "publish_paper", "write_paper"]
