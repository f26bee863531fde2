"""An asynchronous stream of text, read from ordinary code that can be stopped at any moment.

Every chat model of LangChain streams asynchronously, and a task that is cancelled closes its
connection: that is the one way of ending a request that works with every provider.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from functools import cache

from app.writers.failures import ModelFailure

_LOOK = 0.05  # seconds between two looks at whether to stop


def read(
    source: Callable[[], AsyncGenerator[str, None]], *, deadline: float, stopped: Callable[[], bool]
) -> Generator[str, None, None]:
    """Yield the source's texts as they come. However this ends, the source's request is closed.

    `deadline` is a moment of `time.monotonic`. Raises ModelFailure when it has passed and when
    `stopped` says so, and whatever the source raises.
    """
    arrived: queue.Queue[str | Exception | None] = queue.Queue()
    left = threading.Event()
    task = asyncio.run_coroutine_threadsafe(_pump(source, arrived, left), _loop())
    try:
        while True:
            try:
                item = arrived.get(timeout=_LOOK)
            except queue.Empty:
                item = ""
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            if item:
                yield item
            if stopped():
                raise ModelFailure("stopped")
            if time.monotonic() > deadline:
                raise ModelFailure("timeout")
    finally:
        left.set()
        task.cancel()


def pause(seconds: float, stopped: Callable[[], bool]) -> None:
    """Wait; raises ModelFailure when `stopped` says so meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stopped():
            raise ModelFailure("stopped")
        time.sleep(min(_LOOK, left))


async def _pump(
    source: Callable[[], AsyncGenerator[str, None]],
    arrived: queue.Queue[str | Exception | None],
    left: threading.Event,
) -> None:
    from langsmith import tracing_context

    try:
        # Questions and plans go to the model that was named and nowhere else.
        with tracing_context(enabled=False):
            async with aclosing(source()) as texts:
                async for text in texts:
                    if left.is_set():
                        return  # Python 3.11's wait_for, which LangChain uses, can swallow a cancellation
                    arrived.put(text)
        arrived.put(None)
    except Exception as error:
        arrived.put(error)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the one loop of this process; clients keep connections that belong to their loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop
