import hashlib
import logging
import os
import tempfile
from typing import Optional

import requests
from requests.adapters import HTTPAdapter

logger = logging.getLogger(__name__)

_session = requests.Session()
_session.mount("https://", HTTPAdapter(pool_connections=4, pool_maxsize=10, pool_block=True))


def fetch_catalog(supplier: str, url: str, directory: str, known_etag: Optional[str] = None) -> Optional[str]:
    """Download a supplier catalogue (200-900 MB XML). Returns the path, or None when nothing is new."""
    resp = _session.get(url, stream=True, timeout=(5, 60))
    resp_etag = resp.headers.get("ETag")
    if resp.status_code == 200 and known_etag and resp_etag == known_etag:
        logger.info("%s: catalogue %s is the one we have", supplier, known_etag)
        return None
    with resp:
        resp.raise_for_status()
        digest = hashlib.sha256()
        fd, tmp = tempfile.mkstemp(prefix=supplier, dir=directory)
        try:
            with os.fdopen(fd, "wb") as f:
                for block in resp.iter_content(1 << 18):
                    digest.update(block)
                    f.write(block)
            final = os.path.join(directory, f"{supplier}-{digest.hexdigest()[:12]}.xml")
            os.replace(tmp, final)
        except BaseException:
            os.unlink(tmp)
            raise
    logger.info("%s: new catalogue %s (%s)", supplier, final, resp_etag)
    return final
