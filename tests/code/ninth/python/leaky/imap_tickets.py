"""Turns mails to support@ into tickets (ticket #88121: 'too many connections from your IP')."""
import email
import imaplib
import logging
import ssl
import time
from email.policy import default

log = logging.getLogger("mail2ticket")


def connect(account):
    box = imaplib.IMAP4_SSL(account.host, ssl_context=ssl.create_default_context(), timeout=30)
    account.sessions.append(box)          # shown in the admin page
    try:
        box.login(account.user, account.token())
    except (imaplib.IMAP4.error, OSError) as e:
        log.error("%s: login refused: %s", account.user, e)
        return None
    return box


def unseen(box):
    box.select("INBOX")
    _, data = box.search(None, "UNSEEN")
    for num in data[0].split():
        _, parts = box.fetch(num, "(RFC822)")
        yield num, email.message_from_bytes(parts[0][1], policy=default)


def disconnect(account, box):
    account.sessions.remove(box)
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        box.shutdown()


def round_trip(account, make_ticket):
    box = connect(account)
    if box is None:
        return 0
    n = 0
    try:
        for num, msg in unseen(box):
            make_ticket(account.queue, msg["From"], msg["Subject"], msg.get_body(("plain",)))
            box.store(num, "+FLAGS", "\\Seen")
            n += 1
    finally:
        disconnect(account, box)
    return n


def run(accounts, make_ticket, period=60):
    while True:
        for acc in accounts:
            try:
                n = round_trip(acc, make_ticket)
                if n:
                    log.info("%s: %d new tickets", acc.user, n)
            except (OSError, imaplib.IMAP4.error):
                log.exception("%s", acc.user)
        time.sleep(period)
