package water.pumps;

import java.io.*;
import java.net.*;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

public class PumpStationServer {
    private static final Logger log = Logger.getLogger(PumpStationServer.class.getName());

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final LevelStore store;

    public PumpStationServer(LevelStore store) {
        this.store = store;
    }

    public void listen(int port) throws IOException {
        ServerSocket ss = new ServerSocket(port, 256);
        try {
            while (!ss.isClosed()) {
                Socket pump = ss.accept();
                try {
                    pool.submit(() -> talk(pump));
                } catch (RejectedExecutionException e) {
                    log.warning("shutting down, pump " + pump.getInetAddress() + " not served");
                    closeQuietly(pump);
                }
            }
        } finally {
            ss.close();
            pool.shutdown();
        }
    }

    private void talk(Socket pump) {
        try {
            pump.setSoTimeout(120_000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(pump.getInputStream()));
            int station = in.readInt();
            while (true) {
                double level = in.readDouble();
                store.record(station, level);
            }
        } catch (EOFException e) {
            log.fine("pump hung up");
        } catch (SocketTimeoutException e) {
            log.info("pump " + pump.getInetAddress() + " silent for two minutes");
        } catch (IOException e) {
            log.log(Level.WARNING, "pump " + pump.getInetAddress(), e);
        } finally {
            closeQuietly(pump);
        }
    }

    private static void closeQuietly(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
            // nothing sensible to do
        }
    }

    public interface LevelStore { void record(int station, double level); }
}
