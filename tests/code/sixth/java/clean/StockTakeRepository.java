package shop.stock;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;

public class StockTakeRepository {
    public record Row(String sku, int counted) {}

    private final DataSource ds;

    public StockTakeRepository(DataSource ds) {
        this.ds = ds;
    }

    /** The stream must be closed by the caller; that gives the connection back. */
    Stream<Row> open(long take) throws SQLException {
        Connection c = ds.getConnection();
        try {
            c.setAutoCommit(false);
            PreparedStatement ps = c.prepareStatement("select sku, counted from stocktake where take = ?");
            ps.setFetchSize(500);
            ps.setQueryTimeout(120);
            ps.setLong(1, take);
            ResultSet rs = ps.executeQuery();
            return StreamSupport.stream(new Spliterators.AbstractSpliterator<Row>(Long.MAX_VALUE, Spliterator.ORDERED) {
                @Override public boolean tryAdvance(Consumer<? super Row> to) {
                    try {
                        if (!rs.next()) return false;
                        to.accept(new Row(rs.getString(1), rs.getInt(2)));
                        return true;
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }, false).onClose(() -> giveBack(c));
        } catch (SQLException | RuntimeException e) {
            giveBack(c);
            throw e;
        }
    }

    private static void giveBack(Connection c) {
        try (c) {
            c.rollback();
            c.setAutoCommit(true);
        } catch (SQLException e) {
            System.getLogger("stock").log(System.Logger.Level.WARNING, "give back", e);
        }
    }

    public int missing(long take) throws SQLException {
        try (Stream<Row> rows = open(take)) {
            return (int) rows.filter(r -> r.counted() == 0).count();
        }
    }
}
