package com.haldane.billing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Properties;

/** Monthly run: some 60,000 invoices. */
public class InvoiceMailer {
    private final String url;
    private final Properties login = new Properties();
    private final MailGateway mail;

    public InvoiceMailer(String url, String user, String password, MailGateway mail) {
        this.url = url;
        this.mail = mail;
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("loginTimeout", "5");
        login.setProperty("socketTimeout", "30");
    }

    public int run(List<Long> invoices) throws SQLException {
        int sent = 0;
        for (long id : invoices) {
            try (Connection con = DriverManager.getConnection(url, login)) {
                String address = addressOf(con, id);
                if (address == null) {
                    System.err.println("invoice " + id + ": customer has no e-mail address");
                    continue;
                }
                mail.send(address, id);
                try (PreparedStatement st = con.prepareStatement("update invoice set mailed = ? where id = ?")) {
                    st.setTimestamp(1, new Timestamp(System.currentTimeMillis()));
                    st.setLong(2, id);
                    st.executeUpdate();
                }
                sent++;
            } catch (IOException e) {
                System.err.println("invoice " + id + ": " + e.getMessage());
            }
        }
        return sent;
    }

    private static String addressOf(Connection con, long id) throws SQLException {
        String q = "select c.email from customer c join invoice i on i.customer = c.id where i.id = ?";
        try (PreparedStatement st = con.prepareStatement(q)) {
            st.setLong(1, id);
            try (ResultSet rs = st.executeQuery()) {
                return rs.next() ? rs.getString(1) : null;
            }
        }
    }

    public interface MailGateway {
        void send(String address, long invoice) throws IOException;
    }
}
