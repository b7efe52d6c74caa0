import logging
import os
import pathlib

import requests
from requests.adapters import HTTPAdapter

LOG = logging.getLogger("podsync")


class EpisodeStore:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.http = requests.Session()
        self.http.mount("https://", HTTPAdapter(pool_connections=4, pool_maxsize=8, pool_block=True))
        self.http.headers["User-Agent"] = "podsync/1.8"

    def pull(self, show, episode):
        target = self.root / show / (episode["guid"] + ".mp3")
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)

        r = self.http.get(episode["url"], stream=True, timeout=(3, 30))
        ctype = r.headers.get("Content-Type", "")
        if not ctype.startswith("audio/"):
            LOG.warning("%s: got %s instead of audio, skipped", episode["url"], ctype)
            return None
        part = target.with_suffix(".part")
        with r, open(part, "wb") as fh:
            r.raise_for_status()
            for block in r.iter_content(65536):
                fh.write(block)
        os.replace(part, target)
        return target

    def pull_all(self, show, episodes):
        got = [self.pull(show, e) for e in episodes]
        LOG.info("%s: %d of %d", show, sum(1 for g in got if g), len(got))
