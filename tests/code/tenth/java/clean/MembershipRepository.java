package club.members;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

public class MembershipRepository implements AutoCloseable {

    @FunctionalInterface
    interface Work<T> {
        T in(Connection c) throws SQLException;
    }

    private final HikariDataSource ds;

    public MembershipRepository(String url, String user, String password) {
        HikariConfig cfg = new HikariConfig();
        cfg.setJdbcUrl(url);
        cfg.setUsername(user);
        cfg.setPassword(password);
        cfg.setMaximumPoolSize(10);
        cfg.setConnectionTimeout(4_000);
        cfg.setMaxLifetime(1_500_000);
        cfg.setKeepaliveTime(120_000);
        this.ds = new HikariDataSource(cfg);
    }

    private <T> T tx(Work<T> work) throws SQLException {
        Connection c = ds.getConnection();
        try {
            c.setAutoCommit(false);
            T t = work.in(c);
            c.commit();
            return t;
        } catch (SQLException | RuntimeException e) {
            try {
                c.rollback();
            } catch (SQLException e2) {
                e.addSuppressed(e2);
            }
            throw e;
        } finally {
            c.close();
        }
    }

    /** Renews for a year; empty when the member owes fees or is unknown. */
    public Optional<LocalDate> renew(long member) throws SQLException {
        return tx(c -> {
            LocalDate until;
            try (PreparedStatement q = c.prepareStatement("SELECT paid_until, owes FROM member WHERE id = ? FOR UPDATE")) {
                q.setQueryTimeout(10);
                q.setLong(1, member);
                try (ResultSet rs = q.executeQuery()) {
                    if (!rs.next()) {
                        return Optional.<LocalDate>empty();
                    }
                    if (rs.getInt("owes") > 0) {
                        return Optional.<LocalDate>empty();
                    }
                    until = rs.getObject("paid_until", LocalDate.class).plusYears(1);
                }
            }
            try (PreparedStatement u = c.prepareStatement("UPDATE member SET paid_until = ? WHERE id = ?")) {
                u.setQueryTimeout(10);
                u.setObject(1, until);
                u.setLong(2, member);
                if (u.executeUpdate() != 1) {
                    throw new IllegalStateException("member " + member + " vanished");
                }
            }
            return Optional.of(until);
        });
    }

    @Override
    public void close() {
        ds.close();
    }
}
