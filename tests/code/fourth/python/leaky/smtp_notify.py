import smtplib
from email.message import EmailMessage


class Notifier:
    def __init__(self, host, port, user, password):
        self.host, self.port = host, port
        self.user, self.password = user, password

    def notify(self, to, subject, text):
        msg = EmailMessage()
        msg["From"] = "alerts@example.org"
        msg["To"] = to
        msg["Subject"] = subject
        msg.set_content(text)

        smtp = smtplib.SMTP(self.host, self.port, timeout=10)
        smtp.starttls()
        try:
            smtp.login(self.user, self.password)
            smtp.send_message(msg)
        except smtplib.SMTPException as exc:
            print("mail to %s failed: %s" % (to, exc))
            return False
        smtp.quit()
        return True
