package com.stadtwerke.billing.dao;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import javax.sql.DataSource;

public class TariffDao {
    private final DataSource ds;

    public TariffDao(DataSource ds) {
        this.ds = ds;
    }

    /** Closes the running tariff and opens a new one the day after. */
    public void switchTariff(long meterId, LocalDate until, BigDecimal price) throws SQLException {
        Connection con = ds.getConnection();
        try (PreparedStatement end = con.prepareStatement(
                     "UPDATE tariff SET valid_to = ? WHERE meter_id = ? AND valid_to IS NULL");
             PreparedStatement start = con.prepareStatement(
                     "INSERT INTO tariff (meter_id, valid_from, price) VALUES (?, ?, ?)")) {
            con.setAutoCommit(false);
            end.setObject(1, until);
            end.setLong(2, meterId);
            if (end.executeUpdate() != 1) {
                con.rollback();
                throw new TariffException("meter " + meterId + " has no open tariff");
            }
            start.setLong(1, meterId);
            start.setObject(2, until.plusDays(1));
            start.setBigDecimal(3, price);
            start.executeUpdate();
            con.commit();
            con.setAutoCommit(true);
        } catch (SQLException e) {
            try {
                con.rollback();
            } finally {
                con.close();
            }
            throw e;
        }
        con.close();
    }

    public BigDecimal currentPrice(long meterId) throws SQLException {
        try (Connection con = ds.getConnection();
             PreparedStatement ps = con.prepareStatement(
                     "SELECT price FROM tariff WHERE meter_id = ? AND valid_to IS NULL")) {
            ps.setLong(1, meterId);
            try (var rs = ps.executeQuery()) {
                return rs.next() ? rs.getBigDecimal(1) : null;
            }
        }
    }

    public static class TariffException extends RuntimeException {
        public TariffException(String m) {
            super(m);
        }
    }
}
