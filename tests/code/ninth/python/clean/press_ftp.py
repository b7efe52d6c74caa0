"""Delivers the newspaper's pages to the printing house, nightly."""
import ftplib
import hashlib
import logging
import os
import ssl
import time

log = logging.getLogger("press")


class Delivery:
    def __init__(self, host, user, password, edition):
        self.cred = (user, password)
        self.host = host
        self.edition = edition
        self.ftp = None

    def __enter__(self):
        ftp = ftplib.FTP_TLS(timeout=60, context=ssl.create_default_context())
        try:
            ftp.connect(self.host, 21)
            ftp.login(*self.cred)
            ftp.prot_p()
            if self.edition not in ftp.nlst():
                ftp.mkd(self.edition)
            ftp.cwd(self.edition)
        except BaseException:
            ftp.close()
            raise
        self.ftp = ftp
        return self

    def __exit__(self, kind, exc, tb):
        ftp, self.ftp = self.ftp, None
        try:
            if kind is None:
                ftp.quit()
        except ftplib.all_errors as e:
            log.debug("quit: %s", e)
        finally:
            ftp.close()

    def put(self, path):
        name = os.path.basename(path)
        md5 = hashlib.md5()
        with open(path, "rb") as f:
            self.ftp.storbinary("STOR " + name + ".tmp", f, 1 << 16, md5.update)
        if self.ftp.size(name + ".tmp") != os.path.getsize(path):
            self.ftp.delete(name + ".tmp")
            raise ftplib.Error(name + ": size differs")
        self.ftp.rename(name + ".tmp", name)
        log.info("%s %s", md5.hexdigest(), name)


def deliver(conf, edition, pages):
    left = list(pages)
    for attempt in range(5):
        try:
            with Delivery(conf["host"], conf["user"], conf["password"], edition) as d:
                while left:
                    d.put(left[0])
                    left.pop(0)
            return
        except ftplib.all_errors as e:
            log.warning("attempt %d, %d pages left: %s", attempt + 1, len(left), e)
            time.sleep(30 * (attempt + 1))
    raise RuntimeError("%s: %d pages not delivered" % (edition, len(left)))
