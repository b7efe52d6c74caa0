package energy.park;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Polls all turbines of the park for power and yaw. */
public class WindParkMaster {

    public record Sample(int turbine, int kilowatt, int yaw) {}

    static final class Turbine implements AutoCloseable {
        private final int no;
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        Turbine(int no, String host) throws IOException {
            this.no = no;
            this.socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, 2404), 4_000);
                socket.setTcpNoDelay(true);
                // some of the old controllers need very long to answer
                socket.setSoTimeout(0);
                in = new DataInputStream(socket.getInputStream());
                out = socket.getOutputStream();
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        Sample poll() throws IOException {
            out.write(ByteBuffer.allocate(6).put((byte) 0x68).put((byte) 4).putInt(0x01000000).array());
            out.flush();
            int start = in.readUnsignedByte();
            if (start != 0x68) {
                throw new IOException("turbine " + no + " out of step: " + start);
            }
            byte[] body = new byte[in.readUnsignedByte()];
            in.readFully(body);
            ByteBuffer b = ByteBuffer.wrap(body);
            return new Sample(no, b.getShort(0), b.getShort(2));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private final ExecutorService pollers = Executors.newFixedThreadPool(4);

    private final Map<Integer, Turbine> open = new ConcurrentHashMap<>();

    private Sample poll(int no, String host) throws IOException {
        Turbine t = open.get(no);
        if (t == null) {
            t = new Turbine(no, host);
            open.put(no, t);
        }
        try {
            return t.poll();
        } catch (IOException e) {
            open.remove(no);
            t.close();
            throw e;
        }
    }

    public List<Sample> round(List<String> hosts) throws InterruptedException {
        List<Future<Sample>> pending = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            final int no = i;
            pending.add(pollers.submit(() -> poll(no, hosts.get(no))));
        }
        List<Sample> out = new ArrayList<>();
        for (Future<Sample> f : pending) {
            try {
                out.add(f.get());
            } catch (ExecutionException e) {
                System.err.println("poll: " + e.getCause());
            }
        }
        return out;
    }
}
