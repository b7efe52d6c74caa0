package com.northwind.vouchers.dao;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

import javax.sql.DataSource;

import org.apache.log4j.Logger;

public class VoucherDao {

    private static final Logger log = Logger.getLogger(VoucherDao.class);
    private final DataSource ds;

    public VoucherDao(DataSource ds) {
        this.ds = ds;
    }

    /**
     * Redeems a voucher, returns its value or null if it cannot be redeemed.
     */
    public BigDecimal redeem(String code, long orderId) throws SQLException {
        Connection con = ds.getConnection();
        PreparedStatement sel = null;
        PreparedStatement upd = null;
        ResultSet rs = null;
        BigDecimal value = null;
        try {
            con.setAutoCommit(false);
            sel = con.prepareStatement(
                    "SELECT amount, valid_until, order_id FROM voucher WHERE code = ? FOR UPDATE");
            sel.setQueryTimeout(10);
            sel.setString(1, code);
            rs = sel.executeQuery();
            if (rs.next() && rs.getObject("order_id") == null) {
                Timestamp until = rs.getTimestamp("valid_until");
                if (until == null || until.getTime() > System.currentTimeMillis()) {
                    value = rs.getBigDecimal("amount");
                    upd = con.prepareStatement("UPDATE voucher SET order_id = ? WHERE code = ?");
                    upd.setQueryTimeout(10);
                    upd.setLong(1, orderId);
                    upd.setString(2, code);
                    upd.executeUpdate();
                }
            }
            con.commit();
            close(rs);
            close(upd);
            close(sel);
            close(con);
        } catch (SQLException e) {
            log.error("voucher " + code + " for order " + orderId, e);
            con.rollback();
            close(rs);
            close(upd);
            close(sel);
            throw e;
        }
        return value;
    }

    private void close(AutoCloseable c) {
        if (c == null) {
            return;
        }
        try {
            c.close();
        } catch (Exception e) {
            log.warn("close: " + e.getMessage());
        }
    }
}
