package ch.helvetica.policy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

public class PolicyRepository implements AutoCloseable {

    public record Policy(long id, String holder, BigDecimal premium) {}

    private final HikariDataSource ds;

    public PolicyRepository(String url, String user, String password) {
        HikariConfig c = new HikariConfig();
        c.setJdbcUrl(url);
        c.setUsername(user);
        c.setPassword(password);
        c.setMaximumPoolSize(12);
        c.setConnectionTimeout(5_000);
        c.setMaxLifetime(20 * 60_000L);
        c.setIdleTimeout(5 * 60_000L);
        c.addDataSourceProperty("socketTimeout", "30");
        ds = new HikariDataSource(c);
    }

    public Optional<Policy> find(long id) throws SQLException {
        try (Connection con = ds.getConnection();
             PreparedStatement ps = con.prepareStatement("select id, holder, premium from policy where id = ?")) {
            ps.setLong(1, id);
            try (ResultSet rs = ps.executeQuery()) {
                return rs.next() ? Optional.of(map(rs)) : Optional.empty();
            }
        }
    }

    public List<Policy> renewals(int year) throws SQLException {
        List<Policy> list = new ArrayList<>();
        try (Connection con = ds.getConnection();
             PreparedStatement ps = con.prepareStatement(
                     "select id, holder, premium from policy where extract(year from ends_on) = ?")) {
            ps.setFetchSize(500);
            ps.setInt(1, year);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) {
                    list.add(map(rs));
                }
            }
        }
        return list;
    }

    /** Both statements or none. */
    public boolean raise(long id, BigDecimal factor, String clerk) throws SQLException {
        try (Connection con = ds.getConnection()) {
            con.setAutoCommit(false);
            try (PreparedStatement up = con.prepareStatement("update policy set premium = premium * ? where id = ?");
                 PreparedStatement log = con.prepareStatement("insert into policy_log(policy, clerk) values (?, ?)")) {
                up.setBigDecimal(1, factor);
                up.setLong(2, id);
                if (up.executeUpdate() == 0) {
                    con.rollback();
                    return false;
                }
                log.setLong(1, id);
                log.setString(2, clerk);
                log.executeUpdate();
                con.commit();
                return true;
            } catch (SQLException e) {
                con.rollback();
                throw e;
            }
        }
    }

    private static Policy map(ResultSet rs) throws SQLException {
        return new Policy(rs.getLong(1), rs.getString(2), rs.getBigDecimal(3));
    }

    @Override
    public void close() {
        ds.close();
    }
}
