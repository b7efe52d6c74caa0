package energy.tariffs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Old-fashioned on purpose: this module still has to build with the plant's toolchain. */
public class TariffRepository {

    private final DataSource source;

    public TariffRepository(DataSource source) {
        this.source = source;
    }

    public Optional<Tariff> byCode(String code) throws SQLException {
        Connection con = source.getConnection();
        PreparedStatement ps = null;
        ResultSet rs = null;
        try {
            ps = con.prepareStatement("select code, cents, valid_to from tariff where code = ?");
            ps.setQueryTimeout(5);
            ps.setString(1, code);
            rs = ps.executeQuery();
            if (!rs.next()) {
                return Optional.empty();
            }
            return Optional.of(map(rs));
        } finally {
            release(rs, ps, con);
        }
    }

    public List<Tariff> expiring(java.sql.Date until) throws SQLException {
        List<Tariff> out = new ArrayList<>();
        try (Connection con = source.getConnection();
             PreparedStatement ps = con.prepareStatement(
                     "select code, cents, valid_to from tariff where valid_to <= ? order by valid_to")) {
            ps.setQueryTimeout(20);
            ps.setDate(1, until);
            try (ResultSet rs = ps.executeQuery()) {
                while (rs.next()) {
                    Tariff t = map(rs);
                    if (t.cents() < 0) {
                        return out;     // sentinel row of the legacy import
                    }
                    out.add(t);
                }
            }
        }
        return out;
    }

    private static Tariff map(ResultSet rs) throws SQLException {
        return new Tariff(rs.getString("code"), rs.getInt("cents"), rs.getDate("valid_to"));
    }

    private static void release(AutoCloseable... things) {
        for (AutoCloseable c : things) {
            if (c == null) {
                continue;
            }
            try {
                c.close();
            } catch (Exception e) {
                System.err.println("release: " + e.getMessage());
            }
        }
    }

    public record Tariff(String code, int cents, java.sql.Date validTo) {
    }
}
