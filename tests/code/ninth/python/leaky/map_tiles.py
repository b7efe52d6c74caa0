import logging
import os
import tempfile

import requests

logger = logging.getLogger(__name__)

MAX_TILESET = 700 * 1024 * 1024


class TilesetMirror(object):
    """Mirrors offline tilesets of the survey office for the rangers' tablets."""

    def __init__(self, base_url, target_dir):
        self.base_url = base_url.rstrip('/')
        self.target_dir = target_dir
        self.session = requests.Session()
        self.session.headers['User-Agent'] = 'ranger-mirror/1.4'

    def _path(self, name):
        return os.path.join(self.target_dir, name + '.mbtiles')

    def _known_etag(self, name):
        try:
            with open(self._path(name) + '.etag') as f:
                return f.read()
        except IOError:
            return None

    def fetch(self, name):
        r = self.session.get('%s/%s' % (self.base_url, name), stream=True, timeout=(5, 60))
        etag = r.headers.get('ETag')
        if etag and etag == self._known_etag(name):
            logger.debug('%s unchanged', name)
            return False
        try:
            r.raise_for_status()
            if int(r.headers.get('Content-Length', 0)) > MAX_TILESET:
                raise ValueError('%s too big' % name)
            self._store(name, r, etag)
        finally:
            r.close()
        return True

    def _store(self, name, r, etag):
        fd, tmp = tempfile.mkstemp(dir=self.target_dir)
        with os.fdopen(fd, 'wb') as out:
            for chunk in r.iter_content(256 * 1024):
                out.write(chunk)
        os.rename(tmp, self._path(name))
        if etag:
            with open(self._path(name) + '.etag', 'w') as f:
                f.write(etag)

    def run(self, names):
        changed = 0
        for name in names:
            try:
                changed += self.fetch(name)
            except (requests.RequestException, ValueError, OSError) as exc:
                logger.error('tileset %s: %s', name, exc)
        logger.info('%d of %d tilesets changed', changed, len(names))
