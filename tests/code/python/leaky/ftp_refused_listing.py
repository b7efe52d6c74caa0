import ftplib
import logging


def fetch_new(hosts, seen):
    for h in hosts:
        ftp = ftplib.FTP(h, timeout=15)
        ftp.login()
        try:
            names = ftp.nlst("outgoing")
        except ftplib.error_perm as e:
            logging.info("%s: %s", h, e)
            continue  # expect: close-wait-leak
        for n in names:
            if n not in seen:
                with open(n, "wb") as f:
                    ftp.retrbinary("RETR outgoing/" + n, f.write)
                seen.add(n)
        ftp.quit()
