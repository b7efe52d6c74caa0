import csv
import smtplib
import ssl
import sys
import time
from email.message import EmailMessage

PER_CONNECTION = 80


def connect(cfg):
    smtp = smtplib.SMTP(cfg["host"], int(cfg.get("port", 587)), timeout=30)
    try:
        smtp.starttls(context=ssl.create_default_context())
        smtp.login(cfg["user"], cfg["password"])
    except Exception:
        smtp.close()
        raise
    return smtp


def chunks(seq, n):
    for i in range(0, len(seq), n):
        yield seq[i:i + n]


def compose(sender, subject, body, row):
    msg = EmailMessage()
    msg["From"] = sender
    msg["To"] = row["email"]
    msg["Subject"] = subject
    msg.set_content(body.replace("{name}", row["name"]))
    return msg


def send_all(cfg, subject, body, csv_path):
    with open(csv_path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    failed = []
    for part in chunks(rows, PER_CONNECTION):  # the provider allows 100 mails a connection
        try:
            with connect(cfg) as smtp:
                for row in part:
                    try:
                        smtp.send_message(compose(cfg["user"], subject, body, row))
                    except smtplib.SMTPRecipientsRefused:
                        failed.append(row["email"])
        except smtplib.SMTPAuthenticationError as e:
            print("login refused:", e.smtp_code, file=sys.stderr)
            return None
        except (OSError, smtplib.SMTPException) as e:
            print("rest of this part not sent:", e, file=sys.stderr)
            failed.extend(r["email"] for r in part)
        time.sleep(5)
    return failed
