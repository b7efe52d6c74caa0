package com.cadworks.license;

import java.io.*;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Hands out floating seats. About 3000 workstations check in at 8 o'clock. */
public class LicenseDaemon implements Runnable {
    private final DataSource db;
    private final int port;
    private final AtomicBoolean stop = new AtomicBoolean();

    public LicenseDaemon(DataSource db, int port) {
        this.db = db;
        this.port = port;
    }

    @Override
    public void run() {
        try (ServerSocket listener = new ServerSocket(port, 128)) {
            listener.setSoTimeout(1000);
            while (!stop.get()) {
                try (Socket ws = listener.accept()) {
                    ws.setSoTimeout(20_000);
                    checkOut(ws);
                } catch (SocketTimeoutException idle) {
                    continue;
                } catch (IOException | SQLException e) {
                    System.err.println("[lmd] " + e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + port, e);
        }
    }

    private void checkOut(Socket ws) throws IOException, SQLException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(ws.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line == null) {
            return;
        }
        String[] f = line.split(";");
        String answer = "NAK";
        if (f.length == 3) {
            try (Connection c = db.getConnection();
                 CallableStatement cs = c.prepareCall("{? = call lic.checkout(?, ?, ?)}")) {
                cs.registerOutParameter(1, Types.VARCHAR);
                for (int i = 0; i < 3; i++) {
                    cs.setString(i + 2, f[i]);
                }
                cs.setQueryTimeout(10);
                cs.execute();
                answer = cs.getString(1);
            }
        }
        ws.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public void stop() {
        stop.set(true);
    }
}
