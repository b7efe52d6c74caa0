package energy.api;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.ArrayList;
import javax.sql.DataSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class MeterReadingController {
    public record Reading(String meter, Instant at, double kwh) { }

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    public MeterReadingController(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
        this.jdbc.setQueryTimeout(5);
    }

    @GetMapping("/meters/{id}/last")
    public ResponseEntity<Double> last(@PathVariable String id) {
        // JdbcTemplate takes and gives back the connection by itself
        List<Double> v = jdbc.queryForList(
                "select kwh from reading where meter = ? order by at desc limit 1", Double.class, id);
        return v.isEmpty() ? ResponseEntity.notFound().build() : ResponseEntity.ok(v.get(0));
    }

    @PostMapping("/readings")
    public ResponseEntity<String> bulk(@RequestBody List<Reading> readings) throws SQLException {
        if (readings.size() > 10_000) {
            return ResponseEntity.status(HttpStatus.PAYLOAD_TOO_LARGE).build();
        }
        List<String> unknown = new ArrayList<>();
        try (Connection c = dataSource.getConnection()) {
            boolean auto = c.getAutoCommit();
            c.setAutoCommit(false);
            try (PreparedStatement known = c.prepareStatement("select 1 from meter where id = ?");
                 PreparedStatement ins = c.prepareStatement("insert into reading(meter, at, kwh) values (?,?,?)")) {
                for (Reading r : readings) {
                    known.setString(1, r.meter());
                    try (ResultSet rs = known.executeQuery()) {
                        if (!rs.next()) {
                            unknown.add(r.meter());
                            continue;
                        }
                    }
                    ins.setString(1, r.meter());
                    ins.setTimestamp(2, Timestamp.from(r.at()));
                    ins.setDouble(3, r.kwh());
                    ins.addBatch();
                }
                ins.executeBatch();
                c.commit();
            } catch (SQLException e) {
                c.rollback();
                throw e;
            } finally {
                c.setAutoCommit(auto);
            }
        }
        return unknown.isEmpty() ? ResponseEntity.noContent().build()
                : ResponseEntity.status(HttpStatus.MULTI_STATUS).body(String.join(",", unknown));
    }
}
