import smtplib
import ssl


def send_all(host, messages, user=None, password=None):
    """One connection for the whole batch."""
    failed = []
    with smtplib.SMTP(host, 587, timeout=15) as smtp:
        smtp.starttls(context=ssl.create_default_context())
        if user:
            smtp.login(user, password)
        for m in messages:
            try:
                smtp.send_message(m)
            except smtplib.SMTPRecipientsRefused as e:
                failed.append((m["To"], e.recipients))
                smtp.rset()
    return failed
