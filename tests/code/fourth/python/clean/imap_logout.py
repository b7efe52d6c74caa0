import imaplib
import ssl


def unread(host, user, password, boxes):
    counts = {}
    m = imaplib.IMAP4_SSL(host, ssl_context=ssl.create_default_context(), timeout=20)
    try:
        m.login(user, password)
        for box in boxes:
            typ, _ = m.select(box, readonly=True)
            if typ != "OK":
                counts[box] = None
                continue
            typ, data = m.search(None, "UNSEEN")
            counts[box] = len(data[0].split()) if typ == "OK" else None
    finally:
        try:
            m.logout()
        except (OSError, imaplib.IMAP4.error):
            m.shutdown()
    return counts
