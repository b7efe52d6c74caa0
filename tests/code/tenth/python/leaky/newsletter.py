"""Sends the monthly parish newsletter."""
import csv
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid

SMTP_HOST = "mail.parish.example"
SENDER = formataddr(("Parish Office", "office@parish.example"))


def build(to_name, to_addr, subject, body):
    m = EmailMessage()
    m["From"] = SENDER
    m["To"] = formataddr((to_name, to_addr))
    m["Subject"] = subject
    m["Date"] = formatdate(localtime=True)
    m["Message-ID"] = make_msgid(domain="parish.example")
    m.set_content(body.replace("{name}", to_name or "friend"))
    return m


def deliver(msg, user, password):
    ctx = ssl.create_default_context()
    with smtplib.SMTP(SMTP_HOST, 587, timeout=30) as smtp:
        smtp.starttls(context=ctx)
        smtp.login(user, password)
        smtp.send_message(msg)


def main(argv):
    if len(argv) != 5:
        print("usage: newsletter.py members.csv subject body.txt secret.txt", file=sys.stderr)
        return 2
    _, members, subject, bodyfile, secret = argv
    with open(bodyfile, encoding="utf-8") as f:
        body = f.read()
    with open(secret, encoding="utf-8") as f:
        user, password = f.read().split()

    sent, bad = 0, []
    with open(members, newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            if row.get("newsletter", "").lower() not in ("y", "yes", "1"):
                continue
            try:
                deliver(build(row["name"], row["email"], subject, body), user, password)
                sent += 1
            except (smtplib.SMTPException, OSError) as e:
                bad.append((row["email"], e))
    print("%d sent" % sent)
    for addr, e in bad:
        print("not delivered: %s (%s)" % (addr, e), file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
