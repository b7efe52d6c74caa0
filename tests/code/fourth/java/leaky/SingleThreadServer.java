import java.io.*;
import java.net.*;
import java.sql.*;

public class ReportServer {
    public static void main(String[] args) throws Exception {
        Connection db = DriverManager.getConnection(System.getenv("JDBC_URL"));
        ServerSocket ss = new ServerSocket(7070, 1);
        for (;;) {
            try (Socket s = ss.accept()) {
                s.setSoTimeout(5000);
                BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                String month = in.readLine();
                if (month == null) continue;
                PrintWriter out = new PrintWriter(s.getOutputStream());
                try (PreparedStatement ps = db.prepareStatement("select region, sum(total) from sales where month = ? group by region")) {
                    ps.setString(1, month);
                    ResultSet rs = ps.executeQuery();
                    while (rs.next()) out.println(rs.getString(1) + ";" + rs.getBigDecimal(2));
                }
                out.flush();
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
