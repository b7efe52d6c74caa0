package clinic.beds;

import java.sql.*;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

public class BedOccupancyDao {
    private final DataSource pool;

    public BedOccupancyDao(DataSource pool) {
        this.pool = pool;
    }

    public List<String> freeBeds(String ward) throws SQLException {
        List<String> beds = new ArrayList<>();
        try (Connection c = pool.getConnection();
             PreparedStatement ps = c.prepareStatement(
                     "select label from bed where ward = ? and patient_id is null order by label")) {
            ps.setString(1, ward);
            ps.setQueryTimeout(5);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) {
                    beds.add(rs.getString(1));
                }
            }
        }
        return beds;
    }

    public boolean assign(String label, long patient) throws SQLException {
        Connection c = pool.getConnection();
        try {
            c.setAutoCommit(false);
            int n;
            try (PreparedStatement ps = c.prepareStatement(
                    "update bed set patient_id = ? where label = ? and patient_id is null")) {
                ps.setLong(1, patient);
                ps.setString(2, label);
                n = ps.executeUpdate();
            }
            if (n != 1) {
                c.rollback();
                return false;
            }
            c.commit();
            return true;
        } catch (SQLException e) {
            c.rollback();
            throw e;
        } finally {
            c.close();
        }
    }
}
