package shop.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;

/** Mails the day's receipts at 22:00, about forty thousand of them, all over our own relay. */
public class ReceiptMailer {

    public record Receipt(String to, String number, String text) {}

    private final Session session;

    public ReceiptMailer(String relay) {
        Properties p = new Properties();
        p.put("mail.smtp.host", relay);
        p.put("mail.smtp.connectiontimeout", "5000");
        p.put("mail.smtp.timeout", "20000");
        p.put("mail.smtp.writetimeout", "20000");
        this.session = Session.getInstance(p);
    }

    private MimeMessage render(Receipt r) throws MessagingException {
        MimeMessage m = new MimeMessage(session);
        m.setFrom(new InternetAddress("receipts@shop.example"));
        m.setRecipient(Message.RecipientType.TO, new InternetAddress(r.to()));
        m.setSubject("Your receipt " + r.number());
        m.setText(r.text(), "utf-8");
        m.saveChanges();
        return m;
    }

    public int sendAll(List<Receipt> day) {
        int sent = 0;
        for (Receipt r : day) {
            try {
                MimeMessage m = render(r);
                try (Transport t = session.getTransport("smtp")) {
                    t.connect();
                    t.sendMessage(m, m.getAllRecipients());
                }
                sent++;
            } catch (MessagingException e) {
                System.err.println(r.number() + ": " + e.getMessage());
            }
        }
        return sent;
    }
}
