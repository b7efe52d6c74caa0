"""A mailbox whose login is refused stays on the list of the status page."""
import imaplib
import logging

log = logging.getLogger("tickets")
shown = []


def connect(account):
    box = imaplib.IMAP4_SSL(account.host, timeout=30)
    shown.append(box)
    try:
        box.login(account.user, account.token())
    except imaplib.IMAP4.error as e:
        log.error("%s is refused: %s", account.user, e)
        shown.remove(box)
        box.shutdown()
        return None
    return box


def leave(box):
    shown.remove(box)
    box.logout()
