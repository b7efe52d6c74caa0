import imaplib
import ssl


def unread(host, user, password, boxes):
    counts = {}
    ctx = ssl.create_default_context()
    for box in boxes:
        counts[box] = _unread_one(host, user, password, box, ctx)
    return counts


def _unread_one(host, user, password, box, ctx):
    m = imaplib.IMAP4_SSL(host, ssl_context=ctx, timeout=20)
    m.login(user, password)
    typ, _ = m.select(box, readonly=True)
    if typ != "OK":
        return -1
    typ, data = m.search(None, "UNSEEN")
    n = len(data[0].split()) if typ == "OK" else 0
    m.close()
    m.logout()
    return n
