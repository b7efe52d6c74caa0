package hotel.exports;

import java.sql.*;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;

/** Streams bookings without holding them in memory. The stream owns the connection. */
public class BookingRows {

    public record Booking(long id, String guest, Date arrival, int nights) { }

    private final DataSource ds;

    public BookingRows(DataSource ds) { this.ds = ds; }

    private Stream<Booking> since(Date day) throws SQLException {
        Connection c = ds.getConnection();
        PreparedStatement ps = null;
        try {
            c.setAutoCommit(false); // needed by the driver for fetchSize
            ps = c.prepareStatement("select id, guest, arrival, nights from booking where arrival >= ?");
            ps.setFetchSize(500);
            ps.setQueryTimeout(120);
            ps.setDate(1, day);
            ResultSet rs = ps.executeQuery();
            return StreamSupport.stream(
                    Spliterators.spliteratorUnknownSize(new Rows(rs), Spliterator.ORDERED), false)
                .onClose(() -> release(c));
        } catch (SQLException | RuntimeException e) {
            if (ps != null) try { ps.close(); } catch (SQLException s) { e.addSuppressed(s); }
            release(c);
            throw e;
        }
    }

    public long export(Date day, Consumer<Booking> each) throws SQLException {
        long[] n = {0};
        try (Stream<Booking> rows = since(day)) {
            rows.filter(b -> b.nights() > 0).forEach(b -> { each.accept(b); n[0]++; });
        }
        return n[0];
    }

    /** Back to the pool; the pool closes what statements are still open on it. */
    private static void release(Connection c) {
        try (c) {
            c.rollback();
            c.setAutoCommit(true);
        } catch (SQLException e) {
            System.err.println("release: " + e.getMessage());
        }
    }

    private static final class Rows implements Iterator<Booking> {
        private final ResultSet rs;
        private Boolean has;

        Rows(ResultSet rs) { this.rs = rs; }

        @Override public boolean hasNext() {
            try {
                if (has == null) has = rs.next();
                return has;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override public Booking next() {
            if (!hasNext()) throw new NoSuchElementException();
            has = null;
            try {
                return new Booking(rs.getLong(1), rs.getString(2), rs.getDate(3), rs.getInt(4));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
