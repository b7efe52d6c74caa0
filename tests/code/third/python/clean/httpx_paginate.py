from __future__ import annotations

import typing as t

import httpx


class Pager:
    def __init__(self, base: str, client: httpx.Client | None = None) -> None:
        self._own = client is None
        self._client = client or httpx.Client(
            base_url=base,
            timeout=httpx.Timeout(10.0, connect=3.0),
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=5),
        )

    def close(self) -> None:
        if self._own:
            self._client.close()

    def __enter__(self) -> Pager:
        return self

    def __exit__(self, *a: object) -> None:
        self.close()

    def items(self, path: str) -> t.Iterator[dict]:
        url: str | None = path
        while url:
            r = self._client.get(url)
            r.raise_for_status()
            page = r.json()
            yield from page["items"]
            url = page.get("next")


def all_users(base: str) -> list[dict]:
    with Pager(base) as p:
        return list(p.items("/users?limit=200"))
