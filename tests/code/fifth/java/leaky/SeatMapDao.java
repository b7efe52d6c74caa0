package theatre.booking;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

public class SeatMapDao {
    private final HikariDataSource ds;

    public SeatMapDao(String url, String user, String password) {
        HikariConfig c = new HikariConfig();
        c.setJdbcUrl(url);
        c.setUsername(user);
        c.setPassword(password);
        c.setMaximumPoolSize(12);
        c.setConnectionTimeout(3000);
        c.setMaxLifetime(20 * 60_000);
        ds = new HikariDataSource(c);
    }

    public List<String> freeSeats(long show) throws SQLException {
        List<String> out = new ArrayList<>();
        try (Connection c = ds.getConnection();
             PreparedStatement ps = c.prepareStatement("select seat from seats where show_id = ? and holder is null")) {
            ps.setLong(1, show);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) out.add(rs.getString(1));
            }
        }
        return out;
    }

    /** @return the ticket number, or empty when somebody was faster */
    public Optional<String> hold(long show, String seat, String customer) throws SQLException {
        Connection c = ds.getConnection();
        try {
            c.setAutoCommit(false);
            int rows;
            try (PreparedStatement ps = c.prepareStatement(
                    "update seats set holder = ? where show_id = ? and seat = ? and holder is null")) {
                ps.setString(1, customer);
                ps.setLong(2, show);
                ps.setString(3, seat);
                rows = ps.executeUpdate();
            }
            if (rows == 0) {
                c.rollback();
                return Optional.empty();
            }
            String ticket = Long.toString(show, 36) + "-" + seat;
            try (PreparedStatement ps = c.prepareStatement("insert into tickets(no, customer) values (?, ?)")) {
                ps.setString(1, ticket);
                ps.setString(2, customer);
                ps.executeUpdate();
            }
            c.commit();
            c.close();
            return Optional.of(ticket);
        } catch (SQLException e) {
            c.rollback();
            c.close();
            throw e;
        }
    }

    public void shutdown() {
        ds.close();
    }
}
