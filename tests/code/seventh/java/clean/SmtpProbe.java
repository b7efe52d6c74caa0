package org.mailwatch.probe;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** Banner check for a single MX, run every minute by the scheduler. */
public class SmtpProbe implements Callable<SmtpProbe.Result> {
    public enum Result { OK, SLOW, REFUSED, STRANGE }

    private final String mx;

    public SmtpProbe(String mx) { this.mx = mx; }

    public Result call() {
        Socket s = null;
        long t0 = System.nanoTime();
        try {
            s = open();
            BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String banner = in.readLine();
            if (banner == null) return Result.STRANGE;
            while (banner.startsWith("220-")) {
                banner = in.readLine();
                if (banner == null) return Result.STRANGE;
            }
            if (!banner.startsWith("220 ")) return Result.REFUSED;
            OutputStream out = s.getOutputStream();
            out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // read up to the end, some MTAs log "lost connection" otherwise
            while (in.readLine() != null) { }
            long ms = (System.nanoTime() - t0) / 1_000_000;
            return ms > 5000 ? Result.SLOW : Result.OK;
        } catch (SocketTimeoutException e) {
            return Result.SLOW;
        } catch (IOException e) {
            System.err.println(mx + ": " + e.getMessage());
            return Result.REFUSED;
        } finally {
            if (s != null) {
                try { s.close(); } catch (IOException e) { /* gone anyway */ }
            }
        }
    }

    private Socket open() throws IOException {
        IOException last = null;
        for (InetAddress a : InetAddress.getAllByName(mx)) {
            Socket s = new Socket();
            try {
                s.setSoTimeout(10000);
                s.connect(new InetSocketAddress(a, 25), 5000);
                return s;
            } catch (IOException e) {
                last = e;
                s.close();
            }
        }
        throw last != null ? last : new UnknownHostException(mx);
    }
}
