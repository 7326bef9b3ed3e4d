"""An event loop whose clock is a number: it never waits, and each node in it can be frozen or be gone.

What runs for a node carries the node's name in its context. A frozen node's callbacks are kept until it goes on, its
timers ring late and all at once, as after SIGSTOP. Nothing real is waited for, so a seed always plays the same.
"""

import asyncio
import selectors
from collections import defaultdict, deque
from collections.abc import Coroutine
from contextvars import Context, ContextVar, copy_context
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet

NODE: ContextVar[str] = ContextVar("NODE", default="")
"""The life of the node for which something runs; empty for pages, the network and the test."""


START = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
"""The moment at which the loop says 0."""


class StandsStill(Exception):
    """Everybody waits for something that will never happen."""


class _NoWaiting(selectors.DefaultSelector):
    """Nothing comes from outside: instead of waiting, time passes."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StandsStill
        self.loop.passed += max(0.0, timeout)
        return []


class _Ready(deque[Any]):
    """What is to run next; what belongs to a frozen node waits elsewhere."""

    def __init__(self, loop: "VirtualLoop") -> None:
        super().__init__()
        self._loop = loop

    def append(self, handle: Any) -> None:
        node = handle._context.get(NODE, "")
        if node in self._loop.frozen:
            self._loop.kept[node].append(handle)
        else:
            super().append(handle)


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        selector = _NoWaiting()
        selector.loop = self
        self.passed = 0.0
        self.frozen: set[str] = set()
        self.kept: defaultdict[str, list[Any]] = defaultdict(list)
        super().__init__(selector)
        self._ready = _Ready(self)
        self._of: defaultdict[str, WeakSet[asyncio.Task[Any]]] = defaultdict(WeakSet)
        self.set_task_factory(self._make)

    def time(self) -> float:
        return self.passed

    def freeze(self, node: str) -> None:
        """Let nothing of this node run."""
        waiting = list(self._ready)
        self._ready.clear()
        self.frozen.add(node)
        for handle in waiting:
            self._ready.append(handle)

    def go_on(self, node: str) -> None:
        """Let it run again, with everything that was due meanwhile."""
        self.frozen.discard(node)
        for handle in self.kept.pop(node, []):
            self._ready.append(handle)

    def end(self, node: str) -> list[asyncio.Task[Any]]:
        """Cancel everything that runs for this node."""
        self.go_on(node)
        tasks = sorted((task for task in self._of.pop(node, ()) if not task.done()), key=asyncio.Task.get_name)
        for task in tasks:
            task.cancel()
        return tasks

    def _make(
        self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], context: Context | None = None
    ) -> asyncio.Task[Any]:
        within = context if context is not None else copy_context()
        task = asyncio.Task(work, loop=loop, context=within)
        self._of[within.get(NODE, "")].add(task)
        return task


def within(node: str) -> Context:
    """Return a context in which everything runs for this node."""
    context = copy_context()
    context.run(NODE.set, node)
    return context
