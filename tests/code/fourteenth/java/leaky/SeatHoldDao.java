package org.operahaus.ticketing.dao;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

public class SeatHoldDao {

    private static final String SELECT =
            "SELECT state FROM seat WHERE performance_id = ? AND seat_no = ? FOR UPDATE";
    private static final String UPDATE =
            "UPDATE seat SET state = 'HELD', held_by = ? WHERE performance_id = ? AND seat_no = ?";

    private final DataSource ds; // Hikari, max 30

    public SeatHoldDao(DataSource ds) {
        this.ds = ds;
    }

    public boolean hold(long performance, String seatNo, long customer) throws SQLException {
        Connection con = ds.getConnection();
        try {
            con.setAutoCommit(false);
            try (PreparedStatement q = con.prepareStatement(SELECT)) {
                q.setLong(1, performance);
                q.setString(2, seatNo);
                try (ResultSet rs = q.executeQuery()) {
                    if (!rs.next() || !"FREE".equals(rs.getString(1))) {
                        con.rollback();
                        return false;
                    }
                }
            }
            try (PreparedStatement u = con.prepareStatement(UPDATE)) {
                u.setLong(1, customer);
                u.setLong(2, performance);
                u.setString(3, seatNo);
                u.executeUpdate();
            }
            con.commit();
            con.close();
            return true;
        } catch (SQLException e) {
            try {
                con.rollback();
            } finally {
                con.close();
            }
            throw e;
        }
    }
}
