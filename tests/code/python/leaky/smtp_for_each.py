import smtplib
def mail(people):
    for p in people:
        with smtplib.SMTP("mx") as s: # expect: connection-churn
            s.send_message(p)
