package no.bergenbuss.roster;

import java.sql.*;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

public class ShiftRosterDao {
    private final DataSource ds;

    public ShiftRosterDao(DataSource ds) { this.ds = ds; }

    public List<String> driversOn(LocalDate day, String depot) throws SQLException {
        String sql = "select d.name from shift s join driver d on d.id = s.driver_id "
                   + "where s.day = ? and s.depot = ? order by s.starts";
        List<String> names = new ArrayList<>();
        try (Connection c = ds.getConnection();
             PreparedStatement ps = c.prepareStatement(sql)) {
            ps.setQueryTimeout(10);
            ps.setDate(1, Date.valueOf(day));
            ps.setString(2, depot);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) names.add(rs.getString(1));
            }
        }
        return names;
    }

    /** Swaps two drivers' shifts; both or none. */
    public boolean swap(long shiftA, long shiftB) throws SQLException {
        try (Connection c = ds.getConnection()) {
            c.setAutoCommit(false);
            try {
                Long a = driverOf(c, shiftA);
                Long b = driverOf(c, shiftB);
                if (a == null || b == null) {
                    c.rollback();
                    return false;
                }
                assign(c, shiftA, b);
                assign(c, shiftB, a);
                c.commit();
                return true;
            } catch (SQLException | RuntimeException e) {
                c.rollback();
                throw e;
            } finally {
                c.setAutoCommit(true);
            }
        }
    }

    private Long driverOf(Connection c, long shift) throws SQLException {
        try (PreparedStatement ps = c.prepareStatement("select driver_id from shift where id = ? for update")) {
            ps.setLong(1, shift);
            try (ResultSet rs = ps.executeQuery()) {
                return rs.next() ? rs.getLong(1) : null;
            }
        }
    }

    private void assign(Connection c, long shift, long driver) throws SQLException {
        try (PreparedStatement ps = c.prepareStatement("update shift set driver_id = ? where id = ?")) {
            ps.setLong(1, driver);
            ps.setLong(2, shift);
            ps.executeUpdate();
        }
    }
}
