package autostrada.toll;

import java.sql.*;
import java.time.Instant;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class TollBoothDao {
    private static final Logger log = LoggerFactory.getLogger(TollBoothDao.class);

    private static final String FIND =
            "SELECT entry_plaza, entered_at FROM passage WHERE plate = ? AND left_at IS NULL ORDER BY entered_at DESC";
    private static final String LEAVE =
            "UPDATE passage SET left_at = ?, fee_cents = ? WHERE plate = ? AND left_at IS NULL";

    private final DataSource ds;
    private final Tariff tariff;

    public TollBoothDao(DataSource ds, Tariff tariff) {
        this.ds = ds;
        this.tariff = tariff;
    }

    /** @return fee in cents, or -1 for a plate which never drove in */
    public int checkout(String plate, int exitPlaza) throws SQLException {
        try (Connection c = ds.getConnection()) {
            c.setAutoCommit(false);
            int entry;
            try (PreparedStatement ps = c.prepareStatement(FIND)) {
                ps.setQueryTimeout(5);
                ps.setString(1, plate);
                try (ResultSet rs = ps.executeQuery()) {
                    if (!rs.next()) {
                        log.info("plate {} unknown at exit {}", plate, exitPlaza);
                        c.rollback();
                        return -1;
                    }
                    entry = rs.getInt(1);
                }
            }
            int fee = tariff.cents(entry, exitPlaza);
            try (PreparedStatement up = c.prepareStatement(LEAVE)) {
                up.setTimestamp(1, Timestamp.from(Instant.now()));
                up.setInt(2, fee);
                up.setString(3, plate);
                up.executeUpdate();
                c.commit();
            } catch (SQLException e) {
                c.rollback();
                throw e;
            }
            return fee;
        }
    }

    public interface Tariff { int cents(int from, int to); }
}
