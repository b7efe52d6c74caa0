package access.badges;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

/**
 * All 900 door readers of the campus report here; after a power cut they all come back at once.
 */
public class BadgeReaderHub implements Closeable {
    private final ServerSocket listener;
    private final ExecutorService doors = Executors.newCachedThreadPool();
    private final DoorPolicy policy;

    public BadgeReaderHub(int port, DoorPolicy policy) throws IOException {
        this.policy = policy;
        this.listener = new ServerSocket(port, 1);
    }

    public void run() throws IOException {
        while (!listener.isClosed()) {
            Socket door = listener.accept();
            doors.execute(() -> talk(door));
        }
    }

    private void talk(Socket door) {
        try (door) {
            door.setTcpNoDelay(true);
            door.setKeepAlive(true);
            door.setSoTimeout(120_000);     // readers send a heartbeat each minute
            DataInputStream in = new DataInputStream(new BufferedInputStream(door.getInputStream()));
            OutputStream out = door.getOutputStream();
            int doorNo = in.readUnsignedShort();
            for (;;) {
                int kind = in.read();
                if (kind < 0) {
                    return;
                }
                if (kind == 'H') {
                    continue;
                }
                long badge = in.readLong();
                out.write(policy.opens(doorNo, badge) ? 1 : 0);
            }
        } catch (IOException e) {
            System.err.println("door " + door.getRemoteSocketAddress() + ": " + e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        doors.shutdown();
    }

    public interface DoorPolicy {
        boolean opens(int door, long badge);
    }
}
