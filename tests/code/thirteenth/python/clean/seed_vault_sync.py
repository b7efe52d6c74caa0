import concurrent.futures as cf
import http.client
import json
import pathlib
import socket
import ssl
import sys

HOST = "vault.seeds.example"


class Vault:
    """Keeps one HTTPS connection and uses it for all accessions of a batch."""

    def __init__(self):
        self._c = http.client.HTTPSConnection(HOST, timeout=20, context=ssl.create_default_context())

    def put(self, accession, doc):
        body = json.dumps(doc)
        for again in (True, False):
            try:
                self._c.request("PUT", f"/accessions/{accession}", body, {"Content-Type": "application/json"})
                r = self._c.getresponse()
                r.read()
                return r.status
            except (http.client.RemoteDisconnected, ConnectionError, socket.timeout):
                self._c.close()
                if not again:
                    raise
            except http.client.HTTPException:
                self._c.close()
                raise

    def close(self):
        self._c.close()


def batch(files):
    v = Vault()
    bad = []
    try:
        for f in files:
            status = v.put(f.stem, json.loads(f.read_text("utf-8")))
            if status >= 300:
                bad.append((f.name, status))
    finally:
        v.close()
    return bad


def main(directory, lanes=4):
    files = sorted(pathlib.Path(directory).glob("*.json"))
    with cf.ThreadPoolExecutor(lanes) as ex:
        for fut in [ex.submit(batch, files[i::lanes]) for i in range(lanes)]:
            try:
                for name, status in fut.result():
                    print(name, status)
            except Exception as e:
                print("batch stopped:", e, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
