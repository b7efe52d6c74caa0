package tel.billing.dao;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

public class TariffDao {

    private static final String SQL =
            "select price, currency from tariff where zone = ? and valid_from <= current_date "
          + "order by valid_from desc fetch first 1 row only";

    private final DataSource ds;

    public TariffDao(DataSource ds) {
        this.ds = ds;
    }

    /** Price a minute; empty for zones that are not sold. */
    public Optional<BigDecimal> pricePerMinute(String zone) throws SQLException {
        Connection con = ds.getConnection();
        PreparedStatement ps = null;
        ResultSet rs = null;
        try {
            ps = con.prepareStatement(SQL);
            ps.setQueryTimeout(10);
            ps.setString(1, zone);
            rs = ps.executeQuery();
            if (!rs.next()) {
                return Optional.empty();
            }
            BigDecimal price = rs.getBigDecimal(1);
            con.close();
            return Optional.of(price);
        } catch (SQLException e) {
            con.close();
            throw e;
        } finally {
            if (rs != null) rs.close();
            if (ps != null) ps.close();
        }
    }
}
