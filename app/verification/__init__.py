"""Holds statements worded by a chat model to the quotes they rest on."""

from app.verification.fault import Fault, FaultKind

__all__ = ["Fault", "FaultKind"]
