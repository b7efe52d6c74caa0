import java.sql.*;
import javax.sql.DataSource;

class JdbcLoop {
    int count(DataSource ds, String t) throws SQLException {
        Connection c = ds.getConnection();
        PreparedStatement ps = c.prepareStatement("select count(*) from " + t);
        ResultSet rs = ps.executeQuery();
        if (!rs.next())
            return 0; // expect: close-wait-leak
        int n = rs.getInt(1);
        rs.close();
        ps.close();
        c.close();
        return n;
    }
}
