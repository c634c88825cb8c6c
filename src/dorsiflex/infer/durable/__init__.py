"""What does each rule conclude for a case, asked of durable-rules? The rails of a program, compiled from data alone."""

from dorsiflex.infer.durable.engine import DurableEngine

__all__ = ["DurableEngine"]
