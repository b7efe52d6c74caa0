import java.sql.*;
import javax.sql.DataSource;

class JdbcEarlyReturn {
    String name(DataSource ds, int id) throws SQLException {
        Connection c = ds.getConnection();
        PreparedStatement st = c.prepareStatement("select name from t where id = ?");
        st.setInt(1, id);
        ResultSet rs = st.executeQuery();
        if (!rs.next()) {
            return null; // expect: close-wait-leak
        }
        String name = rs.getString(1);
        c.close();
        return name;
    }
}
