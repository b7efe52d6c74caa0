import smtplib

import redis


def flush_all(hosts):
    """Each host has a cache of its own."""
    for host in hosts:
        r = redis.Redis(host=host, socket_timeout=3)
        try:
            r.flushdb()
        finally:
            r.close()


def mail(people, text):
    with smtplib.SMTP("mx", timeout=10) as s:
        for p in people:
            s.sendmail("ops@example.org", p, text)
