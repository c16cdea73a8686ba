"""Writing returns. An action that cannot be done raises Refused with its findings, and nothing remains of it."""

from commonweal.core.refusal import Refused
from commonweal.returns.actions.returns import certify, publish, send_back, start_return, submit

__all__ = ["Refused", "certify", "publish", "send_back", "start_return", "submit"]
