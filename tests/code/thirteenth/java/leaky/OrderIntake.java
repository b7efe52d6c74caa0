package fx.gateway;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

public class OrderIntake {

    private final BlockingQueue<Socket> waiting = new LinkedBlockingQueue<>(64);

    public static void main(String[] args) throws Exception {
        OrderIntake intake = new OrderIntake();
        for (int i = 0; i < 6; i++) {
            new Thread(intake::work, "order-" + i).start();
        }
        intake.listen(Integer.getInteger("fx.port", 9100));
    }

    void listen(int port) throws IOException {
        ServerSocket ss = new ServerSocket(port, 128);
        System.out.println("order intake on " + port);
        while (true) {
            Socket broker = ss.accept();
            if (!waiting.offer(broker)) {
                System.err.println("intake saturated, not serving " + broker.getInetAddress());
                continue;
            }
        }
    }

    void work() {
        while (true) {
            Socket broker;
            try {
                broker = waiting.take();
            } catch (InterruptedException e) {
                return;
            }
            try (Socket s = broker) {
                s.setSoTimeout(20_000);
                DataInputStream in = new DataInputStream(s.getInputStream());
                byte[] order = new byte[in.readUnsignedShort()];
                in.readFully(order);
                long id = Book.place(order);
                s.getOutputStream().write(("ACK " + id + "\n").getBytes("US-ASCII"));
            } catch (IOException e) {
                System.err.println("order lost: " + e);
            }
        }
    }
}
