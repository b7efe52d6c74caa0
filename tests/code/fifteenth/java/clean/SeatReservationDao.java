package rail.booking;

import javax.sql.DataSource;
import java.sql.*;
import java.util.ArrayList;
import java.util.List;

public class SeatReservationDao {
    private final DataSource ds;

    public SeatReservationDao(DataSource ds) { this.ds = ds; }

    public List<Integer> freeSeats(String train, int coach) throws SQLException {
        List<Integer> seats = new ArrayList<>();
        try (Connection c = ds.getConnection();
             PreparedStatement ps = c.prepareStatement(
                 "select seat_no from seat where train = ? and coach = ? and taken_by is null")) {
            ps.setQueryTimeout(5);
            ps.setString(1, train);
            ps.setInt(2, coach);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) seats.add(rs.getInt(1));
            }
        }
        return seats;
    }

    public boolean take(String train, int coach, int seat, long customer) throws SQLException {
        try (Connection c = ds.getConnection()) {
            c.setAutoCommit(false);
            try (PreparedStatement ps = c.prepareStatement(
                    "update seat set taken_by = ? where train = ? and coach = ? and seat_no = ? and taken_by is null")) {
                ps.setLong(1, customer);
                ps.setString(2, train);
                ps.setInt(3, coach);
                ps.setInt(4, seat);
                if (ps.executeUpdate() != 1) {
                    c.rollback();
                    return false;
                }
                c.commit();
                return true;
            } catch (SQLException e) {
                c.rollback();
                throw e;
            } finally {
                c.setAutoCommit(true);
            }
        }
    }
}
