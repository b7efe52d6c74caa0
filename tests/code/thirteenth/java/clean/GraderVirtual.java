package edu.grader;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

public class GraderVirtual {

    private static final Semaphore RUNNING = new Semaphore(64);

    public static void main(String[] args) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(r -> {
            Thread t = new Thread(r, "grader");
            t.setDaemon(true);
            return t;
        });
        try (ServerSocket ss = new ServerSocket()) {
            ss.setReuseAddress(true);
            ss.bind(new InetSocketAddress("0.0.0.0", 7070), 511);
            System.out.println("grader listening on " + ss.getLocalSocketAddress());
            while (true) {
                Socket student = ss.accept();
                threads.execute(() -> grade(student));
            }
        }
    }

    private static void grade(Socket student) {
        try (student) {
            student.setSoTimeout(15_000);
            ObjectReader rd = new ObjectReader(student.getInputStream());
            byte[] answer;
            byte[] source = rd.next(512 * 1024);
            if (!RUNNING.tryAcquire(10, TimeUnit.SECONDS)) {
                answer = "try again in a minute\n".getBytes();
            } else {
                try {
                    answer = Sandbox.run(source);
                } finally {
                    RUNNING.release();
                }
            }
            student.getOutputStream().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("grade: " + e);
        }
    }

    /** length prefixed block */
    private static final class ObjectReader {
        private final DataInputStream in;
        ObjectReader(InputStream in) { this.in = new DataInputStream(new BufferedInputStream(in)); }
        byte[] next(int max) throws IOException {
            int n = in.readInt();
            if (n < 0 || n > max) throw new IOException("block of " + n);
            byte[] b = new byte[n];
            in.readFully(b);
            return b;
        }
    }
}
