package eu.brewshop.loyalty;

import javax.sql.DataSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

public class LoyaltyBalanceDao {

    private static final String Q =
        "select balance, frozen from loyalty_account where card_no = ?";

    private final DataSource pool;

    public LoyaltyBalanceDao(DataSource pool) {
        this.pool = pool;
    }

    public BigDecimal spendable(String cardNo) throws SQLException {
        Connection c = pool.getConnection();
        try (PreparedStatement ps = c.prepareStatement(Q)) {
            ps.setString(1, cardNo);
            ps.setQueryTimeout(5);
            try (ResultSet rs = ps.executeQuery()) {
                if (!rs.next()) {
                    // card sold but not activated yet
                    return BigDecimal.ZERO;
                }
                BigDecimal b = rs.getBigDecimal("balance");
                BigDecimal f = rs.getBigDecimal("frozen");
                BigDecimal left = b.subtract(f == null ? BigDecimal.ZERO : f);
                c.close();
                return left;
            }
        } catch (SQLException e) {
            c.close();
            throw e;
        }
    }
}
