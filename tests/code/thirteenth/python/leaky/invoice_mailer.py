import logging
import smtplib
import ssl
import threading
import time
from email.message import EmailMessage

log = logging.getLogger("mailer")


class InvoiceMailer(threading.Thread):
    def __init__(self, outbox, host, user, password):
        super().__init__(name="invoice-mailer", daemon=True)
        self.outbox = outbox
        self.host = host
        self.user = user
        self.password = password
        self.history = []

    def _connect(self):
        smtp = smtplib.SMTP(self.host, 587, timeout=20)
        self.history.append((time.time(), smtp))
        try:
            smtp.starttls(context=ssl.create_default_context())
            smtp.login(self.user, self.password)
        except smtplib.SMTPAuthenticationError as e:
            log.error("mail host refuses %s: %s", self.user, e.smtp_code)
            return None
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        return smtp

    def _deliver(self, batch):
        smtp = self._connect()
        if smtp is None:
            return 0
        n = 0
        try:
            for inv in batch:
                m = EmailMessage()
                m["From"], m["To"] = "billing@kraftwerk.example", inv.email
                m["Subject"] = f"Invoice {inv.number}"
                m.set_content(inv.text)
                m.add_attachment(inv.pdf, maintype="application", subtype="pdf", filename=f"{inv.number}.pdf")
                smtp.send_message(m)
                self.outbox.done(inv)
                n += 1
            smtp.quit()
        finally:
            smtp.close()
        return n

    def run(self):
        while True:
            batch = self.outbox.next_batch(50)
            if batch:
                try:
                    log.info("%d of %d invoices sent", self._deliver(batch), len(batch))
                except (OSError, smtplib.SMTPException):
                    log.exception("delivery")
            time.sleep(60)
