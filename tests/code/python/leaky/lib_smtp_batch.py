import smtplib


def send_all(host, messages):
    for m in messages:
        with smtplib.SMTP(host, 25, timeout=30) as s:  # expect: connection-churn
            s.send_message(m)
