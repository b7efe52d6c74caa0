package com.bakerychain.loyalty;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

public class LoyaltyDao {

    private final DataSource ds;

    public LoyaltyDao(DataSource ds) {
        this.ds = ds;
    }

    public boolean redeem(String cardNo, int points) throws SQLException {
        Connection con = ds.getConnection();
        int balance = currentBalance(con, cardNo);
        if (balance < points) {
            return false;
        }
        try {
            con.setAutoCommit(false);
            try (PreparedStatement ps = con.prepareStatement(
                    "UPDATE card SET points = points - ? WHERE card_no = ? AND points >= ?")) {
                ps.setInt(1, points);
                ps.setString(2, cardNo);
                ps.setInt(3, points);
                if (ps.executeUpdate() != 1) {
                    con.rollback();
                    return false;
                }
            }
            con.commit();
            return true;
        } catch (SQLException e) {
            con.rollback();
            throw e;
        } finally {
            con.close();
        }
    }

    private int currentBalance(Connection con, String cardNo) throws SQLException {
        try (PreparedStatement ps = con.prepareStatement("SELECT points FROM card WHERE card_no = ?")) {
            ps.setString(1, cardNo);
            try (ResultSet rs = ps.executeQuery()) {
                return rs.next() ? rs.getInt(1) : 0;
            }
        } catch (SQLException e) {
            con.close();
            throw e;
        }
    }
}
