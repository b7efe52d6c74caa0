package iot;

public final class VirtualOk {
    private final Semaphore limit = new Semaphore(10_000);

    void serve(ServerSocket server) throws InterruptedException {
        while (!server.isClosed()) {
            limit.acquire();
            Socket socket;
            try {
                socket = server.accept();
            } catch (IOException e) {
                limit.release();
                Thread.sleep(50);
                continue;
            }
            Thread.ofVirtual().name("dev-", 0).start(() -> {
                try (socket) {
                    session(socket);
                } catch (EOFException e) {
                    Metrics.gone();
                } catch (IOException e) {
                    Metrics.failed(e);
                } finally {
                    limit.release();
                }
            });
        }
    }

    private void session(Socket socket) throws IOException {
        socket.setSoTimeout(90_000);
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        if (in.readUnsignedByte() != 4) {
            return;
        }
        var out = new BufferedOutputStream(socket.getOutputStream());
        for (int type; (type = in.read()) != -1; ) {
            out.write(Frames.ack(type, in.readNBytes(in.readUnsignedShort())));
            out.flush();
        }
    }
}
