package org.clinicore.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

public class PatientMergeDao {

    private final DataSource pool;   // HikariCP, 15 connections, see registry-db.xml

    public PatientMergeDao(DataSource pool) {
        this.pool = pool;
    }

    /** Folds a duplicate record into the surviving one. False if either is locked by a ward. */
    public boolean merge(long survivor, long duplicate, String clerk) throws SQLException {
        Connection con = pool.getConnection();
        try {
            con.setAutoCommit(false);
            if (isLocked(con, survivor) || isLocked(con, duplicate)) {
                con.rollback();
                return false;
            }
            try (PreparedStatement move = con.prepareStatement(
                    "UPDATE encounter SET patient_id = ? WHERE patient_id = ?")) {
                move.setLong(1, survivor);
                move.setLong(2, duplicate);
                move.executeUpdate();
            }
            try (PreparedStatement mark = con.prepareStatement(
                    "UPDATE patient SET merged_into = ?, merged_by = ?, merged_at = now() WHERE id = ?")) {
                mark.setLong(1, survivor);
                mark.setString(2, clerk);
                mark.setLong(3, duplicate);
                mark.executeUpdate();
            }
            con.commit();
        } catch (SQLException e) {
            try {
                con.rollback();
            } finally {
                con.close();
            }
            throw e;
        }
        con.close();
        return true;
    }

    private static boolean isLocked(Connection con, long patient) throws SQLException {
        try (PreparedStatement ps = con.prepareStatement("SELECT locked_by FROM patient WHERE id = ? FOR UPDATE")) {
            ps.setLong(1, patient);
            try (ResultSet rs = ps.executeQuery()) {
                return rs.next() && rs.getString(1) != null;
            }
        }
    }
}
