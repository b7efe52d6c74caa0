# from services/media/app/proxy.py  (rest of the routes cut)
import httpx
from fastapi import APIRouter, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

router = APIRouter()
PASS = {"content-type", "content-length", "etag", "last-modified", "accept-ranges", "content-range"}


class Upstream:
    client: httpx.AsyncClient | None = None

    async def start(self):
        self.client = httpx.AsyncClient(
            base_url="http://blobs.internal:8088",
            timeout=httpx.Timeout(10, read=30),
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=20),
        )

    async def stop(self):
        if self.client is not None:
            await self.client.aclose()


upstream = Upstream()


async def _open(path: str, headers: dict) -> httpx.Response:
    req = upstream.client.build_request("GET", path, headers=headers)
    resp = await upstream.client.send(req, stream=True)
    if resp.status_code in (200, 206, 304):
        return resp
    try:
        detail = (await resp.aread())[:200]
    finally:
        await resp.aclose()
    raise HTTPException(404 if resp.status_code == 404 else 502, detail=detail.decode("latin-1"))


async def _body(resp):
    try:
        async for chunk in resp.aiter_raw():
            yield chunk
    finally:
        await resp.aclose()


@router.get("/media/{key:path}")
async def media(key: str, request: Request):
    fwd = {k: v for k, v in request.headers.items() if k in ("range", "if-none-match", "if-modified-since")}
    try:
        resp = await _open("/v2/" + key, fwd)
    except httpx.TransportError as exc:
        raise HTTPException(504, detail=type(exc).__name__)
    return StreamingResponse(
        _body(resp),
        status_code=resp.status_code,
        headers={k: v for k, v in resp.headers.items() if k in PASS},
        background=BackgroundTask(resp.aclose),
    )
