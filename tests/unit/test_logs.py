"""A log line says what kind of failure and where, and never what anybody wrote, whichever library speaks."""

import asyncio
import json
import logging

import pytest

from app.logs import AsJson, Plainly

CANARY = "canary-of-what-somebody-wrote"


def record(name: str, message: str, *args: object, failure: BaseException | None = None) -> logging.LogRecord:
    about = (type(failure), failure, failure.__traceback__) if failure else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, about)


def raised() -> ValueError:
    try:
        raise ValueError(CANARY)
    except ValueError as failure:
        return failure


@pytest.mark.proves("C7", "C8")
@pytest.mark.parametrize("how", [Plainly(), AsJson()])
@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("uvicorn.error", "Exception in ASGI application\n", ()),
        ("asyncio", f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{CANARY}')>", ()),
        ("sqlalchemy.pool", "Exception terminating connection %r", (CANARY,)),
        ("app.jobs.run_line", "the line stumbled: %s", ("KeyError",)),
    ],
)
def test_no_line_holds_what_was_put_into_it_by_others(
    how: logging.Formatter, name: str, message: str, args: tuple[object, ...]
) -> None:
    line = how.format(record(name, message, *args, failure=raised()))
    assert CANARY not in line
    assert "\n" not in line
    assert name in line
    assert "ValueError at test_logs.py:" in line


def test_our_own_sentence_is_whole_and_json_is_json() -> None:
    line = record("app.jobs.run_line", "the line stumbled: %s", "KeyError")
    assert Plainly().format(line) == "ERROR app.jobs.run_line: the line stumbled: KeyError"
    assert json.loads(AsJson().format(line)) == {
        "level": "error",
        "part": "app.jobs.run_line",
        "said": "the line stumbled: KeyError",
    }


@pytest.mark.proves("C8")
def test_a_task_that_nobody_awaited_leaves_no_word(caplog: pytest.LogCaptureFixture) -> None:
    """What asyncio itself says of a lost exception, through our formatter."""
    caplog.handler.setFormatter(Plainly())

    async def fails() -> None:
        raise ValueError(CANARY)

    async def forgets() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "Task exception was never retrieved", "exception": raised(), "task": CANARY}
        )
        await asyncio.gather(fails(), return_exceptions=True)

    asyncio.run(forgets())
    told = [caplog.handler.format(one) for one in caplog.records if one.name == "asyncio"]
    assert told
    assert not any(CANARY in one for one in told)
