package media.transcode;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Job front of the transcoder. The server greets first, so a refusal can be said at once. */
public class TranscodeFront {

    private static final int READY = 1;
    private static final int FULL = 2;

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            6, 6, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(24));
    private final JobStore jobs;

    public TranscodeFront(JobStore jobs) {
        this.jobs = jobs;
    }

    public void listen(ServerSocket ss) throws InterruptedException {
        while (!ss.isClosed()) {
            Socket s = null;
            try {
                s = ss.accept();
                s.setTcpNoDelay(true);
                s.setSoTimeout(20_000);
                workers.execute(new Job(s));
                s = null;
            } catch (RejectedExecutionException e) {
                System.err.println("full, refusing " + s.getInetAddress());
                refuse(s);
                s = null;
            } catch (IOException e) {
                if (!ss.isClosed()) {
                    System.err.println("accept: " + e);
                    Thread.sleep(250);
                }
            } finally {
                discard(s);
            }
        }
        workers.shutdown();
    }

    private static void refuse(Socket s) {
        try {
            s.getOutputStream().write(FULL);
        } catch (IOException e) {
            System.err.println("refuse: " + e.getMessage());
        } finally {
            discard(s);
        }
    }

    private static void discard(Socket s) {
        if (s == null) {
            return;
        }
        try {
            s.close();
        } catch (IOException e) {
            System.err.println("close: " + e.getMessage());
        }
    }

    private final class Job implements Runnable {
        private final Socket socket;

        Job(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(socket.getInputStream());
                out.writeByte(READY);
                String source = in.readUTF();
                String preset = in.readUTF();
                out.writeUTF(jobs.enqueue(source, preset));
                socket.shutdownOutput();
                while (in.read() >= 0) {
                    // the client closes once it has the ticket
                }
            } catch (EOFException e) {
                System.err.println("client left before the job was complete");
            } catch (IOException e) {
                System.err.println("job: " + e);
            } finally {
                discard(socket);
            }
        }
    }

    public interface JobStore {
        String enqueue(String source, String preset) throws IOException;
    }
}
