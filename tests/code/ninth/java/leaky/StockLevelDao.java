package nl.bakkerij.voorraad;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * Stock levels per branch. The DataSource is the Hikari pool that is configured in beans.xml
 * (20 connections, 5 s connectionTimeout).
 */
public class StockLevelDao {

    private final DataSource pool;

    public StockLevelDao(DataSource pool) {
        this.pool = pool;
    }

    public OptionalInt onHand(String sku, int branch) throws SQLException {
        Connection con = pool.getConnection();
        PreparedStatement st = null;
        ResultSet rs = null;
        int count;
        try {
            st = con.prepareStatement("select qty, reserved from stock where sku = ? and branch = ?");
            st.setQueryTimeout(10);
            st.setString(1, sku);
            st.setInt(2, branch);
            rs = st.executeQuery();
            if (!rs.next()) {
                rs.close();
                st.close();
                return OptionalInt.empty();
            }
            count = rs.getInt(1) - rs.getInt(2);
        } catch (SQLException e) {
            con.close();
            throw new SQLException("stock query failed for " + sku, e);
        }
        rs.close();
        st.close();
        con.close();
        return OptionalInt.of(count);
    }

    public void correct(String sku, int branch, int qty) throws SQLException {
        try (Connection con = pool.getConnection();
             PreparedStatement st = con.prepareStatement("update stock set qty = ? where sku = ? and branch = ?")) {
            st.setQueryTimeout(10);
            st.setInt(1, qty);
            st.setString(2, sku);
            st.setInt(3, branch);
            if (st.executeUpdate() == 0) {
                throw new SQLException("no such stock row: " + sku + "/" + branch);
            }
        }
    }
}
