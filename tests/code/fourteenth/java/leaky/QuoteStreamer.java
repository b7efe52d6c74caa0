package fx.quotes;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

public class QuoteStreamer {
    private final QuoteBook book;

    public QuoteStreamer(QuoteBook book) {
        this.book = book;
    }

    /** Sends the closing snapshot of the day to one subscriber, then hangs up. */
    public void sendSnapshot(Socket subscriber) throws IOException {
        try (Socket s = subscriber) {
            s.setSoTimeout(10_000);
            s.setTcpNoDelay(true);
            // ops asked us to free the ports quickly after end of day
            s.setSoLinger(true, 0);
            DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(s.getOutputStream(), 32 * 1024));
            List<Quote> quotes = book.closing();
            out.writeInt(quotes.size());
            for (Quote q : quotes) {
                out.writeUTF(q.symbol());
                out.writeLong(q.bidMicros());
                out.writeLong(q.askMicros());
            }
            out.flush();
        }
    }
}
