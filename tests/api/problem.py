"""Reading a refusal."""

import httpx

PREFIX = "urn:earshot:problem:"


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of an answer that has to be problem details (RFC 9457) and nothing else."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert set(body) - {"fields", "challenge"} == {"type", "title", "status", "detail"}
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    assert body["type"].startswith(PREFIX)
    return answer.status_code, body["type"].removeprefix(PREFIX)
