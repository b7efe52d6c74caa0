import os
import tempfile
import requests


def download(url, dest, session=None):
    own = session is None
    session = session or requests.Session()
    try:
        with session.get(url, stream=True, timeout=(3, 60)) as r:
            if r.status_code == 304:
                return False
            r.raise_for_status()
            fd, tmp = tempfile.mkstemp(dir=os.path.dirname(dest))
            with os.fdopen(fd, "wb") as f:
                for chunk in r.iter_content(1 << 20):
                    f.write(chunk)
        os.replace(tmp, dest)
        return True
    finally:
        if own:
            session.close()
